// One ticket, for agents: the conversation, the facts beside it, the reply box. What arrives never moves what is typed,
// and a reply only goes out to a conversation that its writer has seen.
import { html, nothing, signal } from '../vendor/lit.js';
import { Load, api, get, patch } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { keys } from '../lib/keys.js';
import { Page, announce, focusHeading, setTitle } from '../lib/page.js';
import { person } from '../lib/session.js';
import { callout, icon, problemText, shown, statusBadge, toast } from '../parts/basics.js';
import '../parts/reply-box.js';
import '../parts/timeline.js';
import { actsMenu, asideBanner, mailIsUnderWay, mailState, messageActs } from './acts.js';
import { look as lookAtDesk, watch } from './desk.js';
import { agentLine, colleagueName, differences, facts, teamName } from './facts.js';
import { markSeen, queue, seenVersion } from './queue.js';
import { go, hasMoved, lastList, ticketAddress } from './router.js';
import { Parts, Presence, heldReply, offerUndo, presenceLine } from './sending.js';

const STATUS_CHOICE_TEXTS = { open: 'then-open', pending: 'then-pending', on_hold: 'then-on-hold', solved: 'then-solved' };
const STATUS_SEND_TEXTS = { open: 'send-open', pending: 'send-pending', on_hold: 'send-on-hold', solved: 'send-solved' };
const WIDE = matchMedia('(width >= 64rem)');

class AgentTicket extends Page {
  static properties = { number: {} };

  events = signal([]);
  earlier = signal(null); // cursor of older events
  busy = signal(false);
  fresh = signal(new Set());
  waiting = signal(null); // events that came while something was being written, not shown yet
  conflict = signal(null); // a change that was refused: { fields, what }
  sent = signal(''); // what has just been done here, in words
  parts = new Parts();
  version = 0; // of the conversation as it is shown
  changes = Promise.resolve(); // one at a time, each on the version the last one made

  ticket = new Load(async () => {
    const [ticket, page] = await Promise.all([get(this.path, { cached: true }), get(this.newest)]);
    const before = seenVersion(ticket.id);
    this.last = ticket;
    this.#take(page.items);
    this.earlier.value = page.next;
    this.fresh.value = new Set(before ? page.items.filter(({ rev }) => rev > before).map(({ id }) => id) : []);
    this.#is(ticket);
    return ticket;
  });

  get path() { return `/tickets/${this.number}`; }

  get newest() { return `${this.path}/timeline?order=desc&limit=50`; }

  get box() { return this.querySelector('reply-box'); }

  async connectedCallback() {
    super.connectedCallback();
    this.undoKeys = keys({
      r: { label: t('key-reply'), run: () => this.box?.choose('reply') },
      n: { label: t('key-note'), run: () => this.box?.choose('note') },
      Escape: { label: t('key-back'), run: (event) => { if (!event.target.closest?.('details[open]')) go(lastList.value ?? '/console/'); } },
    });
    setTitle(`#${this.number}`);
    if (hasMoved()) focusHeading(this);
    while (!(await this.ticket.run())) await this.#tryAgain();
    if (!this.isConnected) return;
    await this.updateComplete;
    this.#toNewest();
    this.polling = watch(this.look);
    this.presence = new Presence(this.number);
    this.presence.start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.undoKeys();
    this.polling?.stop();
    this.presence?.stop();
  }

  #tryAgain() { return new Promise((again) => { this.again = again; }); }

