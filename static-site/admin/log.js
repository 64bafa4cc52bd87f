// Who governed the desk how: newest first, with what was there before and afterwards.
import { html, nothing, repeat, signal } from '../vendor/lit.js';
import { get } from '../lib/api.js';
import { list, number, t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { dateTime, exactly } from '../lib/time.js';
import { empty, icon, shown } from '../parts/basics.js';
import { go, route } from '../console/state.js';
import { rightText } from './fields.js';
import { PagedLoad, languageName, named, pageHead, roleText } from './shared.js';

const LIMIT = 30;
const ACTION_TEXTS = {
  TeamAdded: 'audit-team-added',
  TeamChanged: 'audit-team-changed',
  TeamRemoved: 'audit-team-removed',
  CategoryAdded: 'audit-category-added',
  CategoryChanged: 'audit-category-changed',
  CategoryRemoved: 'audit-category-removed',
  SettingsChanged: 'audit-settings-changed',
  SavedReplyAdded: 'audit-reply-added',
  SavedReplyChanged: 'audit-reply-changed',
  SavedReplyRemoved: 'audit-reply-removed',
  MailTextChanged: 'audit-mail-changed',
  MailTextReset: 'audit-mail-reset',
  AgentInvited: 'audit-agent-invited',
  AgentChanged: 'audit-agent-changed',
  AgentDeactivated: 'audit-agent-deactivated',
  AgentActivated: 'audit-agent-activated',
  MailReleased: 'audit-mail-released',
  MailDismissed: 'audit-mail-dismissed',
  BlocklistChanged: 'audit-blocklist-changed',
  AddressReleased: 'audit-address-released',
};
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

const FILTERS = ['action', 'by'];
const inAddress = (name) => route.peek().query.get(name);

class LogPage extends Page {
  agents = signal([]);
  teams = [];
  log = new PagedLoad((cursor) => this.#path(cursor));

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('section-log'));
    get('/agents?limit=100').then(
      ({ items }) => {
        this.agents.value = items;
      },
      () => {},
    ); // without it the log cannot be filtered by agent
    get('/teams').then(
      ({ items }) => {
        this.teams = items;
        this.requestUpdate();
      },
      () => {},
    ); // without it teams are shown by their ids
    this.forget = route.subscribe(({ page, query }) => {
      const asked = `${query.get('action') ?? ''} ${query.get('by') ?? ''}`;
      if (page !== 'admin' || asked === this.asked) return;
      this.asked = asked;
      this.log.value.value = null;
      this.log.run();
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.forget?.();
  }

  #path(cursor) {
    const query = new URLSearchParams({ limit: LIMIT });
    for (const name of FILTERS) if (inAddress(name)) query.set(name, inAddress(name));
    if (cursor) query.set('cursor', cursor);
    return `/audit?${query}`;
  }
  #filter(name, value) {
    const query = new URLSearchParams(location.search);
    if (value) query.set(name, value);
    else query.delete(name);
    go(`/console/admin/log${query.size ? `?${query}` : ''}`, { replace: true });
  }

  #team(id) {
    return this.teams.find((team) => team.id === id)?.name ?? id;
  }

  /** A value as text. */
  #format(field, value) {
    if (value === null || value === undefined || value === '') return t('nothing');
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (field === 'role') return roleText(value);
    if (field === 'team' || field === 'default_team') return this.#team(value);
    if (field === 'undo_send_s') return t('seconds', { n: value });
    if (field === 'position') return number(value + 1);
    if (field === 'language') return languageName(value);
    if (field === 'names') return named(value);
    if (field === 'absence') return `${dateTime(value.begins)} – ${dateTime(value.ends)}`;
    if (field === 'teams') {
      return list(Object.entries(value).map(([id, right]) => `${this.#team(id)}: ${rightText(right)}`)) || t('nothing');
    }
    if (field === 'fields') return list(value.map((each) => named(each.names))) || t('nothing');
    if (field === 'languages') return list(value.map(languageName)) || t('nothing');
    return Array.isArray(value)
      ? list(value.map(String)) || t('nothing')
      : typeof value === 'number'
        ? number(value)
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value);
  }

  #changes(changes) {
    const rows = Object.entries(changes);
    if (!rows.length) return nothing;
    const label = (name) => (FIELD_TEXTS[name] ? t(FIELD_TEXTS[name]) : name);
    return html`<dl class="changes">
      ${rows.map(([name, [before, after]]) =>
        name === 'renamed'
          ? html`<div>
              <dt>${t('renamed')}</dt>
              <dd>${t('renamed-text')}</dd>
            </div>`
          : html`<div>
              <dt>${label(name)}</dt>
              <dd>
                ${
                  before === null
                    ? nothing
                    : html`<span class="vh">${t('before')}</span><del dir="auto">${this.#format(name, before)}</del> `
                }${before === null || after === null ? nothing : icon('arrow-right', 'small')}
                ${
                  after === null
                    ? nothing
                    : html`<span class="vh">${t('after')}</span> <ins dir="auto">${this.#format(name, after)}</ins>`
                }
              </dd>
            </div>`,
      )}
    </dl>`;
  }

  #row(entry) {
    return html`<li class="log-row">
      <p class="log-head">
        <span class="strong" dir="auto">${entry.text}</span
        ><time class="muted small" datetime=${entry.at} title=${exactly(entry.at)}>${dateTime(entry.at)}</time>
      </p>
      <p class="muted small">
        <bdi>${entry.by.name}</bdi>
        (${roleText(entry.by.role)})${
          entry.source ? html` · ${t('from-address')} <bdi class="number">${entry.source}</bdi>` : nothing
        }
      </p>
      ${this.#changes(entry.changes)}
    </li>`;
  }

  #select(id, label, value, all, options) {
    return html`<label
      ><span class="small muted">${label}</span
      ><select id=${id} @change=${(event) => this.#filter(id.replace('log-', ''), event.target.value)}>
        <option value="" ?selected=${!value}>${all}</option>
        ${options.map(([each, text]) => html`<option value=${each} ?selected=${each === value}>${text}</option>`)}
      </select></label
    >`;
  }

  render() {
    const { query } = route.value;
    const [action, by] = [query.get('action') ?? '', query.get('by') ?? ''];
    return html`${pageHead({ title: t('section-log'), under: html`<p class="hint">${t('log-about')}</p>` })}
      <div class="row admin-filters">
        ${this.#select(
          'log-action',
          t('log-action'),
          action,
          t('log-any-action'),
          Object.entries(ACTION_TEXTS).map(([name, text]) => [name, t(text)]),
        )}
        ${this.#select(
          'log-by',
          t('log-by'),
          by,
          t('log-any-actor'),
          this.agents.value.map(({ id, name }) => [id, name]),
        )}
      </div>
      ${shown(this.log, (items) =>
        items.length
          ? html`<ol class="rows">
              ${repeat(
                items,
                ({ id }) => id,
                (entry) => this.#row(entry),
              )}
            </ol>`
          : this.log.next.value
            ? nothing
            : action || by
              ? empty({
                  name: 'search',
                  title: t('log-none-match'),
                  text: t('log-none-match-text'),
                  actions: html`<a class="button" href="/console/admin/log">${t('log-all')}</a>`,
                })
              : empty({ name: 'history', title: t('log-empty'), text: t('log-empty-text') }),
      )}
      ${this.log.button(t('log-older'))}`;
  }
}
customElements.define('log-page', LogPage);
