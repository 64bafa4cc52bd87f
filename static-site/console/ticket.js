// One ticket, for agents: the conversation, the sidebar, the reply box. New content never moves what is typed,
// and a reply only goes out to a conversation that its writer has seen.
import { html, nothing, signal } from '../vendor/lit.js';
import { Load, get } from '../lib/api.js';
import { HoldingConversation } from '../lib/conversation.js';
import { t } from '../lib/i18n.js';
import { keys } from '../lib/keys.js';
import { Page, announce, focusHeading, setTitle } from '../lib/page.js';
import { callout, icon, problemText, shown, statusBadge, toast } from '../parts/basics.js';
import {
  Changes,
  TicketActions,
  actionsMenu,
  agentLine,
  mailIsUnderWay,
  mailState,
  messageActions,
  ticketBanner,
} from './actions.js';
import { markSeen, queue, seenVersion } from './queue.js';
import { Presence, Reply } from './reply.js';
import { go, hasMoved, lastList, pollAcrossLogins, refreshCounts, ticketAddress } from './state.js';
import { sidebar } from './sidebar.js';
import '../parts/timeline.js';

const WIDE = matchMedia('(width >= 64rem)');

/** The way to the ticket before (step -1) or after this one in the list. */
function neighbour(number, step, label) {
  const beside = queue.beside(number, step);
  if (!beside) return nothing;
  return html`<a
    class="button quiet icon-only"
    href=${ticketAddress(beside.number)}
    aria-label="${label}: ${beside.subject}"
    title=${label}
    ><span class=${step < 0 ? 'up' : 'down'}>${icon('chevron-down')}</span></a
  >`;
}

