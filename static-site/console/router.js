// The console's addresses: one document, real links; back, forward and "open in a new tab" as everywhere.
import { signal } from '../vendor/lit.js';

const AREA = '/console';
const LISTS = ['mine', 'unassigned', 'all', 'followed', 'snoozed', 'spam'];
const PAGES = ['new', 'search'];
const kept = { list: sessionStorage.getItem('desk-list') };

/**
 * What an address shows: { page: 'home' | 'login' | 'list' | 'ticket' | 'new' | 'search' | 'room' | 'missing', view,
 * number, path, query }. view: one of LISTS, 'teams/<id>' or 'views/<id>' · number: of a ticket, as typed · path: of a
 * room, in parts · query: URLSearchParams.
 */
export function read({ pathname, search }) {
  const path = pathname.slice(AREA.length).replace(/^\/|\/$|^\/?index\.html$/g, '');
  const query = new URLSearchParams(search);
  const [first, second] = path.split('/');
  if (!path) return { page: 'home', query };
  if (path === 'login') return { page: 'login', query };
  if (first === 'tickets' && /^\d{1,12}$/.test(second ?? '')) return { page: 'ticket', number: second, query };
  if (['people', 'agents', 'mail', 'admin'].includes(first)) {
    return { page: 'room', path: path.split('/').map(decodeURIComponent), query };
  }
  if (['teams', 'views'].includes(first) && second) {
    return { page: 'list', view: `${first}/${decodeURIComponent(second)}`, query };
  }
  if (PAGES.includes(path)) return { page: path, query };
  return LISTS.includes(path) ? { page: 'list', view: path, query } : { page: 'missing', query };
}

/** Where we are. */
export const route = signal(read(location));

/** The list that stands beside a ticket, and to which "back" leads: the last one that was looked at. */
export const lastList = signal(kept.list);

export const addressOf = (view) => `${AREA}/${view}`;
export const ticketAddress = (number) => `${AREA}/tickets/${encodeURIComponent(number)}`;

let moved = false;

/** Whether somebody has gone from one address of the console to another: then the focus follows, and not before. */
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
