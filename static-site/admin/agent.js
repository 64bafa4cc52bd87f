// One agent: what they do here, when they are away, and what admins decide about them.
import { html, nothing, signal } from '../vendor/lit.js';
import { get } from '../lib/api.js';
import { list, t } from '../lib/i18n.js';
import { setTitle } from '../lib/page.js';
import { person } from '../lib/session.js';
import { dateTime } from '../lib/time.js';
import { callout, icon, shown, toast } from '../parts/basics.js';
import { refreshCounts } from '../console/state.js';
import { AgentActions } from './agent-actions.js';
import { presence, teamsText } from './agents.js';
import { EditPage, textField } from './edit-page.js';
import { ratingsOf } from './ratings.js';
import { agentFields, agentFormats, agentLabels, checkAgent } from './fields.js';
import { isAdmin, isLead, languageName, line, pageHead, roleText } from './shared.js';

const FIELDS = ['name', 'role', 'teams', 'skills', 'languages', 'cap'];

const details = (agent) =>
  html`<section class="panel stack" aria-labelledby="agent-details">
    <h2 id="agent-details">${t('at-a-glance')}</h2>
    <dl class="details-list">
      ${line(t('availability'), presence(agent))} ${line(t('role'), roleText(agent.role))}
      ${line(t('teams'), teamsText(agent.teams))}
      ${agent.languages.length ? line(t('languages'), list(agent.languages.map(languageName))) : nothing}
      ${agent.skills.length ? line(t('skills'), html`<bdi>${list(agent.skills)}</bdi>`) : nothing}
      ${agent.load === null ? nothing : line(t('in-hand'), t('load', { load: agent.load, cap: agent.cap }))}
      ${agent.email ? line(t('email'), html`<a href="mailto:${agent.email}"><bdi>${agent.email}</bdi></a>`) : nothing}
      ${agent.created_at ? line(t('agent-since'), dateTime(agent.created_at)) : nothing}
    </dl>
  </section>`;

/** When the agent is out of office. */
const outOfOffice = ({ absence, availability }, actions) =>
  html`<section class="panel stack" aria-labelledby="agent-absence">
    <h2 id="agent-absence">${t('absence')}</h2>
    <p>${absence ? html`${dateTime(absence.from)} – ${dateTime(absence.to)}` : t('absence-none')}</p>
    <p class="row">
      <button type="button" @click=${actions.setAbsence}>
        ${icon('calendar', 'small')}${t(absence ? 'absence-change' : 'absence-set')}
      </button>
      ${
        absence
          ? html`<button type="button" class="quiet" @click=${actions.endAbsence}>
              ${t(availability.absent ? 'absence-back' : 'absence-cancel')}
            </button>`
          : nothing
      }
    </p>
  </section>`;

/** Whether the agent may sign in, and the invitation. */
const access = ({ active }, actions) =>
  html`<section class="panel stack" aria-labelledby="agent-stay">
    <h2 id="agent-stay">${t('agent-access')}</h2>
    <p class="hint">${t(active ? 'agent-access-text' : 'agent-deactivated-text')}</p>
    <p class="row">
      ${
        active
          ? html`<button type="button" @click=${actions.inviteAgain}>
                ${icon('mail', 'small')}${t('invite-again')}
              </button>
              <button type="button" class="danger" @click=${actions.deactivate}>
                ${icon('user-x', 'small')}${t('deactivate')}…
              </button>`
          : html`<button type="button" class="primary" @click=${actions.activate}>${t('activate')}…</button>`
      }
    </p>
  </section>`;

/** That the agent is deactivated, or halfway between. */
const warnings = ({ active, change_pending: isLocked, name }, actions) =>
  html` ${active ? nothing : callout('', html`<p>${t('is-deactivated', { name })}</p>`)}
  ${
    isLocked
      ? callout(
          'warn',
          html`<p>${t('is-locked-out', { name })}</p>
            ${
              isAdmin()
                ? html`<p><button type="button" @click=${actions.finish}>${t('finish-it')}</button></p>`
                : nothing
            }`,
        )
      : nothing
  }`;

class AgentPage extends EditPage {
  static properties = { agent: {} };

  teams = signal([]);
  actions = new AgentActions(this);

  get agentId() {
    return encodeURIComponent(this.agent === 'me' ? person.value.id : this.agent);
  }

  get own() {
    return this.agent === 'me' || this.agent === person.value?.id;
  }

  get shownAgent() {
    return this.load.value.value;
  }

  get startTitle() {
    return t('agent');
  }

  options() {
    return {
      name: `agent-${this.agentId}`,
      path: `/agents/${this.agentId}`,
      of: ({ agent }) => agent,
      labels: agentLabels(),
      plain: (agent) => ({
        ...Object.fromEntries(FIELDS.map((name) => [name, agent[name]])),
        teams: Object.fromEntries(agent.teams.map(({ id, right }) => [id, right])),
      }),
    };
  }

  async fetch() {
    const [agent, { items }] = await Promise.all([get(`/agents/${this.agentId}`), get('/teams')]);
    this.teams.value = items;
    return this.take(agent);
  }

  take(agent) {
    this.edit.formats = agentFormats(this.teams.value);
    this.edit.typed = null;
    setTitle(agent.name);
    return super.take(agent);
  }

  check() {
    return checkAgent(this.edit);
  }

  explain(error) {
    this.edit.typed = null;
    return super.explain(error);
  }

  /** agent: the new version, null if nothing was changed. */
  done(agent, message = t('agent-saved')) {
    if (!agent) return;
    this.showVersion(agent);
    toast(message);
    if (this.own) refreshCounts().catch(() => {});
  }

  #forAdmins(agent) {
    return html`<section class="panel stack" aria-labelledby="agent-edit">
        <h2 id="agent-edit">${t('agent-edit')}</h2>
        ${this.formAround(
          html`${textField(this.edit, 'name', { label: t('person-name') })}
          ${agentFields(this.edit, this.teams.value, { own: this.own })}`,
          { panel: false },
        )}
      </section>
      ${this.own ? nothing : access(agent, this.actions)}`;
  }

  render() {
    const title = this.shownAgent?.name ?? t('agent');
    return html`${pageHead({ title, back: ['/console/agents', t('nav-agents')] })}
    ${shown(
      this.load,
      (agent) =>
        html`${warnings(agent, this.actions)}
          <div class="two">
            <div class="stack">
              ${details(agent)}${
                agent.active && (this.own || isLead()) ? outOfOffice(agent, this.actions) : nothing
              }${ratingsOf(this.agent, this.own)}
            </div>
            <div class="stack">${isAdmin() ? this.#forAdmins(agent) : nothing}</div>
          </div>`,
    )}`;
  }
}
customElements.define('agent-page', AgentPage);
