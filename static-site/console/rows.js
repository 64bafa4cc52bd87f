// The rows of a list, and which of them are chosen.
import { html, ifDefined, live, nothing, signal } from '../vendor/lit.js';
import { number, t } from '../lib/i18n.js';
import { announce, lazyLoad } from '../lib/page.js';
import { exactly, relative, relativeAndExact } from '../lib/time.js';
import { empty, icon, priorityBadge, problemText, statusBadge, toast } from '../parts/basics.js';
import { hasTabs, isUnread, queue, select, selected, withAsked } from './queue.js';
import { availability, countOf, route, setAvailability, ticketAddress } from './state.js';

// Which rows are chosen: one by one, from one to another, or all that are shown. The bar for them comes with the first.
const barIsThere = signal(false);
let anchor = null; // where a range begins: the row that was chosen last

async function bring() {
  try {
    await lazyLoad('lists', import('./lists/bulk.js'));
    barIsThere.value = true;
  } catch (error) {
    toast(problemText(error));
  }
}

function take(ids) {
  select(ids);
  if (ids.length && !barIsThere.value) bring();
  announce(t('selected', { n: ids.length }));
}

/** Choose a row, or leave it. range: and all between it and the last one; shown: the ids in order. */
export function toggle(id, shown, { range = false } = {}) {
  const ids = new Set(selected.value);
  const chosen = !ids.has(id);
  const [from, to] = [shown.indexOf(anchor), shown.indexOf(id)].sort((a, b) => a - b);
  for (const each of range && from >= 0 ? shown.slice(from, to + 1) : [id]) {
    if (chosen) ids.add(each);
    else ids.delete(each);
  }
  anchor = id;
  take([...ids]);
}

/** Leave every row that is chosen. */
export const leaveAll = () => take([]);

/** The box before a row. */
const rowBox = (ticket, shown) =>
  html`<label class="q-pick"
    ><input
      type="checkbox"
      aria-label=${t('select-one', { number: `#${ticket.number}`, subject: ticket.subject })}
      .checked=${live(selected.value.has(ticket.id))}
      @click=${(event) => toggle(ticket.id, shown(), { range: event.shiftKey })}
  /></label>`;

/** Above the rows: choose all that are shown; what can be done with those that are chosen. */
export function selectionBar(shown) {
  const n = shown.filter((id) => selected.value.has(id)).length;
  return html`<div class="rows-head">
    <label class="q-all"
      ><input
        type="checkbox"
        .checked=${live(n > 0 && n === shown.length)}
        .indeterminate=${live(n > 0 && n < shown.length)}
        @change=${(event) => take(event.target.checked ? shown : [])} /><span
        >${n ? t('selected', { n }) : t('select-all', { n: number(shown.length) })}</span
      ></label
    >
    ${
      barIsThere.value
        ? html`<bulk-bar .tickets=${(queue.items.value ?? []).filter(({ id }) => selected.value.has(id))}></bulk-bar>`
        : nothing
    }
  </div>`;
}

/** One row. shown(): the ids of all rows, in order. */
export function ticketRow(ticket, view, shown) {
  const unread = isUnread(ticket);
  const here = route.value.number === ticket.id;
  return html`<li class="q-item ${selected.value.has(ticket.id) ? 'chosen' : ''}">
    ${route.value.page === 'list' ? rowBox(ticket, shown) : nothing}<a
      data-ticket=${ticket.id}
      class="q-row ${unread ? 'unread' : ''}"
      href=${ticketAddress(ticket.number)}
      aria-current=${ifDefined(here ? 'true' : undefined)}>
      <span class="subject"
        >${unread ? html`<span class="vh">${t('unread')}</span>` : nothing}<bdi>${ticket.subject}</bdi></span
      >
      <span class="who"><bdi class="number">#${ticket.number}</bdi> <bdi>${ticket.requester.name}</bdi></span>
      ${statusBadge(ticket.status)}
      <span class="prio"
        >${['high', 'urgent'].includes(ticket.priority) ? priorityBadge(ticket.priority) : nothing}</span
      >
      <span class="has"
        >${
          view === 'mine'
            ? html`<bdi>${ticket.team.name}</bdi>`
            : ticket.assignee
              ? html`<span class="vh">${t('assignee')}:</span> <bdi>${ticket.assignee.name}</bdi>`
              : t('unassigned')
        }</span
      >
      ${since(ticket)}</a
    >
  </li>`;
}

/** How long the customer has waited for a reply; otherwise when the ticket last changed. */
function since({ waiting_since: waiting, updated_at: updated }) {
  const at = waiting ?? updated;
  return html`<span class="since"
    ><span class="vh">${waiting ? t('waiting-since') : t('updated')}</span>
    <time datetime=${at} title=${exactly(at)}
      >${waiting ? icon('clock', 'small') : nothing}<bdi class="short">${relative(at)}</bdi
      ><bdi class="long">${relativeAndExact(at)}</bdi></time
    ></span
  >`;
}

const EMPTY_TEXTS = {
  mine: 'empty-mine',
  unassigned: 'empty-unassigned',
  all: 'empty-queue',
  followed: 'empty-followed',
  snoozed: 'empty-snoozed',
  spam: 'empty-spam',
};

const goOnline = () => setAvailability('online').catch((error) => toast(problemText(error)));

/** There are no rows: why, and what can be done about it. searchText: a signal of what is searched for. */
export function noRows({ view, tab, filter }, searchText) {
  if (searchText.value.trim()) {
    return empty({
      name: 'search',
      title: t('none-found'),
      text: t('none-found-text'),
      actions: html`<button
        type="button"
        @click=${() => {
          searchText.value = '';
        }}>
        ${t('clear-find')}
      </button>`,
    });
  }
  const filtered = Object.keys(filter).length > 0;
  if (filtered || (hasTabs(view) && tab !== 'todo')) {
    return empty({
      title: t('none-match'),
      text: t(filtered ? 'none-filtered-text' : 'none-match-text'),
      actions: html`<a class="button" href=${`/console/${view}`}
        >${t(hasTabs(view) ? 'show-todo' : 'show-unfiltered')}</a
      >`,
    });
  }
  if (view.startsWith('views/')) return empty({ name: 'bookmark', title: t('none-match'), text: t('empty-view') });
  const all = countOf(view, 'all');
  return empty({
    name: 'circle-check',
    title: t('empty-title'),
    text: t(EMPTY_TEXTS[view] ?? 'empty-queue'),
    actions: html`${
      hasTabs(view) && availability.value && availability.value.state !== 'online'
        ? html`<button type="button" class="primary" @click=${goOnline}>${t('go-online')}</button>`
        : nothing
    }
    ${
      all
        ? html`<a class="button" href=${withAsked(queue.address.value, { status: 'all' })}>${t('show-all')}</a>`
        : nothing
    }`,
  });
}
