// What the whole console shares: its address, who I am, the teams and their counts, the categories, my availability.
import { computed, signal } from '../vendor/lit.js';
import { get, poll, put } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { person } from '../lib/session.js';
import { setTimeZone } from '../lib/time.js';
import { problemText, toast } from '../parts/basics.js';

export const me = signal(null);
export const counts = signal(null);
export const availability = signal(null); // { state, until, load, cap }
export const categories = signal([]);
export const savedViews = signal([]); // as GET /views has them; null: they could not be fetched

const AVAILABILITY = '/agents/me/availability';

/** null for those who are in no team: the desk gives them no tickets, so there is nothing to switch. */
const fetchAvailability = async () => (me.value.team ? get(AVAILABILITY, { cached: true }) : null);

/** The saved views again. Never throws: without them everything else works. */
export async function refreshViews() {
  try {
    savedViews.value = (await get('/views', { cached: true })).items;
  } catch {
    savedViews.value = savedViews.value?.length ? savedViews.value : null;
  }
}

/** Fetch what nothing works without. Throws what the desk answers when it cannot be. */
export async function open() {
  const [profile, numbers] = await Promise.all([get('/me'), get('/counts', { cached: true })]);
  setTimeZone(profile.time_zone);
  counts.value = numbers;
  me.value = profile;
  refreshViews();
  fetchAvailability().then(
    (duty) => {
      availability.value = duty;
    },
    () => {},
  ); // the list does not wait for it; refreshCounts() asks again
  get('/ticket-categories', { cached: true }).then(
    ({ items }) => {
      categories.value = items;
    },
    () => {},
  ); // without it a ticket's category is shown, and cannot be changed
}

/** poll() that continues after the session has expired and the user has signed in again. */
export function pollAcrossLogins(refresh) {
  let polling = poll(refresh);
  let known = person.peek();
  const forget = person.subscribe((who) => {
    if (who && !known) {
      polling.stop();
      polling = poll(refresh);
      polling.soon();
    }
    known = who;
  });
  return {
    soon: () => polling.soon(),
    stop: () => {
      forget();
      polling.stop();
    },
  };
}

/** Counts and load again; for pollAcrossLogins(). */
export async function refreshCounts() {
  [counts.value, availability.value] = await Promise.all([
    get('/counts', { cached: true }),
    fetchAvailability(),
    refreshViews(),
  ]);
}

/** Online, away or offline: shown at once, taken back when the desk refuses. until: RFC 3339 or null. */
export async function setAvailability(state, until = null) {
  const before = availability.value;
  availability.value = { ...before, state, until };
  try {
    availability.value = await put(AVAILABILITY, { state, ...(until ? { until } : {}) });
  } catch (error) {
    availability.value = before;
    throw error;
  }
}

const toDo = (numbers) => (numbers?.new ?? 0) + (numbers?.open ?? 0);
const all = (numbers) =>
  ['new', 'open', 'pending', 'on_hold', 'solved'].reduce((sum, status) => sum + (numbers?.[status] ?? 0), 0);

/** The teams as [[id, name]]. */
export const teams = computed(() => Object.entries(counts.value?.teams ?? {}).map(([id, { name }]) => [id, name]));

/**
 * The lists: { view, name, icon, count, part }. count: tickets that wait for a reply; in saved views, snoozed and spam,
 * all tickets; null if not known. part: '' for places, 'own', 'shared' or 'team'. saved: the view itself.
 */
export const views = computed(() => {
  const perTeam = Object.entries(counts.value?.teams ?? {});
  const sum = (of) => perTeam.reduce((total, [, numbers]) => total + (of(numbers) ?? 0), 0);
  return [
    { view: 'mine', name: t('view-mine'), icon: 'user', count: toDo(counts.value?.mine) },
    { view: 'unassigned', name: t('view-unassigned'), icon: 'inbox', count: sum(({ unassigned }) => unassigned) },
    { view: 'all', name: t('view-all'), icon: 'globe', count: sum(toDo) },
    { view: 'followed', name: t('view-followed'), icon: 'eye', count: null },
    { view: 'snoozed', name: t('view-snoozed'), icon: 'alarm-clock', count: sum(({ snoozed }) => snoozed) },
    { view: 'spam', name: t('view-spam'), icon: 'ban', count: sum(({ spam }) => spam) },
    ...(savedViews.value ?? []).map((saved) => ({
      view: `views/${saved.id}`,
      name: saved.name,
      icon: 'bookmark',
      count: counts.value?.views?.[saved.id] ?? null,
      part: saved.shared ? 'shared' : 'own',
      saved,
    })),
    ...perTeam.map(([id, numbers]) => ({
      view: `teams/${id}`,
      name: numbers.name,
      icon: 'users',
      count: toDo(numbers),
      part: 'team',
    })),
  ];
});

