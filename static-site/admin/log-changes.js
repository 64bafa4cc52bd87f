// What an entry of the log changed: each field with its value before and afterwards.
import { html, nothing } from '../vendor/lit.js';
import { list, number, t } from '../lib/i18n.js';
import { dateTime } from '../lib/time.js';
import { icon } from '../parts/basics.js';
import { rightText } from './fields.js';
import { languageName, named, roleText } from './shared.js';

const FIELD_TEXTS = {
  name: 'person-name',
  names: 'person-name',
  open: 'team-open',
  team: 'team',
  fields: 'form',
  position: 'position',
  default_team: 'setting-team',
  undo_send_s: 'setting-undo',
  subject: 'mail-subject',
  body: 'reply-body',
  language: 'language',
  role: 'role',
  teams: 'teams',
  skills: 'skills',
  languages: 'languages',
  cap: 'cap',
  active: 'active',
  absence: 'absence',
  renamed: 'renamed',
  ticket: 'ticket',
  added: 'added',
  removed: 'removed',
};
const label = (name) => (FIELD_TEXTS[name] ? t(FIELD_TEXTS[name]) : name);
const listText = (items) => list(items) || t('nothing');

/** How the values of a field are shown, where they are more than text. teamName(id): what a team is called. */
const FORMATS = {
  role: roleText,
  team: (id, teamName) => teamName(id),
  default_team: (id, teamName) => teamName(id),
  undo_send_s: (n) => t('seconds', { n }),
  position: (at) => number(at + 1),
  language: languageName,
  names: named,
  absence: ({ begins, ends }) => `${dateTime(begins)} – ${dateTime(ends)}`,
  teams: (rights, teamName) =>
    listText(Object.entries(rights).map(([id, right]) => `${teamName(id)}: ${rightText(right)}`)),
  fields: (fields) => listText(fields.map((each) => named(each.names))),
  languages: (codes) => listText(codes.map(languageName)),
};

/** A value of any field as text. */
function plainText(value) {
  if (Array.isArray(value)) return listText(value.map(String));
  if (typeof value === 'number') return number(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function valueText(field, value, teamName) {
  if (value === null || value === undefined || value === '') return t('nothing');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  return Object.hasOwn(FORMATS, field) ? FORMATS[field](value, teamName) : plainText(value);
}

/** One field. before is null for something new, after for something deleted. */
const change = (name, [before, after], teamName) =>
  html`<div>
    <dt>${label(name)}</dt>
    <dd>
      ${
        before === null
          ? nothing
          : html`<span class="vh">${t('before')}</span><del dir="auto">${valueText(name, before, teamName)}</del> `
      }${before === null || after === null ? nothing : icon('arrow-right', 'small')}
      ${
        after === null
          ? nothing
          : html`<span class="vh">${t('after')}</span> <ins dir="auto">${valueText(name, after, teamName)}</ins>`
      }
    </dd>
  </div>`;

/** That a person was renamed: the log keeps no names. */
const renamed = () =>
  html`<div>
    <dt>${t('renamed')}</dt>
    <dd>${t('renamed-text')}</dd>
  </div>`;

/** All changes of an entry: { field: [before, after] }. teamName(id): what a team is called. */
export function changesOf(changes, teamName) {
  const rows = Object.entries(changes);
  if (!rows.length) return nothing;
  return html`<dl class="changes">
    ${rows.map(([name, values]) => (name === 'renamed' ? renamed() : change(name, values, teamName)))}
  </dl>`;
}
