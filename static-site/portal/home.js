// The start page: a greeting, the two main actions, how it works, and the health of the service.
import { html, nothing, signal } from '../vendor/lit.js';
import { Load, get } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { Page, deskName } from '../lib/page.js';
import { person, ready } from '../lib/session.js';
import { callout, icon } from '../parts/basics.js';
import '../parts/app-header.js';
import { ticketRow } from '../parts/ticket-row.js';

const STEPS_TEXTS = {
  'step-describe': 'step-describe-text',
  'step-follow': 'step-follow-text',
  'step-solved': 'step-solved-text',
};
const STEP_ICONS = { 'step-describe': 'pencil', 'step-follow': 'message-square', 'step-solved': 'circle-check' };
const MAX_WAIT_MS = 3_000; // the front door opens, whatever the desk is doing
const HEALTH_TEXTS = { ok: 'health-ok', degraded: 'health-degraded' };

class PortalHome extends Page {
  known = signal(false);
  latest = new Load(() => get('/tickets?limit=3'));
  health = new Load(() => get('/health', { open: true }));

  async connectedCallback() {
    super.connectedCallback();
    document.title = deskName();
    const signedIn = await Promise.race([
      ready,
      new Promise((late) => {
        setTimeout(late, MAX_WAIT_MS);
      }),
    ]);
    this.known.value = true;
    this.health.run();
    if (signedIn) await this.latest.run();
  }

  /** Below the greeting nothing is shown before it is known whether tickets come first: nothing is pushed down. */
  #rest(who) {
    if (who && !this.latest.value.value && !this.latest.error.value) return html`<div class="late"></div>`;
    return html`${this.#latest()}
      <section class="stack" aria-labelledby="how">
        <h2 id="how">${t('home-how')}</h2>
        <ol class="steps">
          ${Object.entries(STEPS_TEXTS).map(
            ([title, text]) =>
              html`<li class="panel">
                ${icon(STEP_ICONS[title])}
                <h3>${t(title)}</h3>
                <p>${t(text)}</p>
              </li>`,
          )}
        </ol>
      </section>`;
  }

  #latest() {
    const items = this.latest.value.value?.items ?? [];
    if (!items.length) return nothing;
    return html`<section class="stack" aria-labelledby="latest">
      <div class="heading-row">
        <h2 id="latest">${t('home-latest')}</h2>
        <a href="/tickets.html">${t('home-all')}</a>
      </div>
      <ul class="rows">
        ${items.map((ticket) => ticketRow(ticket))}
      </ul>
    </section>`;
  }

  #health() {
    const text = HEALTH_TEXTS[this.health.value.value?.status];
    if (!text && !this.health.error.value) return nothing;
    return html`<span class="badge ${text === 'health-ok' ? 'solved' : 'pending'}">${t(text ?? 'health-away')}</span>`;
  }

  render() {
    if (!this.known.value) return nothing;
    const who = person.value;
    const welcome = who && new URLSearchParams(location.search).has('welcome');
    return html` ${
        welcome
          ? callout(
              'done',
              html`<p class="strong">${t('welcome-title', { name: who.name })}</p>
                <p>${t('welcome-text')}</p>`,
            )
          : nothing
      }
      <section class="hero">
        <h1>${who?.name ? t('home-hello-name', { name: who.name.split(' ')[0] }) : t('home-hello')}</h1>
        <p class="lead">${t('home-lead')}</p>
        <p class="row">
          <a class="button primary large" href="/new.html">${icon('plus')}${t('nav-new')}</a>
          <a class="button large" href="/tickets.html">${icon('inbox')}${t('nav-tickets')}</a>
        </p>
        ${
          who
            ? nothing
            : html`<p class="hint">
                ${t('home-new-here')} <a href="/register.html">${t('register')}</a> ·
                <a href="/guest.html">${t('guest-offer')}</a>
              </p>`
        }
      </section>
      ${this.#rest(who)}
      <div class="health" role="status">${this.#health()}</div>`;
  }
}
customElements.define('portal-home', PortalHome);
