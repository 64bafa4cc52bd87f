// The fields that describe an agent, for inviting and for changing one.
import { html, nothing } from '../vendor/lit.js';
import { field, textControl } from '../parts/form.js';
import { list, t } from '../lib/i18n.js';
import { icon } from '../parts/basics.js';
import { choiceField, numberField } from './edit-page.js';
import { languageName, roleText } from './shared.js';

const RIGHT_TEXTS = { '': 'right-none', full: 'right-full', read: 'right-read' };
export const rightText = (right) => t(RIGHT_TEXTS[right] ?? 'right-none');
const ROLES = ['agent', 'lead', 'admin'];
const parts = (text) => [
  ...new Set(
    text
      .split(/[,،\n]/)
      .map((part) => part.trim())
      .filter(Boolean),
  ),
];

/** Formats the fields of an agent as text. teams: all teams. */
export const agentFormats = (teams) => ({
  role: roleText,
  teams: (rights) =>
    list(
      Object.entries(rights).map(
        ([id, right]) => `${teams.find((team) => team.id === id)?.name ?? id}: ${rightText(right)}`,
      ),
    ) || t('no-team'),
  skills: (values) => list(values) || '–',
  languages: (codes) => list(codes.map(languageName)) || '–',
});

export const agentLabels = () => ({
  name: t('person-name'),
  role: t('role'),
  teams: t('teams'),
  skills: t('skills'),
  languages: t('languages'),
  cap: t('cap'),
});

/** Teams with a right in each. */
export function teamRights(edit, teams) {
  const rights = edit.get('teams');
  const error = edit.form.error('teams');
  const choose = (id, right) => {
    const { [id]: _, ...others } = rights;
    edit.set('teams')(right ? { ...others, [id]: right } : others);
  };
  return html`<fieldset class="field ${error ? 'wrong' : ''}" id="teams" tabindex="-1">
    <legend>${t('teams')}</legend>
    <p class="hint">${t('teams-hint')}</p>
    ${error ? html`<p class="field-error">${icon('circle-alert', 'small')}<span>${error}</span></p>` : nothing}
    <div class="rights">
      ${teams.map(
        ({ id, name }) =>
          html`<label for="team-${id}"><bdi>${name}</bdi></label>
            <select id="team-${id}" @change=${(event) => choose(id, event.target.value)}>
              ${Object.keys(RIGHT_TEXTS).map(
                (right) =>
                  html`<option value=${right} ?selected=${right === (rights[id] ?? '')}>${rightText(right)}</option>`,
              )}
            </select>`,
      )}
    </div>
  </fieldset>`;
}

/** own: it is the reader themselves, who cannot choose their role. */
export function agentFields(edit, teams, { own = false } = {}) {
  const listField = (name, label, hint) =>
    field(edit.form, {
      name,
      label,
      hint,
      control: textControl({
        value: edit.typed?.[name] ?? edit.get(name).join(', '),
        dir: name === 'languages' ? 'ltr' : 'auto',
        autocomplete: 'off',
        onInput: (value) => {
          edit.typed = { ...edit.typed, [name]: value };
          edit.set(name)(parts(name === 'skills' ? value.toLowerCase() : value));
        },
      }),
    });
  return html`${
      own
        ? html`<p class="field">
            <span class="field-label">${t('role')}</span> <span>${roleText(edit.get('role'))}</span
            ><span class="hint">${t('role-own')}</span>
          </p>`
        : choiceField(edit, 'role', {
            label: t('role'),
            hint: t('role-hint'),
            options: ROLES.map((role) => [role, roleText(role)]),
          })
    }
    ${teamRights(edit, teams)}
    <div class="pair">
      ${listField('skills', t('skills'), t('skills-hint'))}
      ${listField(
        'languages',
        t('languages'),
        edit.get('languages').length ? list(edit.get('languages').map(languageName)) : t('languages-hint'),
      )}
    </div>
    ${numberField(edit, 'cap', { label: t('cap'), hint: t('cap-hint') })}`;
}

export const checkAgent = (edit) => [
  ...(edit.get('name').trim() ? [] : [{ field: 'name', text: t('name-needed') }]),
  ...(Number.isInteger(edit.get('cap')) && edit.get('cap') >= 0 && edit.get('cap') <= 500
    ? []
    : [{ field: 'cap', text: t('cap-wrong') }]),
];
