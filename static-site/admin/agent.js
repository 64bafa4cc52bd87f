// One agent: what they do here, when they are away, and what admins decide about them.
import { html, nothing, signal } from '../vendor/lit.js';
import { Load, api, get, post, put } from '../lib/api.js';
import { errorSummary, field, textControl } from '../parts/form.js';
import { list, t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { person } from '../lib/session.js';
import { dateTime, now, timeZone } from '../lib/time.js';
import { readLocal } from '../lib/zone.js';
import { callout, icon, problemText, shown, toast } from '../parts/basics.js';
import { refreshCounts } from '../console/state.js';
import { presence, teamsText } from './agents.js';
import { ratingsOf } from './ratings.js';
import { agentFields, agentFormats, agentLabels, checkAgent } from './fields.js';
import { Edit, ask, isAdmin, isLead, languageName, line, localOf, pageHead, roleText, sentence } from './shared.js';

const FIELDS = ['name', 'role', 'teams', 'skills', 'languages', 'cap'];
const HOUR = 3_600_000;
const END_TEXTS = { from: 'absence-from', to: 'absence-to' };

class AgentPage extends Page {
  static properties = { agent: {} };

  teams = signal([]);
  one = new Load(async () => {
    const [agent, { items }] = await Promise.all([get(`/agents/${this.id_}`), get('/teams')]);
    this.teams.value = items;
    return this.#take(agent);
  });

  get id_() {
    return encodeURIComponent(this.agent === 'me' ? person.value.id : this.agent);
  }

  get own() {
    return this.agent === 'me' || this.agent === person.value?.id;
  }

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('agent'));
    this.edit = new Edit(this, {
      name: `agent-${this.id_}`,
      path: `/agents/${this.id_}`,
      of: ({ agent }) => agent,
      labels: agentLabels(),
      plain: (agent) => ({
        ...Object.fromEntries(FIELDS.map((name) => [name, agent[name]])),
        teams: Object.fromEntries(agent.teams.map(({ id, right }) => [id, right])),
      }),
    });
    this.one.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.edit.close();
  }

  #take(agent) {
    this.edit.formats = agentFormats(this.teams.value);
    this.edit.typed = null;
    this.edit.open(agent, agent.version);
    setTitle(agent.name);
    return agent;
  }

  #done(agent, message) {
    this.one.value.value = this.#take(agent);
    if (message) toast(message);
    if (this.own) refreshCounts().catch(() => {});
  }

  submit = (event) =>
    this.edit.form.submit(event, {
      check: () => checkAgent(this.edit),
      send: () => this.edit.save(),
      explain: (error) => {
        this.edit.typed = null;
        return this.edit.explain(error);
      },
      done: (agent) => {
        if (agent) this.#done(agent, t('agent-saved'));
      },
    });

  #absence = () => {
    const { absence, name } = this.one.value.value;
    const at = {
      from: localOf(absence?.from ?? new Date(Math.ceil(now.value / HOUR) * HOUR).toISOString()),
      to: absence ? localOf(absence.to) : '',
    };
    const set = (end, form) => (value) => {
      at[end] = value;
      form.host.requestUpdate();
    };
    return ask({
      title: this.own ? t('absence-own') : t('absence-of', { name }),
      button: t('save'),
      text: html`<p class="hint">${t('absence-hint')}</p>`,
      check: () =>
        at.from && at.to
          ? at.from < at.to
            ? []
            : [{ field: 'to', text: t('absence-order') }]
          : [{ field: at.from ? 'to' : 'from', text: t('absence-needed') }],
      send: async () =>
        this.#done(
          await put(`/agents/${this.own ? 'me' : this.id_}/absence`, {
            from: readLocal(at.from).toISOString(),
            to: readLocal(at.to).toISOString(),
          }),
          t('absence-saved'),
        ),
      body: (form) =>
        html`<div class="pair">
            ${['from', 'to'].map((end) =>
              field(form, {
                name: end,
                label: t(END_TEXTS[end]),
                control: textControl({ type: 'datetime-local', value: at[end], onInput: set(end, form) }),
              }),
            )}
          </div>
          <p class="hint">${t('in-your-zone', { zone: timeZone().replaceAll('_', ' ') })}</p>`,
    });
  };

  #back = async () => {
    try {
      this.#done(await api(`/agents/${this.own ? 'me' : this.id_}/absence`, { method: 'DELETE' }), t('absence-ended'));
    } catch (error) {
      toast(problemText(error));
    }
  };

  #turn = (on) => {
    const { name, load } = this.one.value.value;
    return ask(
      on
        ? {
            title: t('activate-title', { name }),
            text: html`<p>${t('activate-text', { name })}</p>`,
            button: t('activate'),
            send: async () =>
              this.#done(await post(`/agents/${this.id_}/activate`, undefined), t('activated', { name })),
          }
        : {
            title: t('deactivate-title', { name }),
            danger: true,
            button: t('deactivate'),
            send: async () =>
              this.#done(await post(`/agents/${this.id_}/deactivate`, undefined), t('now-deactivated', { name })),
            text: html`<ul class="consequences">
              <li>${t('deactivate-out', { name })}</li>
              <li>${t('deactivate-tickets', { n: load ?? 0 })}</li>
              <li>${t('deactivate-history')}</li>
            </ul>`,
          },
    );
  };

  #inviteAgain = async () => {
    const { name } = this.one.value.value;
    try {
      await post(`/agents/${this.id_}/invitation`, undefined);
      toast(t('invited', { name }));
    } catch (error) {
      toast(error.status === 409 ? sentence(error, t('invitation-not-needed')) : problemText(error));
    }
  };

  #finish = async () => {
    const { active } = this.one.value.value;
    try {
      this.#done(await post(`/agents/${this.id_}/${active ? 'activate' : 'deactivate'}`, undefined), t('finished'));
    } catch (error) {
      toast(problemText(error));
    }
  };

  #details(agent) {
    return html`<section class="panel stack" aria-labelledby="agent-details">
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
  }

  #away(agent) {
    if (!agent.active || !(this.own || isLead())) return nothing;
    const { absence } = agent;
    return html`<section class="panel stack" aria-labelledby="agent-absence">
      <h2 id="agent-absence">${t('absence')}</h2>
      <p>${absence ? html`${dateTime(absence.from)} – ${dateTime(absence.to)}` : t('absence-none')}</p>
      <p class="row">
        <button type="button" @click=${this.#absence}>
          ${icon('calendar', 'small')}${t(absence ? 'absence-change' : 'absence-set')}
        </button>
        ${
          absence
            ? html`<button type="button" class="quiet" @click=${this.#back}>
                ${t(agent.availability.absent ? 'absence-back' : 'absence-cancel')}
              </button>`
            : nothing
        }
      </p>
    </section>`;
  }

  #governing(agent) {
    if (!isAdmin()) return nothing;
    const { edit } = this;
    return html`<section class="panel stack" aria-labelledby="agent-edit">
        <h2 id="agent-edit">${t('agent-edit')}</h2>
        <form class="form" @submit=${this.submit} novalidate>
          ${errorSummary(edit.form)}${edit.showConflicts(() => this.submit())}
          ${field(edit.form, {
            name: 'name',
            label: t('person-name'),
            control: textControl({
              value: edit.get('name'),
              dir: 'auto',
              maxlength: 200,
              autocomplete: 'off',
              onInput: edit.set('name'),
            }),
          })}
          ${agentFields(edit, this.teams.value, { own: this.own })}${edit.end()}
        </form>
      </section>
      ${
        this.own
          ? nothing
          : html`<section class="panel stack" aria-labelledby="agent-stay">
              <h2 id="agent-stay">${t('agent-access')}</h2>
              <p class="hint">${t(agent.active ? 'agent-access-text' : 'agent-deactivated-text')}</p>
              <p class="row">
                ${
                  agent.active
                    ? html`<button type="button" @click=${this.#inviteAgain}>
                          ${icon('mail', 'small')}${t('invite-again')}
                        </button>
                        <button type="button" class="danger" @click=${() => this.#turn(false)}>
                          ${icon('user-x', 'small')}${t('deactivate')}…
                        </button>`
                    : html`<button type="button" class="primary" @click=${() => this.#turn(true)}>
                        ${t('activate')}…
                      </button>`
                }
              </p>
            </section>`
      }`;
  }

  render() {
    const known = this.one.value.value;
    return html`${pageHead({ title: known?.name ?? t('agent'), back: ['/console/agents', t('nav-agents')] })}
    ${shown(
      this.one,
      (agent) =>
        html` ${agent.active ? nothing : callout('', html`<p>${t('is-deactivated', { name: agent.name })}</p>`)}
          ${
            agent.change_pending
              ? callout(
                  'warn',
                  html`<p>${t('is-locked-out', { name: agent.name })}</p>
                    ${
                      isAdmin()
                        ? html`<p><button type="button" @click=${this.#finish}>${t('finish-it')}</button></p>`
                        : nothing
                    }`,
                )
              : nothing
          }
          <div class="two">
            <div class="stack">${this.#details(agent)}${this.#away(agent)}${ratingsOf(this.agent, this.own)}</div>
            <div class="stack">${this.#governing(agent)}</div>
          </div>`,
    )}`;
  }
}
customElements.define('agent-page', AgentPage);
