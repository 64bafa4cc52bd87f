// One ticket: who has it, what was said, what can be done. It refreshes itself; nothing that arrives moves what is
// typed.
import { html, nothing, signal } from '../vendor/lit.js';
import { Load, get, patch, poll, post } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { Page, announce, later, setTitle } from '../lib/page.js';
import { person, requireSession } from '../lib/session.js';
import { dateTime, now, when } from '../lib/time.js';
import { callout, icon, priorityText, problemText, shown, statusBadge, toast } from '../parts/basics.js';
import '../parts/app-header.js';
import '../parts/reply-box.js';
import '../parts/timeline.js';

const query = new URLSearchParams(location.search);
const id = query.get('id') ?? '';
const PATH = `/tickets/${encodeURIComponent(id)}`;
const NEWEST = `${PATH}/timeline?order=desc&limit=30`;
// so long after a change what was said can still appear: the desk holds messages back for up to a minute
const SETTLING_MS = 90_000;
const addressOf = (number) => `/ticket.html?id=${encodeURIComponent(number)}`;
const notices = () => later('story', import('../story/notices.js'));
const TOLD = /^(TicketUnmerged|KeptOpen|Rating|TicketRated)/;

/** In the order of the desk, also where the stories of several tickets are told as one. */
const inOrder = (a, b) => Date.parse(a.at) - Date.parse(b.at) || Number(a.ticket) - Number(b.ticket) || a.rev - b.rev;

/** A refusal that names a file says what to do about it; null for the usual words. */
const explain = ({ errors }) =>
  errors.some(({ pointer }) => pointer.startsWith('/attachments'))
    ? html`<p>${t('new-files-gone')}</p>
        <p>${t('text-kept')}</p>`
    : null;

class TicketPage extends Page {
  events = signal([]);
  earlier = signal(null); // cursor of older events
  busy = signal(false);
  fresh = signal(new Set());
  raised = query.has('raised');
  ticket = new Load(async () => {
    if (!(await requireSession())) return null;
    const [ticket, page] = await Promise.all([get(PATH, { cached: true }), get(NEWEST)]);
    this.events.value = page.items.toReversed();
    this.earlier.value = page.next;
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
    this.polling = poll(this.look);
  }

  /** Fetch what only some tickets need: words for a form that was filled in, and for where it came from or goes on. */
  async #prepare(ticket) {
    const filled = Object.keys(ticket.fields).length > 0;
    const told =
      ticket.links.length > 0 ||
      ticket.merged_into ||
      this.events.value.some((event) => event.ticket !== ticket.id || TOLD.test(event.type));
    if (filled || told) this.notices ??= await notices();
    if (ticket.allowed.rate) {
      this.rates = true;
      later('story', import('../story/stars.js')).catch(() => {});
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

  look = async () => {
    const ticket = await get(PATH, { cached: true });
    const before = this.ticket.value.value;
    if (before && ticket === before && !this.#isMoving(ticket)) return;
    this.#take(await this.#unseen());
    await this.#prepare(ticket);
    this.ticket.value.value = ticket;
    if (this.ticket.error.value) this.ticket.error.value = null;
  };

  /**
   * Whether the story can change while the ticket does not: a file is being looked at, or a message is still held
   * back.
   */
  #isMoving(ticket) {
    const checking = this.events.value.some((event) => event.attachments?.some(({ state }) => state === 'waiting'));
    return checking || now.peek() - Date.parse(ticket.updated_at) < SETTLING_MS;
  }

  /** The newest events, back to one that is shown already: nothing between is skipped, however much arrived. */
  async #unseen() {
    const known = new Set(this.events.value.map((event) => event.id));
    const found = [];
    let page = { next: '' };
    do {
      page = await get(page.next ? `${NEWEST}&cursor=${encodeURIComponent(page.next)}` : NEWEST);
      found.push(...page.items);
    } while (page.next && !page.items.some((event) => known.has(event.id)));
    return found.toReversed();
  }

  /** Add what is new to the timeline, mark it, and say it once. */
  #take(events) {
    const known = new Set(this.events.value.map((event) => event.id));
    const added = events.filter((event) => !known.has(event.id));
    const latest = new Map(events.map((event) => [event.id, event]));
    const all = [...this.events.value.map((event) => latest.get(event.id) ?? event), ...added].sort(inOrder);
    if (JSON.stringify(all) !== JSON.stringify(this.events.value)) this.events.value = all;
    if (!added.length) return;
    this.fresh.value = new Set(added.map((event) => event.id));
    const from = added.findLast((event) => event.body && event.by.id !== person.value?.id);
    if (from) announce(t('message-from', { name: from.by.name }));
  }

