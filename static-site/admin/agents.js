// All agents: who is on duty, in which teams, and, for leads, how many open tickets each has.
import { html, nothing, repeat, signal } from '../vendor/lit.js';
import { get, poll } from '../lib/api.js';
import { list, t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { person } from '../lib/session.js';
import { when } from '../lib/time.js';
import { avatar, empty, icon, shown } from '../parts/basics.js';
import { go, route } from '../console/state.js';
import { PagedLoad, isAdmin, languageName, pageHead, roleText } from './shared.js';

const STATE_TEXTS = { online: 'state-online', away: 'state-away', offline: 'state-offline' };
const LIMIT = 50;
const EVERY_MS = 60_000;

/** Availability as routing sees it: a dot and a label; out of office takes precedence. */
export function presence({ active, availability, absence }) {
  if (!active) return html`<span class="presence-label"><span class="presence"></span>${t('deactivated')}</span>`;
  if (availability.absent) {
    return html`<span class="presence-label"
      ><span class="presence"></span><span>${t('absent-until')} ${absence ? when(absence.to) : nothing}</span></span
    >`;
  }
  return html`<span class="presence-label"
    ><span class="presence ${availability.state}"></span>${t(STATE_TEXTS[availability.state])}</span
  >`;
}

/** "Orders, Returns (read only)" */
export const teamsText = (teams) =>
  teams.length
    ? list(teams.map(({ name, right }) => (right === 'read' ? t('team-read', { name }) : name)))
    : t('no-team');

class AgentsPage extends Page {
  teams = signal([]);
  agents = new PagedLoad((cursor) => this.#path(cursor));

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('nav-agents'));
    get('/teams').then(
      ({ items }) => {
        this.teams.value = items;
      },
      () => {},
    ); // without it there is no filter
    this.polling = poll(this.#refresh, EVERY_MS);
    this.forget = route.subscribe(({ page, query }) => {
      const team = query.get('team') ?? '';
      if (page !== 'admin' || team === this.team) return;
      this.team = team;
      this.agents.value.value = null;
      this.agents.run();
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.forget?.();
    this.polling.stop();
  }

  #path(cursor) {
    return `/agents?${new URLSearchParams({
      limit: LIMIT,
      ...(this.team ? { team: this.team } : {}),
      ...(cursor ? { cursor } : {}),
    })}`;
  }

  /** Who is on duty now; what was loaded further down stays as it was. */
  #refresh = async () => {
    const before = this.agents.value.value;
    if (!before) return;
    const path = this.#path();
    const { items } = await get(path);
    if (path === this.#path() && this.agents.value.value === before) {
      this.agents.value.value = [...items, ...before.slice(items.length)];
    }
  };
  #row(agent) {
    return html`<li>
      <a class="person-row agent-row ${agent.active ? '' : 'off'}" href="/console/agents/${agent.id}"
        >${avatar(agent.name)}
        <span class="person-name"
          ><span
            ><bdi class="strong">${agent.name}</bdi
            >${agent.id === person.value?.id ? html` <span class="muted">(${t('me')})</span>` : nothing}
            ${agent.role === 'agent' ? nothing : html`<span class="chip">${roleText(agent.role)}</span>`}
            ${
              agent.change_pending
                ? html`<span class="chip warn">${icon('triangle-alert', 'small')}${t('locked-out')}</span>`
                : nothing
            }</span
          >
          <span class="muted">${teamsText(agent.teams)}</span>
          ${
            agent.skills.length || agent.languages.length
              ? html`<span class="muted small"
                  >${[agent.languages.map(languageName), agent.skills]
                    .filter((items) => items.length)
                    .map((items) => items.join(', '))
                    .join(' · ')}</span
                >`
              : nothing
          }</span
        >
        <span class="person-end"
          >${presence(agent)}
          ${
            agent.load === null || !agent.active
              ? nothing
              : html`<span class="load muted small">${t('load', { load: agent.load, cap: agent.cap })}</span>`
          }
          ${
            agent.absence && !agent.availability.absent
              ? html`<span class="muted small">${t('absent-from')} ${when(agent.absence.from)}</span>`
              : nothing
          }</span
        ></a
      >
    </li>`;
  }

  render() {
    const team = route.value.query.get('team') ?? '';
    return html`${pageHead({
      title: t('nav-agents'),
      actions: isAdmin()
        ? html`<a class="button primary" href="/console/agents/new">${icon('user-plus', 'small')}${t('invite')}</a>`
        : nothing,
    })}
    ${
      this.teams.value.length > 1
        ? html`<div class="admin-search">
            <label
              ><span class="vh">${t('team-filter')}</span
              ><select
                id="agents-team"
                @change=${(event) =>
                  go(event.target.value ? `/console/agents?team=${event.target.value}` : '/console/agents', {
                    replace: true,
                  })}>
                <option value="" ?selected=${!team}>${t('team-any')}</option>
                ${this.teams.value.map(
                  ({ id, name }) => html`<option value=${id} ?selected=${id === team}>${name}</option>`,
                )}
              </select></label
            >
          </div>`
        : nothing
    }
    ${shown(this.agents, (items) =>
      items.length
        ? html`<ul class="rows">
            ${repeat(
              items,
              ({ id }) => id,
              (agent) => this.#row(agent),
            )}
          </ul>`
        : empty({ name: 'users', title: t('team-empty'), text: t('team-empty-text') }),
    )}
    ${this.agents.button()}`;
  }
}
customElements.define('agents-page', AgentsPage);
