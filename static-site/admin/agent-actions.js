// What is done with an agent beside the form: out of office, deactivate and activate, send the invitation again.
import { html } from '../vendor/lit.js';
import { api, post, put } from '../lib/api.js';
import { field, textControl } from '../parts/form.js';
import { t } from '../lib/i18n.js';
import { now, timeZone } from '../lib/time.js';
import { readLocal } from '../lib/zone.js';
import { problemText, toast } from '../parts/basics.js';
import { ask, localOf, sentence } from './shared.js';

const HOUR = 3_600_000;
const END_TEXTS = { from: 'absence-from', to: 'absence-to' };

function wrongAbsence({ from, to }) {
  if (!from || !to) return [{ field: from ? 'to' : 'from', text: t('absence-needed') }];
  return from < to ? [] : [{ field: 'to', text: t('absence-order') }];
}

/** page: the agent-page: agentId, own, the agent that it shows, and done(agent, message) for a new version. */
export class AgentActions {
  constructor(page) {
    this.page = page;
  }

  get #path() {
    return `/agents/${this.page.agentId}`;
  }

  get #absencePath() {
    return `/agents/${this.page.own ? 'me' : this.page.agentId}/absence`;
  }

  /** Ask when the agent is out of office. */
  setAbsence = () => {
    const { absence, name } = this.page.shownAgent;
    const at = {
      from: localOf(absence?.from ?? new Date(Math.ceil(now.value / HOUR) * HOUR).toISOString()),
      to: absence ? localOf(absence.to) : '',
    };
    const set = (end, form) => (value) => {
      at[end] = value;
      form.host.requestUpdate();
    };
    const period = () => ({ from: readLocal(at.from).toISOString(), to: readLocal(at.to).toISOString() });
    return ask({
      title: this.page.own ? t('absence-own') : t('absence-of', { name }),
      button: t('save'),
      text: html`<p class="hint">${t('absence-hint')}</p>`,
      check: () => wrongAbsence(at),
      send: async () => this.page.done(await put(this.#absencePath, period()), t('absence-saved')),
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

  endAbsence = async () => {
    try {
      this.page.done(await api(this.#absencePath, { method: 'DELETE' }), t('absence-ended'));
    } catch (error) {
      toast(problemText(error));
    }
  };

  activate = () => {
    const { name } = this.page.shownAgent;
    return ask({
      title: t('activate-title', { name }),
      text: html`<p>${t('activate-text', { name })}</p>`,
      button: t('activate'),
      send: async () => this.page.done(await post(`${this.#path}/activate`, undefined), t('activated', { name })),
    });
  };

  deactivate = () => {
    const { name, load } = this.page.shownAgent;
    return ask({
      title: t('deactivate-title', { name }),
      danger: true,
      button: t('deactivate'),
      text: html`<ul class="consequences">
        <li>${t('deactivate-out', { name })}</li>
        <li>${t('deactivate-tickets', { n: load ?? 0 })}</li>
        <li>${t('deactivate-history')}</li>
      </ul>`,
      send: async () =>
        this.page.done(await post(`${this.#path}/deactivate`, undefined), t('now-deactivated', { name })),
    });
  };

  inviteAgain = async () => {
    const { name } = this.page.shownAgent;
    try {
      await post(`${this.#path}/invitation`, undefined);
      toast(t('invited', { name }));
    } catch (error) {
      toast(error.status === 409 ? sentence(error, t('invitation-not-needed')) : problemText(error));
    }
  };

  /** Finish an activation or deactivation that stopped halfway. */
  finish = async () => {
    const { active } = this.page.shownAgent;
    try {
      this.page.done(await post(`${this.#path}/${active ? 'activate' : 'deactivate'}`, undefined), t('finished'));
    } catch (error) {
      toast(problemText(error));
    }
  };
}