  showEarlier = async () => {
    if (this.busy.value) return;
    this.busy.value = true;
    try {
      announce(t('more-loaded', { n: await this.fetchEarlier() }));
    } catch (error) {
      toast(problemText(error));
    }
    this.busy.value = false;
  };

  /** The page before what is shown; how many events it brought. */
  async fetchEarlier() {
    const { items, next } = await get(`${NEWEST}&cursor=${encodeURIComponent(this.earlier.value)}`);
    const known = new Set(this.events.value.map((event) => event.id));
    const added = items.toReversed().filter((event) => !known.has(event.id));
    this.events.value = [...added, ...this.events.value];
    this.earlier.value = next;
    return added.length;
  }

  /**
   * Send a message. Where it goes on in another ticket (a follow-up, or the one this was joined with), so does the
   * reader.
   */
  send = async ({ body, status, attachments, key }) => {
    const event = await post(`${PATH}/messages`, { body, ...(attachments.length ? { attachments } : {}) }, { key });
    if (event.ticket !== this.ticket.value.value.id) {
      const raised = event.type === 'TicketCreated';
      location.assign(`${addressOf(event.ticket)}${raised ? '&raised=1' : `#e-${event.id}`}`);
      return;
    }
    this.#take([event]);
    await this.look().catch(() => this.polling?.soon());
    if (!status) return;
    await this.#follow(status, this.ticket.value.value.version);
    await this.look().catch(() => this.polling?.soon());
  };

  /** What was to happen after the message. The message is sent: a refusal here is told, and takes nothing back. */
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
    await this.look().catch(() => this.polling?.soon());
    this.busy.value = false;
  };

  rate = async (rating) => {
    await post(`${PATH}/rating`, rating);
    await this.look().catch(() => this.polling?.soon());
  };

  render() {
    return html`<p class="no-print">
        <a class="back" href="/tickets.html">${icon('arrow-left', 'small')}${t('nav-tickets')}</a>
      </p>
      ${
        this.ticket.value.value ? nothing : html`<h1 class="vh">${t('ticket')}</h1>`
      }${shown(this.ticket, (ticket) => this.#ticket(ticket))}`;
  }

