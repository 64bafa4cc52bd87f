// What a link in a mail opens: one ticket, or one action on it. Opening the page asks what the link is for
// and changes nothing; only the button does. The token stands behind # in the address, where no server sees it.
import { html, nothing, signal } from '../vendor/lit.js';
import { ApiError, Load, post } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { Page, focusHeading, lazyLoad, setTitle } from '../lib/page.js';
import { callout, failed, icon, loading, problemText, statusText, toast } from '../parts/basics.js';
import '../parts/app-header.js';

const ASK_TEXTS = {
  'keep-open': 'link-keep-open-title',
  solve: 'link-solve-title',
  unsubscribe: 'link-unsubscribe-title',
  confirm: 'link-confirm-title',
};
const WHY_TEXTS = { 'keep-open': 'link-keep-open-text', solve: 'link-solve-text', confirm: 'link-confirm-text' };
const BUTTON_TEXTS = {
  'keep-open': 'link-keep-open',
  solve: 'link-solve',
  unsubscribe: 'link-unsubscribe',
  confirm: 'link-confirm',
};
const KIND_TEXTS = {
  received: 'kind-received',
  replied: 'kind-replied',
  status_changed: 'kind-status-changed',
  reminder: 'kind-reminder',
  closed: 'kind-closed',
  reopened: 'kind-reopened',
  merged: 'kind-merged',
  rating: 'kind-rating',
};
const GONE_TEXTS = { used: 'link-used', expired: 'link-expired' };

const withToken = (token) => `/link.html#${token}`;

/** A link that leads nowhere any more, and where to go instead; or why it could not be opened. */
function overOrFailed(error, retry) {
  const reason = GONE_TEXTS[error.problem?.reason] ?? (error.status === 404 ? 'link-unknown' : null);
  if (!reason) {
    return html`<h1 class="vh">${t('link-title')}</h1>
      ${failed(error, retry)}`;
  }
  const rated = error.problem?.reason === 'used' && error.problem.purpose === 'rate';
  return html`<div class="state" role="alert">
    ${icon(rated ? 'circle-check' : 'link')}
    <h1>${t(rated ? 'link-rated' : reason)}</h1>
    <p>${t(rated ? 'link-rated-text' : 'link-over-text')}</p>
    <div class="row">
      <a class="button" href="/tickets.html">${t('link-log-in')}</a
      ><a class="button" href="/guest.html">${t('link-ask')}</a>
    </div>
  </div>`;
}

/** The ticket that the link is about, in one line. */
function about({ ticket }) {
  if (!ticket) return nothing;
  return html`<p>
    <bdi class="strong">${ticket.subject}</bdi>
    <span class="muted"><bdi>#${ticket.number}</bdi> · ${statusText(ticket.status, 'customer')}</span>
  </p>`;
}

/** What the link is for. page: the link-page: call(), rate(), press(), busy, problem. */
function opened(found, page) {
  if (found.purpose === 'view') return html`<linked-ticket .call=${page.call}></linked-ticket>`;
  if (found.purpose === 'rate') {
    return html`${about(found)}<rating-form heading .score=${found.score ?? 0} .send=${page.rate}></rating-form>`;
  }
  return question(found, page);
}

/** What the button will do. */
function question(found, { busy, problem, press }) {
  const why =
    found.purpose === 'unsubscribe'
      ? t('link-unsubscribe-text', { kind: t(KIND_TEXTS[found.kind] ?? 'kind-other') })
      : t(WHY_TEXTS[found.purpose]);
  return html`<section class="panel form">
    <h1>${t(ASK_TEXTS[found.purpose])}</h1>
    ${about(found)}
    <p>${why}</p>
    ${
      problem.value
        ? html`<div role="alert">${callout('failed', html`<p>${problemText(problem.value)}</p>`)}</div>`
        : nothing
    }
    <div class="row">
      <button type="button" class="primary large" aria-disabled=${busy.value ? 'true' : nothing} @click=${press}>
        ${busy.value ? t('sending') : t(BUTTON_TEXTS[found.purpose])}
      </button>
    </div>
  </section>`;
}