/** How many tickets a status tab of a view holds, where the desk counts them; else null. */
export function countOf(view, tab) {
  const numbers = view === 'mine' ? counts.value?.mine : counts.value?.teams[view.replace('teams/', '')];
  if (!numbers) return null;
  if (tab === 'todo') return toDo(numbers);
  return tab === 'all' ? all(numbers) : (numbers[tab] ?? 0);
}

/** The view an agent starts with: their team's queue, or everything. */
export const homeView = () => (me.value?.team ? `teams/${me.value.team.id}` : 'all');

export const colleagues = signal(null); // [{ id, name }], null until they are needed

/** Fetch the colleagues when one is about to be chosen. Never throws: without them the choice is shorter. */
export const learnColleagues = async () => {
  if (colleagues.value) return;
  try {
    colleagues.value = await (await import('./writing.js')).colleagues();
  } catch (error) {
    toast(problemText(error));
  }
};

/** What a colleague is called, as far as we know. */
export const colleagueName = (id) =>
  id === person.value?.id ? person.value.name : (colleagues.value?.find((each) => each.id === id)?.name ?? '');

const AREA = '/console';
const LISTS = ['mine', 'unassigned', 'all', 'followed', 'snoozed', 'spam'];
const PAGES = ['new', 'search'];
const stored = { list: sessionStorage.getItem('desk-list') };

/**
 * What an address shows: { page: 'home' | 'login' | 'list' | 'ticket' | 'new' | 'search' | 'admin' | 'missing', view,
 * number, path, query }. view: one of LISTS, 'teams/<id>' or 'views/<id>' · number: of a ticket, as typed · path: of an
 * admin page, in parts · query: URLSearchParams.
 */
export function read({ pathname, search }) {
  const path = pathname.slice(AREA.length).replace(/^\/|\/$|^\/?index\.html$/g, '');
  const query = new URLSearchParams(search);
  const [first, second] = path.split('/');
  if (!path) return { page: 'home', query };
  if (path === 'login') return { page: 'login', query };
  if (first === 'tickets' && /^\d{1,12}$/.test(second ?? '')) return { page: 'ticket', number: second, query };
  if (['people', 'agents', 'mail', 'admin'].includes(first)) {
    return { page: 'admin', path: path.split('/').map(decodeURIComponent), query };
  }
  if (['teams', 'views'].includes(first) && second) {
    return { page: 'list', view: `${first}/${decodeURIComponent(second)}`, query };
  }
  if (PAGES.includes(path)) return { page: path, query };
  return LISTS.includes(path) ? { page: 'list', view: path, query } : { page: 'missing', query };
}

/** Where we are. */
export const route = signal(read(location));

/** The list that stands beside a ticket, and to which "back" leads: the last one that was opened. */
export const lastList = signal(stored.list);

export const addressOf = (view) => `${AREA}/${view}`;
export const ticketAddress = (number) => `${AREA}/tickets/${encodeURIComponent(number)}`;

let moved = false;

/** Whether the user has gone from one address of the console to another: only then the focus moves. */
export const hasMoved = () => moved;

/** Go to an address of the console. replace: without a step to come back to. */
export function go(address, { replace = false } = {}) {
  if (address === location.pathname + location.search) return;
  moved ||= !replace;
  history[replace ? 'replaceState' : 'pushState'](null, '', address);
  arrive();
}

function arrive() {
  const there = read(location);
  if (there.page === 'list') {
    lastList.value = location.pathname + location.search;
    sessionStorage.setItem('desk-list', lastList.value);
  }
  route.value = there;
}
arrive();

addEventListener('popstate', () => {
  moved = true;
  arrive();
});
addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return;
  }
  const link = event.target.closest?.('a[href]');
  if (!link || link.target || link.origin !== location.origin || !`${link.pathname}/`.startsWith(`${AREA}/`)) return;
  if (link.hash) return; // a place on this page
  event.preventDefault();
  go(link.pathname + link.search);
});
