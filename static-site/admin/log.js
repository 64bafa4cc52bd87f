// Who governed the desk how: newest first, with what was there before and afterwards.
import { html, nothing, repeat, signal } from '../vendor/lit.js';
import { get } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { dateTime, exactly } from '../lib/time.js';
import { empty, shown } from '../parts/basics.js';
import { go, route } from '../console/state.js';
import { changesOf } from './log-changes.js';
import { PagedLoad, pageHead, roleText } from './shared.js';

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
const FILTERS = ['action', 'by'];
const inAddress = (name) => route.peek().query.get(name);

/** One entry. teamName(id): what a team is called. */
const entryRow = (entry, teamName) =>
  html`<li class="log-row">
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
    ${changesOf(entry.changes, teamName)}
  </li>`;

/** The log is empty, or nothing in it matches the filters. */
const noEntries = (filtered) =>
  filtered
    ? empty({
        name: 'search',
        title: t('log-none-match'),
        text: t('log-none-match-text'),
        actions: html`<a class="button" href="/console/admin/log">${t('log-all')}</a>`,
      })
    : empty({ name: 'history', title: t('log-empty'), text: t('log-empty-text') });

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

  #teamName = (id) => this.teams.find((team) => team.id === id)?.name ?? id;

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
                (entry) => entryRow(entry, this.#teamName),
              )}
            </ol>`
          : this.log.next.value
            ? nothing
            : noEntries(action || by),
      )}
      ${this.log.button(t('log-older'))}`;
  }
}
customElements.define('log-page', LogPage);