  /** The ticket as it is now, here and in its row. */
  #is(ticket, options) {
    setTitle(`${ticket.subject} (#${ticket.number})`);
    queue.touch(ticket, options);
    this.parts.learn(ticket);
    if (!this.waiting.value) markSeen(ticket);
  }

  /** Where reading goes on: the first thing not seen yet, else the last message. */
  async #toNewest() {
    if (!WIDE.matches) return;
    await this.querySelector('ticket-timeline')?.updateComplete;
    const letters = [...this.querySelectorAll('.letter')];
    (letters.find((letter) => letter.matches('.fresh')) ?? letters.at(-1))?.scrollIntoView({ block: 'start' });
  }

  /** Add events to those shown; answers the new ones. */
  #take(events) {
    const known = new Set(this.events.value.map((event) => event.id));
    const added = events.filter((event) => !known.has(event.id));
    const fresh = new Map(events.map((event) => [event.id, event])); // what was known may have been taken back, or its files checked
    this.events.value = [...this.events.value.map((event) => fresh.get(event.id) ?? event), ...added].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.rev - b.rev);
    this.version = Math.max(this.version, ...events.filter(({ ticket }) => ticket === this.number).map(({ rev }) => rev));
    return added;
  }

  /** For watch(). all: show what came even if something is being written (it has been seen, or may be). */
  look = async ({ all = false } = {}) => {
    let ticket;
    try {
      ticket = await get(this.path, { cached: true });
      if (ticket === this.last && !(all && this.waiting.value) && !this.events.value.some(mailIsUnderWay)) return;
      const { items } = await get(this.newest);
      this.last = ticket;
      this.#arrived(items, all);
    } catch (error) {
      if (error.status === 404) { this.ticket.value.value = null; this.ticket.error.value = error; }
      throw error;
    }
    this.ticket.value.value = ticket;
    this.#is(ticket);
  };

  #arrived(events, all) {
    const known = new Set(this.events.value.map((event) => event.id));
    const theirs = events.filter((event) => !known.has(event.id) && event.body && event.by.id !== person.value?.id);
    if (theirs.length && !all && this.box?.hasText()) {
      if (this.waiting.value?.length !== theirs.length) announce(t('wrote-meanwhile', { name: theirs[0].by.name }));
      this.waiting.value = theirs;
      return;
    }
    this.waiting.value = null;
    this.fresh.value = new Set(this.#take(events).map(({ id }) => id));
    if (theirs.length && !all) announce(t('message-from', { name: theirs[0].by.name }));
  }

  /** Show what was held back while somebody was writing, and lead the reader to it. */
  #reveal = async (events) => {
    this.waiting.value = null;
    this.fresh.value = new Set(this.#take(events).map(({ id }) => id));
    markSeen(this.ticket.value.value);
    await this.updateComplete;
    await this.querySelector('ticket-timeline').updateComplete;
    const first = this.querySelector(`#e-${events[0].id}`);
    first?.setAttribute('tabindex', '-1');
    first?.focus();
    first?.scrollIntoView({ block: 'center' });
    this.look({ all: true }).catch(() => this.polling?.soon());
  };

  showEarlier = async () => {
    if (this.busy.value) return;
    this.busy.value = true;
    try {
      const { items, next } = await get(`${this.newest}&cursor=${encodeURIComponent(this.earlier.value)}`);
      announce(t('more-loaded', { n: this.#take(items).length }));
      this.earlier.value = next;
    } catch (error) { toast(problemText(error)); }
    this.busy.value = false;
  };

  send = async ({ mode, body, status, attachments, key }) => {
    const note = mode === 'note';
    const words = { body, ...(status ? { status } : {}), ...(attachments.length ? { attachments } : {}), ...await this.#named(note, body) };
    const before = this.version;
    const event = await api(`${this.path}/${note ? 'notes' : 'messages'}`, { method: 'POST', body: words, key, ...(note ? {} : { version: this.version }) });
    this.#take([event]);
    if (note && event.rev > before + 1) this.version = before; // a note goes in beside what has not been read yet
    this.sent.value = note ? t('note-added') : t('reply-sent', { name: this.ticket.value.value.requester.name });
    offerUndo(this.path, event, this.ticket.value.value.requester.name, this.#takenBack);
    queue.touch({ id: this.number }, { own: true });
    await this.look({ all: !note || !this.box.hasText('reply') }).catch(() => this.polling?.soon());
    await this.updateComplete;
    this.querySelector('.story')?.lastElementChild.scrollIntoView({ block: 'nearest' });
    this.#after();
  };

  /** Whom a note mentions, or which other people's parts an answer goes to as well. */
  async #named(note, body) {
    if (!note) return this.parts.chosen.length ? { also: this.parts.chosen } : {};
    const mentions = body.includes('@') ? await (await import('./writing.js')).mentioned(body) : [];
    return mentions.length ? { mentions } : {};
  }

  #takenBack = async (draft) => {
    this.sent.value = '';
    await this.box?.restore('reply', draft);
    await this.look({ all: true }).catch(() => this.polling?.soon());
  };

  /** Quote a message into what is being written. */
  /** Fetch the mail that a message came in. */
  async original(event) {
    try { location.assign((await get(`/tickets/${event.ticket}/mails/${event.mail}`)).url); } catch (error) { toast(problemText(error)); }
  }

  quote(event) {
    const quoted = event.body.split('\n').map((line) => `> ${line}`.trimEnd()).join('\n');
    this.box?.insert(`${t('quote-from', { name: event.by.name })}\n${quoted}\n\n`);
  }

  /**
   * Do something with the ticket as it is now. what: the rest of its address · said: announced, with undo() on offer ·
   * throws: for a dialog, which shows what was refused. Answers what the desk answers.
   */
  act = async (what, { method = 'POST', body = {}, key, said, undo, throws } = {}) => {
    try {
      const { version } = this.ticket.value.value;
      const answer = await api(`${this.path}/${what}`, { method, version, key, ...(method === 'DELETE' ? {} : { body }) });
      if (answer?.number === Number(this.number)) { this.ticket.value.value = answer; this.#is(answer, { own: true }); }
      if (said) toast(said, undo ? { label: t('undo'), run: undo } : null);
      await this.look({ all: true }).catch(() => this.polling?.soon());
      this.#after();
      return answer;
    } catch (error) {
      if (error.status === 412 && error.problem.ticket) this.ticket.value.value = error.problem.ticket;
      if (throws) throw error;
      toast(error.errors?.[0]?.detail ?? problemText(error));
      return null;
    }
  };

  /** Take a merge back from wherever one is by now. */
  undoMerge = async (number) => {
    try {
      const { version } = await get(`/tickets/${number}`);
      await api(`/tickets/${number}/merge`, { method: 'DELETE', version });
      go(ticketAddress(number));
    } catch (error) { toast(problemText(error)); }
  };

  #after() {
    lookAtDesk().catch(() => {});
    queue.look().catch(() => {});
  }

  /** Change fields of the ticket: shown at once, taken back when the desk refuses. */
  change = (fields) => {
    this.changes = this.changes.then(() => this.#change(fields));
    return this.changes;
  };

  async #change(fields) {
    const before = this.ticket.value.value;
    this.conflict.value = null;
    this.ticket.value.value = { ...before, ...this.#preview(fields) };
    try {
      const after = await patch(this.path, fields, before.version);
      this.ticket.value.value = after;
      this.#is(after, { own: true });
      announce(t('change-saved'));
    } catch (error) {
      this.ticket.value.value = before;
      await this.#refused(error, fields, before);
    }
    await this.look().catch(() => this.polling?.soon());
    this.#after();
  }

  #preview({ assignee, team, ...plain }) {
    const changed = { ...plain, ...(plain.fields ? { fields: { ...this.ticket.value.value.fields, ...plain.fields } } : {}) };
    const to = assignee === 'me' ? person.value?.id : assignee;
    if (assignee !== undefined) changed.assignee = to ? { id: to, name: colleagueName(to) } : null;
    if (team) Object.assign(changed, { team: { id: team, name: teamName(team) }, assignee: null });
    return changed;
  }

  async #refused(error, fields, before) {
    if (error.status !== 412 || !error.problem.ticket) {
      toast(error.errors[0]?.detail ?? problemText(error), { label: t('try-again'), run: () => this.change(fields) });
      return;
    }
    this.ticket.value.value = error.problem.ticket;
    this.conflict.value = { fields, what: differences(before, error.problem.ticket) };
    await this.updateComplete;
    this.querySelector('.refused')?.focus();
  }

  /** What a refused send looks like in the reply box. */
  explain = (error) => {
    const unseen = error.status === 409 ? error.problem.unseen : null;
    if (!unseen?.length) {
      if (error.status === 409 || error.status === 412) this.look({ all: true }).catch(() => this.polling?.soon());
      return undefined;
    }
    const seen = () => { this.version = error.problem.version; };
    return heldReply(unseen, {
      review: () => { this.box.settle(); seen(); this.#reveal(unseen); },
      sendAnyway: () => { seen(); this.box.submit(); },
      makeNote: () => this.box.turnInto('note'),
    });
  };

  leave = () => { this.conflict.value = null; };

  escape = (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    this.querySelector('h1').focus();
  };

  render() {
    const row = this.ticket.value.value ?? queue.find(this.number);
    return html`${this.#head(row)}${this.ticket.value.value ? this.#body(this.ticket.value.value) : html`<div class="t-state">${shown({ ...this.ticket, run: () => this.again() })}</div>`}`;
  }

  #head(ticket) {
    const link = (step, name, label) => {
      const beside = queue.beside(this.number, step);
      return beside ? html`<a class="button quiet icon-only" href=${ticketAddress(beside.number)} aria-label="${label}: ${beside.subject}" title=${label}><span class=${name}>${icon('chevron-down')}</span></a>` : nothing;
    };
    return html`<header class="t-head">
      <p class="row"><a class="back button quiet" href=${lastList.value ?? '/console/'}>${icon('arrow-left', 'small')}${t('back-to-list')}</a>
        ${ticket ? statusBadge(ticket.status) : nothing}<bdi class="number muted">#${this.number}</bdi>
        <span class="t-steps">${this.ticket.value.value ? actsMenu(this.ticket.value.value, this) : nothing}${link(-1, 'up', t('previous-ticket'))}${link(1, 'down', t('next-ticket'))}</span></p>
      <h1 tabindex="-1"><bdi>${ticket?.subject ?? t('ticket-number', { number: `#${this.number}` })}</bdi></h1></header>`;
  }

  #body(ticket) {
    return html`${facts(ticket, { change: this.change, act: this.act, conflict: this.conflict.value, leave: this.leave })}
      <section class="story" aria-labelledby="story" tabindex="0"><h2 class="vh" id="story">${t('conversation')}</h2>
        ${asideBanner(ticket, this)}
        <ticket-timeline .events=${this.events.value} audience="agent" .line=${agentLine} .earlier=${this.earlier.value ? this.showEarlier : null} ?busy=${this.busy.value} .fresh=${this.fresh.value}
          .ticket=${ticket.id} .acts=${messageActs(ticket, this)} .where=${ticketAddress} .below=${mailState}></ticket-timeline>
        ${this.#done()}</section>
      <div class="t-reply no-print" @keydown=${this.escape}>${this.#meanwhile()}${this.#answer(ticket)}</div>`;
  }

  /** After sending: that it went out, and where to go on. */
  #done() {
    if (!this.sent.value) return nothing;
    const next = queue.beside(this.number, 1);
    return callout('done', html`<p class="row"><span>${this.sent.value}</span>${next ? html`<a href=${ticketAddress(next.number)}>${t('next-ticket')}: <bdi>${next.subject}</bdi></a>` : nothing}</p>`);
  }

  #meanwhile() {
    const events = this.waiting.value;
    if (!events) return nothing;
    return html`<p class="meanwhile" role="status">${icon('message-square', 'small')}<span>${t('wrote-meanwhile', { name: events[0].by.name })}</span>
      <button type="button" @click=${() => this.#reveal(events)}>${t('show-it')}</button></p>`;
  }

  #answer(ticket) {
    const { reply, note } = ticket.allowed;
    if (ticket.status === 'closed') {
      return callout('', html`<p>${t('closed-text')}</p><p class="row"><a class="button" href="/console/new?follow_up_of=${ticket.id}">${icon('reply', 'small')}${t('follow-up')}</a></p>`);
    }
    const modes = [
      ...(reply ? [{ value: 'reply', label: t('reply'), fieldLabel: t('reply-to', { name: ticket.requester.name }), button: t('send'), sentText: t('sent') }] : []),
      ...(note ? [{ value: 'note', label: t('note'), fieldLabel: t('note-label'), button: t('add-note'), sentText: t('note-added'), note: true }] : []),
    ];
    if (!modes.length) return nothing;
    return html`${presenceLine(this.presence?.others.value ?? [])}
      <reply-box .name=${`reply-${this.number}`} .modes=${modes} .statuses=${this.#statuses(ticket)} .send=${this.send} .explain=${this.explain} .tools=${this.#tools} .extra=${this.#also} .typing=${this.presence?.typing}></reply-box>`;
  }

  #tools = (mode) => {
    const help = (run) => async () => run(await import('./writing.js'));
    return mode.note
      ? html`<button type="button" class="quiet" @click=${help(({ mention }) => mention(this.box))}>${icon('at-sign', 'small')}${t('mention')}</button>`
      : html`<button type="button" class="quiet" @click=${help(({ insertSavedReply }) => insertSavedReply(this.number, this.box))}>${icon('book-text', 'small')}${t('saved-reply')}</button>`;
  };

  #also = (mode) => (mode.note ? nothing : this.parts.choice());

  #statuses({ status, allowed }) {
    const asItIs = { value: '', label: status === 'new' ? t('then-open') : t('then-as-it-is'), button: t('send') };
    const others = (allowed?.statuses ?? []).filter((each) => !(each === 'open' && status === 'new'));
    return [asItIs, ...others.map((each) => ({ value: each, label: t(STATUS_CHOICE_TEXTS[each]), button: t(STATUS_SEND_TEXTS[each]) }))];
  }
}
customElements.define('agent-ticket', AgentTicket);
