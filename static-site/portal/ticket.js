// One ticket: its assignee, conversation and actions. It refreshes itself; new content never moves the reply box.
import { html, nothing, signal } from '../vendor/lit.js';
import { Load, get, patch, poll, post } from '../lib/api.js';
import { Conversation } from '../lib/conversation.js';
import { t } from '../lib/i18n.js';
import { Page, announce, lazyLoad, setTitle } from '../lib/page.js';
import { requireSession } from '../lib/session.js';
import { now } from '../lib/time.js';
import { icon, problemText, shown, toast } from '../parts/basics.js';
import '../parts/app-header.js';
import '../parts/timeline.js';
import { answer, closing, confirmation, details, heading } from './ticket-sections.js';

const query = new URLSearchParams(location.search);
const id = query.get('id') ?? '';
const PATH = `/tickets/${encodeURIComponent(id)}`;
const NEWEST = `${PATH}/timeline?order=desc&limit=30`;
// messages can appear this long after a change: they are held for up to a minute
const SETTLING_MS = 90_000;
const addressOf = (number) => `/ticket.html?id=${encodeURIComponent(number)}`;
const notices = () => lazyLoad('ticket-view', import('../ticket-view/notices.js'));
const NOTICE_EVENTS = /^(TicketUnmerged|ClosureDeferred|Rating|TicketRated)/;

/** The ticket with its conversation. page: the ticket-page. */
function article(ticket, page) {
  const { conversation, notices: found } = page;
  return html`<article class="ticket">
    ${heading(ticket)} ${details(ticket, page)}
    <section class="conversation" aria-labelledby="conversation">
      <h2 class="vh" id="conversation">${t('conversation')}</h2>
      ${page.raised ? confirmation(ticket) : nothing}${
        found?.originNotices(ticket, conversation.events.value) ?? nothing
      }
      <ticket-timeline
        .events=${conversation.events.value}
        audience="customer"
        .ticket=${ticket.id}
        .where=${addressOf}
        .line=${found?.lineOf}
        .earlier=${conversation.earlier.value ? conversation.showEarlier : null}
        ?busy=${conversation.busy.value}
        .fresh=${conversation.fresh.value}></ticket-timeline>
      ${page.rates ? html`<rating-form class="no-print" .send=${page.rate}></rating-form>` : nothing}
      ${closing(ticket)}${found?.successorNotices(ticket) ?? nothing}${answer(ticket, {
        name: `reply-${id}`,
        send: page.send,
      })}
    </section>
  </article>`;
}

class TicketPage extends Page {
  conversation = Conversation.at(NEWEST, {
    loaded: (n) => announce(t('more-loaded', { n })),
    refused: (error) => toast(problemText(error)),
  });
  busy = signal(false);
  raised = query.has('raised');
  ticket = new Load(async () => {
    if (!(await requireSession())) return null;
    const [ticket] = await Promise.all([get(PATH, { cached: true }), this.conversation.open()]);
    await this.#prepare(ticket);
    setTitle(`${ticket.subject} (#${ticket.number})`);
    return ticket;
  });

  async connectedCallback() {
    super.connectedCallback();
    setTitle(t('ticket'));
    if (this.raised) {
      const here = new URL(location.href);
      here.searchParams.delete('raised');
      history.replaceState(null, '', here);
    }
    await this.ticket.run();
    if (this.raised) announce(t('raised-title', { number: `#${this.ticket.value.value?.number}` }));
    if (location.hash) {
      await notices().then(
        ({ goTo }) => goTo(this, location.hash.slice(1)),
        () => {},
      );
    } // else it is read from its end
    this.polling = poll(this.refresh);
  }

  /** Fetch what only some tickets need: the form they were raised with, and notices of follow-ups and merges. */
  async #prepare(ticket) {
    const filled = Object.keys(ticket.fields).length > 0;
    const hasNotices =
      ticket.links.length > 0 ||
      ticket.merged_into ||
      this.conversation.events.value.some((event) => event.ticket !== ticket.id || NOTICE_EVENTS.test(event.type));
    if (filled || hasNotices) this.notices ??= await notices();
    if (ticket.allowed.rate) {
      this.rates = true;
      lazyLoad('ticket-view', import('../ticket-view/rating-form.js')).catch(() => {});
    }
    if (filled) this.config ??= await get('/config', { open: true }).catch(() => null);
  }

  /** Once what is known is on the page. */
  async drawn() {
    await this.updateComplete;
    await this.querySelector('ticket-timeline')?.updateComplete;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.polling?.stop();
  }

  refresh = async () => {
    const ticket = await get(PATH, { cached: true });
    const before = this.ticket.value.value;
    if (before && ticket === before && !this.#isMoving(ticket)) return;
    this.#take(await this.conversation.unseen());
    await this.#prepare(ticket);
    this.ticket.value.value = ticket;
    if (this.ticket.error.value) this.ticket.error.value = null;
  };

  /** Whether the timeline can change while the ticket does not: a file is being checked, or a message is held. */
  #isMoving(ticket) {
    const checking = this.conversation.events.value.some((event) =>
      event.attachments?.some(({ state }) => state === 'waiting'),
    );
    return checking || now.peek() - Date.parse(ticket.updated_at) < SETTLING_MS;
  }

  /** Show new events, mark them and announce them once. */
  #take(events) {
    const others = this.conversation.fromOthers(events);
    this.conversation.arrive(events);
    if (others.length) announce(t('message-from', { name: others.at(-1).by.name }));
  }

  /**
   * Send a message. If it is added to another ticket (a follow-up, or the one this was merged into), open that
   * ticket.
   */
  send = async ({ body, status, attachments, key }) => {
    const event = await post(`${PATH}/messages`, { body, ...(attachments.length ? { attachments } : {}) }, { key });
    if (event.ticket !== this.ticket.value.value.id) {
      const raised = event.type === 'TicketCreated';
      location.assign(`${addressOf(event.ticket)}${raised ? '&raised=1' : `#e-${event.id}`}`);
      return;
    }
    this.#take([event]);
    await this.refresh().catch(() => this.polling?.soon());
    if (!status) return;
    await this.#follow(status, this.ticket.value.value.version);
    await this.refresh().catch(() => this.polling?.soon());
  };

  /** Change the status after the message was sent. The message stays sent, so an error is only shown. */
  async #follow(status, version) {
    try {
      await patch(PATH, { status }, version);
    } catch (error) {
      toast(problemText(error));
    }
  }

  setStatus = async (status) => {
    if (this.busy.value) return;
    this.busy.value = true;
    try {
      this.ticket.value.value = await patch(PATH, { status }, this.ticket.value.value.version);
      toast(t(status === 'solved' ? 'now-solved' : 'now-open'));
    } catch (error) {
      toast(problemText(error));
    }
    await this.refresh().catch(() => this.polling?.soon());
    this.busy.value = false;
  };

  rate = async (rating) => {
    await post(`${PATH}/rating`, rating);
    await this.refresh().catch(() => this.polling?.soon());
  };

  render() {
    return html`<p class="no-print">
        <a class="back" href="/tickets.html">${icon('arrow-left', 'small')}${t('nav-tickets')}</a>
      </p>
      ${
        this.ticket.value.value ? nothing : html`<h1 class="vh">${t('ticket')}</h1>`
      }${shown(this.ticket, (ticket) => article(ticket, this))}`;
  }
}
customElements.define('ticket-page', TicketPage);