/** The top of the page. ticket: as it is known, if only from its row · menu: what can be done with it. */
const head = (ticket, number, menu) =>
  html`<header class="t-head">
    <p class="row">
      <a class="back button quiet" href=${lastList.value ?? '/console/'}
        >${icon('arrow-left', 'small')}${t('back-to-list')}</a
      >
      ${ticket ? statusBadge(ticket.status) : nothing}<bdi class="number muted">#${number}</bdi>
      <span class="t-steps"
        >${menu}${neighbour(number, -1, t('previous-ticket'))}${neighbour(number, 1, t('next-ticket'))}</span
      >
    </p>
    <h1 tabindex="-1"><bdi>${ticket?.subject ?? t('ticket-number', { number: `#${number}` })}</bdi></h1>
  </header>`;

/** After sending: what was done, and a link to the next ticket. */
function done(text, number) {
  if (!text) return nothing;
  const next = queue.beside(number, 1);
  return callout(
    'done',
    html`<p class="row">
      <span>${text}</span>${
        next ? html`<a href=${ticketAddress(next.number)}>${t('next-ticket')}: <bdi>${next.subject}</bdi></a>` : nothing
      }
    </p>`,
  );
}

/** Above the reply box: what came while something was being written, not shown yet. */
const heldBack = (events, show) =>
  html`<p class="meanwhile" role="status">
    ${icon('message-square', 'small')}<span>${t('wrote-meanwhile', { name: events.at(-1).by.name })}</span>
    <button type="button" @click=${show}>${t('show-it')}</button>
  </p>`;

/** The conversation of the page's ticket. */
const conversationOf = ({ number, path }) =>
  new HoldingConversation(
    number,
    (cursor) =>
      get(`${path}/timeline?${new URLSearchParams({ order: 'desc', limit: '50', ...(cursor ? { cursor } : {}) })}`),
    { loaded: (n) => announce(t('more-loaded', { n })), refused: (error) => toast(problemText(error)) },
  );

/** The sidebar, the conversation and the reply box. page: the agent-ticket. */
function body(ticket, page) {
  const { conversation, actions } = page;
  const waiting = conversation.waiting.value;
  return html`${sidebar(ticket, page.changes, actions)}
    <section class="conversation" aria-labelledby="conversation" tabindex="0">
      <h2 class="vh" id="conversation">${t('conversation')}</h2>
      ${ticketBanner(ticket, actions)}
      <ticket-timeline
        .events=${conversation.events.value}
        audience="agent"
        .line=${agentLine}
        .earlier=${conversation.earlier.value ? conversation.showEarlier : null}
        ?busy=${conversation.busy.value}
        .fresh=${conversation.fresh.value}
        .ticket=${ticket.id}
        .actions=${messageActions(ticket, actions)}
        .where=${ticketAddress}
        .below=${mailState}></ticket-timeline>
      ${done(page.sent.value, page.number)}
    </section>
    <div class="t-reply no-print" @keydown=${page.escape}>
      ${waiting ? heldBack(waiting, () => page.reveal(waiting)) : nothing}${page.reply.template(ticket)}
    </div>`;
}

class AgentTicket extends Page {
  static properties = { number: {} };

  actions = new TicketActions(this);
  changes = new Changes(this);
  reply = new Reply(this);
  sent = signal(''); // what has just been done here, as text

  ticket = new Load(async () => {
    const [ticket, events] = await Promise.all([get(this.path, { cached: true }), this.conversation.open()]);
    const before = seenVersion(ticket.id);
    this.last = ticket;
    const fresh = before ? events.filter(({ rev }) => rev > before) : [];
    this.conversation.fresh.value = new Set(fresh.map(({ id }) => id));
    this.took(ticket);
    return ticket;
  });

  get path() {
    return `/tickets/${this.number}`;
  }

  async connectedCallback() {
    super.connectedCallback();
    this.conversation = conversationOf(this);
    this.undoKeys = keys({
      r: { label: t('key-reply'), run: () => this.reply.box?.choose('reply') },
      n: { label: t('key-note'), run: () => this.reply.box?.choose('note') },
      Escape: {
        label: t('key-back'),
        run: (event) => {
          if (!event.target.closest?.('details[open]')) go(lastList.value ?? '/console/');
        },
      },
    });
    setTitle(`#${this.number}`);
    if (hasMoved()) focusHeading(this);
    while (!(await this.ticket.run())) await this.#tryAgain();
    if (!this.isConnected) return;
    await this.updateComplete;
    this.#toNewest();
    this.polling = pollAcrossLogins(this.refresh);
    this.presence = new Presence(this.number);
    this.presence.start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.undoKeys();
    this.polling?.stop();
    this.presence?.stop();
  }

  #tryAgain() {
    return new Promise((again) => {
      this.again = again;
    });
  }

  /** The ticket as it is now: shown here and in its row. */
  took(ticket, options) {
    setTitle(`${ticket.subject} (#${ticket.number})`);
    queue.touch(ticket, options);
    this.reply.parts.learn(ticket);
    if (!this.conversation.waiting.value) markSeen(ticket);
  }

  /** Where to continue reading: the first unseen event, else the last message. */
  async #toNewest() {
    if (!WIDE.matches) return;
    await this.querySelector('ticket-timeline')?.updateComplete;
    const messages = [...this.querySelectorAll('.message')];
    (messages.find((message) => message.matches('.fresh')) ?? messages.at(-1))?.scrollIntoView({ block: 'start' });
  }

  /** For pollAcrossLogins(). all: show what came even if something is being written (it has been seen, or may be). */
  refresh = async ({ all = false } = {}) => {
    let ticket;
    try {
      ticket = await get(this.path, { cached: true });
      const hidden = all && this.conversation.waiting.value;
      if (ticket === this.last && !hidden && !this.conversation.events.value.some(mailIsUnderWay)) return;
      const events = await this.conversation.unseen();
      this.last = ticket;
      this.#arrived(events, all);
    } catch (error) {
      if (error.status === 404) {
        this.ticket.value.value = null;
        this.ticket.error.value = error;
      }
      throw error;
    }
    this.ticket.value.value = ticket;
    this.took(ticket);
  };

  #arrived(events, all) {
    const { others, held, more } = this.conversation.receive(events, !all && this.reply.box?.hasText());
    if (!others.length || all || (held && !more)) return;
    announce(t(held ? 'wrote-meanwhile' : 'message-from', { name: others.at(-1).by.name }));
  }

  /** Show what was held back while something was being written, and lead the reader to it. */
  reveal = async (events) => {
    this.conversation.reveal(events);
    markSeen(this.ticket.value.value);
    await this.updateComplete;
    await this.querySelector('ticket-timeline').updateComplete;
    const first = this.querySelector(`#e-${events[0].id}`);
    first?.setAttribute('tabindex', '-1');
    first?.focus();
    first?.scrollIntoView({ block: 'center' });
    this.refresh({ all: true }).catch(() => this.polling?.soon());
  };

  /** Counts and lists after something was done to the ticket. */
  refreshLists() {
    refreshCounts().catch(() => {});
    queue.refresh().catch(() => {});
  }

  escape = (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    this.querySelector('h1').focus();
  };

  render() {
    const ticket = this.ticket.value.value;
    const menu = ticket ? actionsMenu(ticket, this.actions) : nothing;
    return html`${head(ticket ?? queue.find(this.number), this.number, menu)}${
      ticket
        ? body(ticket, this)
        : html`<div class="t-state">${shown({ ...this.ticket, run: () => this.again() })}</div>`
    }`;
  }
}
customElements.define('agent-ticket', AgentTicket);
