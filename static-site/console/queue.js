// The list of tickets of one view. It stays as it is while it is read; changes wait to be shown.
import { signal } from '../vendor/lit.js';
import { get } from '../lib/api.js';
import { person } from '../lib/session.js';
import { read } from './state.js';

const LIMIT = 50;
const STATUS = { todo: ['new', 'open'], pending: ['pending'], on_hold: ['on_hold'], solved: ['solved'], all: [] };
const MEMBERS = [
  'priority',
  'team',
  'category',
  'tag',
  'language',
  'channel',
  'assignee',
  'requester',
  'place',
  'followed',
];
const PLACES = {
  mine: { assignee: 'me' },
  unassigned: { assignee: 'none' },
  followed: { followed: 'me' },
  snoozed: { place: 'snoozed' },
  spam: { place: 'spam' },
};
export const TABS = Object.keys(STATUS);
/** Every order, with the direction that is meant where none is named. */
export const SORTS = { updated: 'desc', created: 'desc', waiting: 'asc', priority: 'desc', due: 'asc' };
export const SORT_TEXTS = {
  updated: 'sort-updated',
  created: 'sort-created',
  waiting: 'sort-waiting',
  priority: 'sort-priority',
  due: 'sort-due',
};

/** What a place asks for by itself, as members of a filter. */
export const placeOf = (view) =>
  view.startsWith('teams/') ? { team: view.slice('teams/'.length) } : (PLACES[view] ?? {});

/** Whether a list has tabs by status: neither snoozed tickets, spam nor saved views have them. */
export const hasTabs = (view) => !view.startsWith('views/') && !placeOf(view).place;

/**
 * What an address asks of a list: { view, tab, statuses, sort, order, filter }. tab: '' where statuses are chosen one
 * by one or not at all · sort, order: '' for the usual ones · filter: { member: [values] }, without what the view asks
 * itself.
 */
export function asked(address) {
  const { view = 'all', query } = read(new URL(address, location.origin));
  const statuses = query.getAll('status');
  const tab = statuses.length ? TABS.find((each) => statuses.length === 1 && each === statuses[0]) : 'todo';
  const named = MEMBERS.map((name) => [name, query.getAll(name)]).filter(([, values]) => values.length);
  return {
    view,
    statuses,
    tab: (hasTabs(view) && tab) || '',
    sort: query.get('sort') in SORTS ? query.get('sort') : '',
    order: ['asc', 'desc'].includes(query.get('order')) ? query.get('order') : '',
    filter: Object.fromEntries(named),
  };
}

/** The same address with other values; a list names several, and what is the default is left out. */
export function withAsked(address, changes) {
  const url = new URL(address, location.origin);
  const usual = url.pathname.includes('/views/') ? {} : { status: 'todo', sort: 'updated' };
  for (const [name, value] of Object.entries(changes)) {
    url.searchParams.delete(name);
    for (const each of [value].flat()) if (each && each !== usual[name]) url.searchParams.append(name, each);
  }
  return url.pathname + url.search;
}

/** The question to the desk: filter and order, without cursor and limit. */
export function questionOf({ view, tab, statuses, sort, order, filter }) {
  const id = view.startsWith('views/') && view.slice('views/'.length);
  const members = {
    ...(id ? { view: id } : { sort: 'updated', ...placeOf(view) }),
    ...(sort ? { sort } : {}),
    ...(order ? { order } : {}),
    ...filter,
    status: tab ? STATUS[tab] : statuses.filter((each) => each !== 'all'),
  };
  return new URLSearchParams(
    Object.entries(members).flatMap(([name, values]) => [values].flat().map((value) => [name, value])),
  );
}

const pathOf = (wanted) => `/tickets?limit=${LIMIT}&${questionOf(wanted)}`;

/** The ids of the tickets that are chosen, to do something with all of them. */
export const selected = signal(new Set());
export const select = (ids) => {
  selected.value = new Set(ids);
};

/** One list, shared by the pane that shows it and the ticket that asks what comes next. */
class Queue {
  items = signal(null); // null: being fetched
  error = signal(null);
  next = signal(null); // cursor
  busy = signal(false);
  cut = signal(false); // there were more than can be sorted at once
  held = signal(null); // { items, next, count }: what the desk has now, not shown yet
  address = signal(''); // of the page that shows it
  #path = '';
  #first = null;

