// @ts-check
// The conversation of one ticket as a page shows it: the newest events first fetched, older ones on request, and what
// arrives meanwhile put in its place. Portal and console share it.
import { signal } from '../vendor/lit.js';
import { get } from './api.js';
import { person } from './session.js';

/**
 * What this module reads of an event; it has more.
 * @typedef {object} Event
 * @property {string} id
 * @property {string} ticket the ticket's number
 * @property {string} at RFC 3339
 * @property {number} rev the event's place in its ticket
 * @property {string} type
 * @property {{ id: string, name: string }} by
 * @property {string} [body]
 */

/** @typedef {{ items: Event[], next: string | null }} EventPage newest first; next: the cursor of older events */

/**
 * The order of the conversation, also where the events of merged tickets are shown as one: by time, then ticket, then
 * place in the ticket.
 * @param {Event} a
 * @param {Event} b
 */
export const inOrder = (a, b) =>
  Date.parse(a.at) - Date.parse(b.at) || Number(a.ticket) - Number(b.ticket) || a.rev - b.rev;

/**
 * Events that are shown, with those that came: each once, in its newest state, in order.
 * @param {Event[]} shown
 * @param {Event[]} events
 */
export function merged(shown, events) {
  const latest = new Map([...shown, ...events].map((event) => [event.id, event]));
  return [...latest.values()].sort(inOrder);
}

/**
 * What a page does when the reader has asked for older events: loaded(n) says how many came,
 * refused(error) why none did.
 * @typedef {{ loaded?: (n: number) => void, refused: (error: unknown) => void }} Listener
 */

/** The events of a ticket that a page shows, as signals. */
export class Conversation {
  events = signal(/** @type {Event[]} */ ([]));
  earlier = signal(/** @type {string | null} */ (null)); // cursor of older events
  busy = signal(false);
  fresh = signal(/** @type {Set<string>} */ (new Set())); // ids of events that have just come

  #begun = false;

  /**
   * @param {(cursor?: string) => Promise<EventPage>} fetchPage fetches a page of events, newest first
   * @param {Listener} listener
   */
  constructor(fetchPage, listener) {
    this.fetchPage = fetchPage;
    this.listener = listener;
  }

  /**
   * A conversation that is fetched from an address which has a query already.
   * @param {string} newest
   * @param {Listener} listener
   */
  static at(newest, listener) {
    return new Conversation(
      (cursor) => get(cursor ? `${newest}&cursor=${encodeURIComponent(cursor)}` : newest),
      listener,
    );
  }

  /** Fetch the newest events and show them. Answers them. */
  async open() {
    return this.show(await this.fetchPage());
  }

  /**
   * Show the newest page; older events are fetched from the end of the first one shown.
   * @param {EventPage} page
   */
  show({ items, next }) {
    this.take(items);
    if (!this.#begun) this.earlier.value = next;
    this.#begun = true;
    return items;
  }

  /**
   * Show events; answers those that were not shown yet. What was shown may have changed: taken back, or its files
   * checked.
   * @param {Event[]} events
   */
  take(events) {
    const added = this.#unknown(events);
    const all = merged(this.events.value, events);
    if (JSON.stringify(all) !== JSON.stringify(this.events.value)) this.events.value = all;
    return added;
  }

  /**
   * Show events and mark those that are new. Answers the new ones.
   * @param {Event[]} events
   */
  arrive(events) {
    const added = this.take(events);
    if (added.length) this.fresh.value = new Set(added.map(({ id }) => id));
    return added;
  }

  /** @param {Event[]} events */
  #unknown(events) {
    const known = new Set(this.events.value.map(({ id }) => id));
    return events.filter(({ id }) => !known.has(id));
  }

  /**
   * The messages among events that are not shown yet and that another person wrote.
   * @param {Event[]} events
   */
  fromOthers(events) {
    return this.#unknown(events).filter((event) => event.body && event.by.id !== person.value?.id);
  }

  /** Fetch the newest events, back to one that is shown already: nothing between is skipped, however much arrived. */
  async unseen() {
    const known = new Set(this.events.value.map(({ id }) => id));
    /** @type {Event[]} */
    const found = [];
    let page = await this.fetchPage();
    found.push(...page.items);
    while (page.next && !page.items.some(({ id }) => known.has(id))) {
      page = await this.fetchPage(page.next);
      found.push(...page.items);
    }
    return found.sort(inOrder);
  }

  /** Fetch the page before what is shown. Answers how many events it brought. */
  async fetchEarlier() {
    const { items, next } = await this.fetchPage(this.earlier.value ?? '');
    const added = this.take(items);
    this.earlier.value = next;
    return added.length;
  }

  /** Fetch older events for the reader who asked. */
  showEarlier = async () => {
    if (this.busy.value) return;
    this.busy.value = true;
    try {
      const n = await this.fetchEarlier();
      this.listener.loaded?.(n);
    } catch (error) {
      this.listener.refused(error);
    }
    this.busy.value = false;
  };
}

/**
 * A conversation beside which a reply is written: what others write meanwhile is held back until the writer asks for
 * it, so that nothing moves what is being typed, and the desk can refuse a reply to what has not been read.
 */
export class HoldingConversation extends Conversation {
  waiting = signal(/** @type {Event[] | null} */ (null)); // messages that are held back
  version = 0; // the ticket's last event that is shown

  /**
   * @param {string} ticket the ticket's number
   * @param {(cursor?: string) => Promise<EventPage>} fetchPage fetches a page of events, newest first
   * @param {Listener} listener
   */
  constructor(ticket, fetchPage, listener) {
    super(fetchPage, listener);
    this.ticket = ticket;
  }

  /** @param {Event[]} events */
  take(events) {
    const own = events.filter(({ ticket }) => ticket === this.ticket).map(({ rev }) => rev);
    this.version = Math.max(this.version, ...own);
    return super.take(events);
  }

  /**
   * Show events, or hold them back if others wrote something and hold is true. Answers the messages of others,
   * whether they are held back, and whether there are more of them than before.
   * @param {Event[]} events
   * @param {boolean} hold
   */
  receive(events, hold) {
    const others = this.fromOthers(events);
    const held = hold && others.length > 0;
    const more = others.length !== (this.waiting.value?.length ?? 0);
    this.waiting.value = held ? others : null;
    if (!held) this.arrive(events);
    return { others, held, more };
  }

  /**
   * Show what was held back.
   * @param {Event[]} events
   */
  reveal(events) {
    this.waiting.value = null;
    this.arrive(events);
  }
}