  #ticket(ticket) {
    return html`<article class="ticket">
      <div class="ticket-head">
        <h1><bdi>${ticket.subject}</bdi></h1>
        <p class="row muted">
          ${
            ticket.merged_into
              ? html`<span class="badge closed">${t('joined-word')}</span>`
              : statusBadge(ticket.status, 'customer')
          }<span><bdi>#${ticket.number}</bdi></span
          ><span>${t('raised-on')} ${when(ticket.created_at)}</span>
        </p>
      </div>
      ${this.#facts(ticket)}
      <section class="story" aria-labelledby="story">
        <h2 class="vh" id="story">${t('conversation')}</h2>
        ${this.#confirmation(ticket)}${this.notices?.cameFrom(ticket, this.events.value) ?? nothing}
        <ticket-timeline
          .events=${this.events.value}
          audience="customer"
          .ticket=${ticket.id}
          .where=${addressOf}
          .line=${this.notices?.lineOf}
          .earlier=${this.earlier.value ? this.showEarlier : null}
          ?busy=${this.busy.value}
          .fresh=${this.fresh.value}></ticket-timeline>
        ${this.rates ? html`<rating-form class="no-print" .send=${this.rate}></rating-form>` : nothing}
        ${this.#closing(ticket)}${this.notices?.goesOn(ticket) ?? nothing}${this.#answer(ticket)}
      </section>
    </article>`;
  }

  #confirmation(ticket) {
    if (!this.raised) return nothing;
    return callout(
      'done',
      html`<p class="strong">${t('raised-title', { number: `#${ticket.number}` })}</p>
        <p>${t('raised-text')}</p>`,
    );
  }

  #facts(ticket) {
    const { assignee, status } = ticket;
    const nobody = status === 'closed' || status === 'solved' ? 'fact-nobody' : 'fact-nobody-yet';
    const rows = [
      ...(ticket.merged_into ? [] : [[t('fact-who'), assignee ? html`<bdi>${assignee.name}</bdi>` : t(nobody)]]),
      [t('fact-team'), html`<bdi>${ticket.team?.name ?? ''}</bdi>`],
      [t('priority'), priorityText(ticket.priority)],
      ...(this.notices?.answerRows(ticket, this.config) ?? []),
      [t('fact-moved'), when(ticket.updated_at)],
    ];
    return html`<aside class="facts-panel panel" aria-label=${t('facts')}>
      <dl>
        ${rows.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      ${
        ticket.because?.text && !ticket.merged_into
          ? html`<p class="because">
              <span class="hint">${t('fact-why')}</span> <span dir="auto">${ticket.because.text}</span>
            </p>`
          : nothing
      }
      ${this.#acts(ticket)}
    </aside>`;
  }

  #acts({ status, allowed }) {
    const acts = [
      ['solved', 'circle-check', t('mark-solved')],
      ['open', 'rotate-ccw', t('reopen')],
    ].filter(
      ([value]) =>
        value !== status && allowed?.statuses?.includes(value) && (value === 'solved' || status === 'solved'),
    );
    if (!acts.length) return nothing;
    return html`<p class="acts no-print">
      ${acts.map(
        ([value, name, label]) =>
          html`<button
            type="button"
            aria-disabled=${this.busy.value ? 'true' : nothing}
            @click=${() => this.setStatus(value)}>
            ${icon(name, 'small')}${label}
          </button>`,
      )}
    </p>`;
  }

  #closing({ closes_at, status, merged_into }) {
    if (!closes_at || status === 'closed' || merged_into) return nothing;
    return callout(
      status === 'solved' ? '' : 'warn',
      html`<p>${t(status === 'solved' ? 'closes-solved' : 'closes-waiting', { date: dateTime(closes_at) })}</p>
        <p class="hint">${when(closes_at)}</p>`,
      'clock',
    );
  }

  /** What sending does to this ticket, as the button says it. */
  #act({ status, merged_into }) {
    if (merged_into) return t('send-there', { id: `#${merged_into}` });
    if (status === 'closed') return t('send-follow-up');
    return t(status === 'solved' ? 'send-and-reopen' : 'send');
  }

  #answer(ticket) {
    if (ticket.requester.id !== person.value?.id) {
      return callout(
        '',
        html`<p>${t('not-yours-text')}</p>
          <p class="row"><a class="button" href=${`/console/tickets/${ticket.id}`}>${t('not-yours-go')}</a></p>`,
      );
    }
    const { status, allowed, merged_into } = ticket;
    const modes = [{ value: 'reply', label: t('your-reply'), fieldLabel: t('your-reply'), button: this.#act(ticket) }];
    const solve =
      !merged_into && allowed.statuses.includes('solved')
        ? [
            { value: '', label: '', button: '' },
            { value: 'solved', label: t('reply-solved'), button: t('send-and-solve') },
          ]
        : null;
    return html`${
        status === 'closed' && !merged_into
          ? callout(
              '',
              html`<p class="strong">${t('closed-title')}</p>
                <p>${t('closed-text')}</p>`,
            )
          : nothing
      }
      <reply-box
        class="no-print"
        .name=${`reply-${id}`}
        .modes=${modes}
        .statuses=${solve}
        .send=${this.send}
        .explain=${explain}
        .sentText=${t('sent')}></reply-box>`;
  }
}
customElements.define('ticket-page', TicketPage);