  /** Show the list of this address; nothing is fetched when it is the one shown. */
  async open(address) {
    this.address.value = address;
    const path = pathOf(asked(address));
    if (path === this.#path && !this.error.value) return;
    this.#path = path;
    this.#left.clear();
    selected.value = new Set();
    this.items.value = this.error.value = this.held.value = this.next.value = null;
    await this.run();
  }

  run = async () => {
    const path = this.#path;
    this.error.value = null;
    try {
      const page = await get(path, { cached: true });
      if (path !== this.#path) return;
      this.#first = page;
      this.cut.value = page.truncated;
      this.#show({ items: page.items, next: page.next });
    } catch (error) {
      if (path === this.#path) this.error.value = error;
    }
  };

  /** For pollAcrossLogins(): what only differs inside its row is shown at once; what would move rows waits. */
  refresh = async () => {
    const path = this.#path;
    if (!path || this.items.value === null) return;
    const page = await get(path, { cached: true });
    if (path !== this.#path || page === this.#first) return;
    this.#first = page;
    const now = this.#merged(page);
    const count = this.#changed(now.items);
    const stays =
      now.items.length === this.items.value.length &&
      now.items.every((ticket, at) => ticket.id === this.items.value[at].id);
    if (stays || !count || !this.items.value.length) this.#show(now);
    else this.held.value = { ...now, count };
  };

  /** The first page as it is now, followed by what had been fetched after it. */
  #merged(page) {
    const fresh = new Set(page.items.map((ticket) => ticket.id));
    const last = this.items.value.findIndex((ticket) => ticket.id === page.items.at(-1)?.id);
    const older = page.next
      ? this.items.value.slice(last < 0 ? page.items.length : last + 1).filter((ticket) => !fresh.has(ticket.id))
      : [];
    return { items: [...page.items, ...older], next: older.length ? this.next.value : page.next };
  }

  #changed(items) {
    const shown = new Map(this.items.value.map((ticket) => [ticket.id, ticket.version]));
    const there = new Set(items.map((ticket) => ticket.id));
    const gone = this.items.value.filter((ticket) => !there.has(ticket.id) && !this.#changedHere.has(ticket.id));
    return items.filter((ticket) => (shown.get(ticket.id) ?? 0) < ticket.version).length + gone.length;
  }

  #left = new Map(); // where a ticket stood that has left the list
  #changedHere = new Set(); // what was changed here: that it leaves the list is no news

  #show({ items, next }) {
    const there = new Set(items.map((ticket) => ticket.id));
    this.items.value?.forEach((ticket, at) => {
      if (!there.has(ticket.id)) this.#left.set(ticket.id, at);
    });
    this.items.value = items;
    if (selected.value.size) select([...selected.value].filter((id) => there.has(id)));
    this.next.value = next;
    this.held.value = null;
    this.#changedHere.clear();
  }

  /** Show what was held back. */
  show = () => {
    if (this.held.value) this.#show(this.held.value);
  };

  more = async () => {
    if (this.busy.value || !this.next.value) return 0;
    const path = this.#path;
    this.busy.value = true;
    try {
      const page = await get(`${path}&cursor=${encodeURIComponent(this.next.value)}`);
      if (path !== this.#path) return 0;
      const known = new Set(this.items.value.map((ticket) => ticket.id));
      const added = page.items.filter((ticket) => !known.has(ticket.id));
      this.items.value = [...this.items.value, ...added];
      this.next.value = page.next;
      return added.length;
    } finally {
      this.busy.value = false;
    }
  };

  /** A ticket as it is now: its row is updated, and stays where it is. own: this person changed it. */
  touch(ticket, { own = false } = {}) {
    if (own) this.#changedHere.add(ticket.id);
    if (this.find(ticket.id)) {
      this.items.value = this.items.value.map((row) => (row.id === ticket.id ? { ...row, ...ticket } : row));
    }
  }

  find(id) {
    return this.items.value?.find((ticket) => ticket.id === id);
  }

  /** The ticket before (-1) or after (1) this one, also when this one has left the list. */
  beside(id, step) {
    const items = this.items.value ?? [];
    const at = items.findIndex((ticket) => ticket.id === id);
    if (at >= 0) return items[at + step];
    const stood = this.#left.get(id) ?? 0;
    return items[step > 0 ? stood : stood - 1];
  }
}

export const queue = new Queue();

// Which version of a ticket this person has read, on this device: what is newer stands in the list in bold.
const MAX_SEEN = 500;
const key = () => `desk-seen:${person.value?.id ?? ''}`;

function stored() {
  try {
    return new Map(JSON.parse(localStorage.getItem(key())) ?? []);
  } catch {
    return new Map();
  }
}

const seen = signal(null); // Map: ticket id -> version, the least recently read first

const versions = () => {
  seen.value ??= stored();
  return seen.value;
};

/** The version of a ticket this user last opened; 0 for never. */
export const seenVersion = (id) => versions().get(id) ?? 0;

/** True when something has happened on the ticket that this user has not seen. */
export const isUnread = (ticket) => seenVersion(ticket.id) < ticket.version;

export function markSeen({ id, version }) {
  if (!isUnread({ id, version })) return;
  const next = stored(); // other tabs write here too
  next.delete(id);
  next.set(id, version);
  seen.value = new Map([...next].slice(-MAX_SEEN));
  localStorage.setItem(key(), JSON.stringify([...seen.value]));
}

addEventListener('storage', (event) => {
  if (event.key === key()) seen.value = stored();
});