/** [title, text] of what the button did. */
function outcomeText(purpose, { applied, ticket }) {
  if (purpose === 'unsubscribe') return [t('link-unsubscribed'), t('link-unsubscribed-text')];
  if (purpose === 'solve') return [t(applied ? 'link-solved' : 'link-solved-already'), t('link-solved-text')];
  return applied
    ? [t('link-closure-deferred'), t('link-closure-deferred-text')]
    : [t('link-nothing-waits'), t('link-nothing-waits-text', { status: statusText(ticket.status, 'customer') })];
}

/** What the button did. */
function outcomeOf({ purpose }, outcome) {
  if (purpose === 'confirm') return confirmed(outcome.tickets);
  const [title, text] = outcomeText(purpose, outcome);
  return html`<section class="panel form">
    <h1>${title}</h1>
    ${outcome.ticket ? about(outcome) : nothing}
    <p>${text}</p>
  </section>`;
}

/** The address is confirmed: links to the tickets that were raised with it. */
function confirmed(tickets) {
  if (!tickets.length) {
    return html`<section class="panel form">
      <h1>${t('link-nothing-there')}</h1>
      <p>${t('link-nothing-there-text')}</p>
      <p><a class="button" href="/guest.html">${t('link-ask')}</a></p>
    </section>`;
  }
  return html`<section class="panel form">
    <h1>${t('link-confirmed')}</h1>
    <p>${t('link-confirmed-text')}</p>
    <ul class="stack">
      ${tickets.map(
        (ticket) =>
          html`<li>
            <a href=${withToken(ticket.token)}><bdi>${ticket.subject}</bdi></a>
            <span class="muted"><bdi>#${ticket.number}</bdi></span>
          </li>`,
      )}
    </ul>
  </section>`;
}

class LinkPage extends Page {
  busy = signal(false);
  outcome = signal(null); // what the button did
  problem = signal(null);
  opened = new Load(async () => {
    const found = await this.exchange();
    if (found.purpose === 'view') await lazyLoad('ticket-view', import('./linked-ticket.js'));
    if (found.purpose === 'rate') await lazyLoad('ticket-view', import('../ticket-view/rating-form.js'));
    setTitle(found.ticket ? `${found.ticket.subject} (#${found.ticket.number})` : t(ASK_TEXTS[found.purpose]));
    return found;
  });

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('link-title'));
    addEventListener('hashchange', this.anew);
    this.opened.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.anew);
  }

  /** Another link was opened in this very tab. */
  anew = () => location.reload();

  async exchange() {
    const token = location.hash.slice(1);
    if (!token) throw new ApiError(404);
    const found = await post('/links/exchange', { token }, { open: true });
    this.access = found.access;
    return found;
  }

  /** Call the API with the link's pass, which expires after 15 minutes and is then fetched again. */
  call = async (path, body = {}, options = {}) => {
    const send = () => post(`/links/${path}`, { access: this.access, ...body }, { ...options, open: true });
    try {
      return await send();
    } catch (error) {
      if (error.status !== 410 || error.problem.reason !== 'expired') throw error;
      await this.exchange();
      return send();
    }
  };

  press = async () => {
    if (this.busy.value) return;
    this.busy.value = true;
    this.problem.value = null;
    try {
      this.outcome.value = (await this.call(this.opened.value.value.purpose)) ?? {};
      await focusHeading(this);
    } catch (error) {
      if (error.status === 410) this.#isOver(error);
      else this.problem.value = error;
    }
    this.busy.value = false;
  };

  #isOver(error) {
    this.opened.value.value = null;
    this.opened.error.value = error;
  }

  rate = async (rating) => {
    try {
      await this.call('rate', rating);
    } catch (error) {
      if (error.status === 410) toast(t('link-used'));
      throw error;
    }
  };

  render() {
    const found = this.opened.value.value;
    if (found) return this.outcome.value ? outcomeOf(found, this.outcome.value) : opened(found, this);
    const error = this.opened.error.value;
    return error
      ? overOrFailed(error, this.opened.run)
      : html`<h1 class="vh">${t('link-title')}</h1>
          ${loading()}`;
  }
}
customElements.define('link-page', LinkPage);
