// The list of a view: tabs, filters, rows. The row is a link; j and k walk along the rows, x chooses one.
import { html, ifDefined, live, nothing, repeat, signal } from '../vendor/lit.js';
import { number, t } from '../lib/i18n.js';
import { keys } from '../lib/keys.js';
import { Page, announce, later } from '../lib/page.js';
import { person } from '../lib/session.js';
import { exactly, relative, relativeAndExact } from '../lib/time.js';
import { empty, failed, icon, loading, priorityBadge, problemText, statusBadge, toast } from '../parts/basics.js';
import { availability, countOf, savedViews, setAvailability, views } from './desk.js';
import { SORTS, TABS, asked, hasTabs, isUnread, queue, select, selected, withAsked } from './queue.js';
import { go, route, ticketAddress } from './router.js';

const TAB_TEXTS = { todo: 'tab-todo', pending: 'tab-pending', on_hold: 'tab-on-hold', solved: 'tab-solved', all: 'tab-all' };
const SORT_TEXTS = { updated: 'sort-updated', created: 'sort-created', waiting: 'sort-waiting', priority: 'sort-priority', due: 'sort-due' };
const EMPTY_TEXTS = { mine: 'empty-mine', unassigned: 'empty-unassigned', all: 'empty-queue', followed: 'empty-followed', snoozed: 'empty-snoozed', spam: 'empty-spam' };

/** Folds case and accents, so that "zoe" finds "Zoë". */
const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** What is fetched when somebody asks for it: chips, the filter and the views, files. */
const parts = { chips: () => import('./lists/chips.js'), editor: () => import('./lists/editor.js'), export: () => import('./lists/export.js') };
const part = (name) => later('lists', parts[name]());
const withPart = (name, run) => part(name).then(run).catch((error) => toast(problemText(error)));
const isLead = () => ['lead', 'admin'].includes(person.value?.role);

// Which rows are chosen: one by one, from one to another, or all that are shown. The bar for them comes with the first.
const barIsThere = signal(false);
let anchor = null; // where a range begins: the row that was chosen last

async function bring() {
  try {
    await later('lists', import('./lists/bulk.js'));
    barIsThere.value = true;
  } catch (error) { toast(problemText(error)); }
}

function take(ids) {
  select(ids);
  if (ids.length && !barIsThere.value) bring();
  announce(t('selected', { n: ids.length }));
}

/** Choose a row, or leave it. range: and all between it and the last one; shown: the ids in order. */
function toggle(id, shown, { range = false } = {}) {
  const ids = new Set(selected.value);
  const chosen = !ids.has(id);
  const [from, to] = [shown.indexOf(anchor), shown.indexOf(id)].sort((a, b) => a - b);
  for (const each of range && from >= 0 ? shown.slice(from, to + 1) : [id]) if (chosen) ids.add(each); else ids.delete(each);
  anchor = id;
  take([...ids]);
}

const leaveAll = () => take([]);

/** The box before a row. */
const rowBox = (ticket, shown) => html`<label class="q-pick"><input type="checkbox" aria-label=${t('select-one', { number: `#${ticket.number}`, subject: ticket.subject })}
  .checked=${live(selected.value.has(ticket.id))} @click=${(event) => toggle(ticket.id, shown(), { range: event.shiftKey })}></label>`;

/** Above the rows: choose all that are shown; what can be done with those that are chosen. */
function selectionBar(shown) {
  const n = shown.filter((id) => selected.value.has(id)).length;
  return html`<div class="rows-head"><label class="q-all"><input type="checkbox" .checked=${live(n > 0 && n === shown.length)} .indeterminate=${live(n > 0 && n < shown.length)}
      @change=${(event) => take(event.target.checked ? shown : [])}><span>${n ? t('selected', { n }) : t('select-all', { n: number(shown.length) })}</span></label>
    ${barIsThere.value ? html`<bulk-bar .tickets=${(queue.items.value ?? []).filter(({ id }) => selected.value.has(id))}></bulk-bar>` : nothing}</div>`;
}

class TicketList extends Page {
  words = signal('');
  chips = signal(false); // whether what shows them is there

  connectedCallback() {
    super.connectedCallback();
    addEventListener('click', this.#closeMenu);
    this.undoKeys = keys({
      j: { label: t('key-next'), run: () => this.step(1) },
      k: { label: t('key-previous'), run: () => this.step(-1) },
      x: { label: t('key-select'), run: () => this.choose() },
      b: { label: t('key-bulk'), run: () => this.querySelector('bulk-bar button')?.focus() },
      Escape: { label: t('key-leave'), run: () => { if (selected.value.size) leaveAll(); } },
      Enter: { label: t('key-open') },
      f: { label: t('key-find'), run: () => this.find() },
    });
  }

  #closeMenu = ({ target }) => {
    const menu = this.querySelector('details[open]');
    if (menu && !menu.contains(target)) menu.open = false;
  };

  disconnectedCallback() {
    super.disconnectedCallback();
    this.undoKeys();
    removeEventListener('click', this.#closeMenu);
  }

  /** Along the rows; where the list is folded away, to the ticket before or after. */
  step(by) {
    const rows = [...this.querySelectorAll('.q-row')];
    const { page, number: open } = route.value;
    if (!rows.length || !this.checkVisibility()) {
      const beside = page === 'ticket' && queue.beside(open, by);
      if (beside) go(ticketAddress(beside.number));
      return;
    }
    const at = rows.indexOf(this.#rowInFocus());
    const from = at < 0 ? rows.findIndex((row) => row.hasAttribute('aria-current')) : at;
    const row = rows[Math.min(Math.max(from + (from < 0 ? 1 : by), 0), rows.length - 1)];
    row.focus();
    row.scrollIntoView({ block: 'nearest' });
  }

  #rowInFocus() { return document.activeElement.closest('.q-item')?.querySelector('.q-row'); }

  #shownIds = () => this.#found(queue.items.value ?? []).map(({ id }) => id);

  /** Choose the row that has the focus, or leave it. */
  choose() {
    const row = route.value.page === 'list' && (this.#rowInFocus() ?? this.querySelector('.q-row'));
    if (!row) return;
    row.focus();
    toggle(row.dataset.ticket, this.#shownIds());
  }

  /** Back from a ticket: its row has the focus again. */
  async comeBack(open) {
    await this.updateComplete;
    (this.querySelector(`.q-row[href$="/${open}"]`) ?? this.querySelector('.q-row'))?.focus();
  }

  find() {
    if (!this.checkVisibility()) go(queue.address.value);
    this.updateComplete.then(() => this.querySelector('#find')?.focus());
  }

  #found(items) {
    const words = plain(this.words.value.trim()).split(/\s+/).filter(Boolean);
    return items.filter((ticket) => {
      const text = plain(`#${ticket.number} ${ticket.subject} ${ticket.requester.name} ${ticket.assignee?.name ?? ''}`);
      return words.every((word) => text.includes(word));
    });
  }

  /** Enter on a number opens that ticket, whether it is in the list or not. */
  #submit = (event) => {
    event.preventDefault();
    const typed = this.words.value.trim().match(/^#?(\d{1,12})$/)?.[1];
    const target = typed ?? this.#found(queue.items.value ?? [])[0]?.number;
    if (target) go(ticketAddress(target));
  };

  #findKeys = (event) => {
    if (event.key === 'ArrowDown') { event.preventDefault(); this.querySelector('.q-row')?.focus(); }
    if (event.key === 'Escape' && this.words.value) { event.preventDefault(); this.words.value = ''; }
  };

  #more = async () => {
    try {
      announce(t('more-loaded', { n: await queue.more() }));
    } catch (error) { toast(problemText(error)); }
  };

  #showHeld = async () => {
    queue.show();
    await this.updateComplete;
    this.querySelector('.list-rows')?.scrollTo({ top: 0 });
    this.querySelector('.q-row')?.focus();
  };

  updated() { if (this.wantsChips && !this.chips.value) withPart('chips', () => { this.chips.value = true; }); }

  render() {
    const address = queue.address.value || '/console/all';
    const wanted = asked(address);
    const { view } = wanted;
    const name = views.value.find((each) => each.view === view)?.name ?? t('view-unknown');
    this.wantsChips = view.startsWith('views/') || Object.keys(wanted.filter).length > 0 || (!wanted.tab && wanted.statuses.length > 0);
    return html`<div class="list-head">
        ${route.value.page === 'ticket' ? html`<h2 class="list-title"><a href=${address}><bdi>${name}</bdi></a></h2>` : html`<h1 class="list-title"><bdi>${name}</bdi></h1>`}
        ${hasTabs(view) ? this.#tabs(view, wanted.tab) : nothing}
        ${this.#filters(wanted)}
        ${this.wantsChips && this.chips.value ? html`<filter-chips .address=${address}></filter-chips>` : nothing}
      </div>
      <div class="held" role="status">${queue.held.value ? html`<button type="button" @click=${this.#showHeld}>${icon('refresh-cw', 'small')}${t('list-changed', { n: queue.held.value.count })}</button>` : nothing}</div>
      <div class="list-rows">${this.#rows(wanted)}</div>`;
  }

  #tabs(view, chosen) {
    return html`<nav class="tabs" aria-label=${t('by-status')}><ul>${TABS.map((tab) => {
      const count = countOf(view, tab);
      return html`<li><a href=${withAsked(queue.address.value || '/console/all', { status: tab })} aria-current=${tab === chosen ? 'page' : nothing}>${t(TAB_TEXTS[tab])}${
        count === null ? nothing : html` <span class="count">${number(count)}</span>`}</a></li>`;
    })}</ul></nav>`;
  }

  #filters({ view, sort, order }) {
    const set = (changes) => go(withAsked(queue.address.value, changes), { replace: true });
    const saved = savedViews.value?.find(({ id }) => view === `views/${id}`);
    const sorted = sort || saved?.sort || 'updated';
    const usual = SORTS[sorted];
    const turned = (order || (sort ? usual : saved?.order) || usual) !== usual;
    return html`<form class="list-filters" role="search" aria-label=${t('find-in-list')} @submit=${this.#submit}>
      <label class="find">${icon('search', 'small')}<span class="vh">${t('find-label')}</span>
        <input id="find" type="search" autocomplete="off" placeholder=${t('find')} .value=${live(this.words.value)} @keydown=${this.#findKeys} @input=${(e) => { this.words.value = e.target.value; }}></label>
      <label><span class="vh">${t('sort')}</span><select id="sort" @change=${(e) => set({ sort: e.target.value, order: '' })}>
        ${Object.entries(SORT_TEXTS).map(([value, text]) => html`<option value=${value} .selected=${live(value === sorted)}>${t(text)}</option>`)}</select></label>
      <button type="button" class="icon-only turn" aria-pressed=${String(turned)} aria-label=${t('sort-turned')} title=${t('sort-turned')} @click=${() => set({ sort: sorted, order: turned ? usual : { asc: 'desc', desc: 'asc' }[usual] })}>${icon('chevron-down', 'small')}</button>
      <button type="button" class="by" @click=${() => withPart('editor', ({ filterList }) => filterList(queue.address.value))}>${icon('funnel', 'small')}${t('filter')}</button>
      ${this.#menu(saved)}
    </form>`;
  }

  #menu(saved) {
    const item = (name, text, run) => html`<button type="button" class="item" @click=${(event) => { event.currentTarget.closest('details').open = false; run(); }}>${icon(name, 'small')}${text}</button>`;
    const editor = (run) => () => withPart('editor', run);
    const file = (format) => () => withPart('export', ({ exportList }) => exportList(queue.address.value, format));
    return html`<details class="menu acts-menu" @keydown=${(event) => { if (event.key === 'Escape' && event.currentTarget.open) { event.stopPropagation(); event.currentTarget.open = false; event.currentTarget.firstElementChild.focus(); } }}>
      <summary aria-label=${t('list-acts')} title=${t('list-acts')}>${icon('ellipsis')}</summary><div class="menu-body">
      ${saved?.mine ? html`${item('pencil', t('view-edit'), editor(({ editView }) => editView(saved)))}${item('x', t('view-delete'), editor(({ removeView }) => removeView(saved)))}` : nothing}
      ${item('bookmark', t('view-save-as'), editor(({ newView }) => newView(queue.address.value)))}
      ${isLead() ? html`<hr>${item('download', t('export-csv'), file('csv'))}${item('download', t('export-jsonl'), file('jsonl'))}` : nothing}
    </div></details>`;
  }

  #rows(wanted) {
    const items = queue.items.value;
    if (queue.error.value) return this.#failed(wanted.view);
    if (items === null) return loading();
    const found = this.#found(items);
    return html`${route.value.page === 'list' && found.length ? selectionBar(found.map(({ id }) => id)) : nothing}
      ${found.length ? html`<ul class="q-rows">${repeat(found, (ticket) => ticket.id, (ticket) => this.#row(ticket, wanted.view))}</ul>` : this.#none(wanted)}
      ${queue.next.value ? html`<p class="more"><button type="button" aria-disabled=${queue.busy.value ? 'true' : nothing} @click=${this.#more}>${queue.busy.value ? t('loading') : t('load-more')}</button></p>` : nothing}
      ${queue.cut.value && found.length && !queue.next.value ? html`<p class="more muted">${t('list-cut')}</p>` : nothing}`;
  }

  #failed(view) {
    const gone = view.startsWith('views/') && queue.error.value.status === 422;
    if (!gone) return failed(queue.error.value, queue.run);
    return empty({ name: 'bookmark', title: t('view-gone'), text: t('view-gone-text'), actions: html`<a class="button" href="/console/all">${t('view-all')}</a>` });
  }

  #none({ view, tab, filter }) {
    if (this.words.value.trim()) {
      return empty({ name: 'search', title: t('none-found'), text: t('none-found-text'), actions: html`<button type="button" @click=${() => { this.words.value = ''; }}>${t('clear-find')}</button>` });
    }
    const filtered = Object.keys(filter).length > 0;
    if (filtered || (hasTabs(view) && tab !== 'todo')) {
      return empty({ title: t('none-match'), text: t(filtered ? 'none-filtered-text' : 'none-match-text'), actions: html`<a class="button" href=${`/console/${view}`}>${t(hasTabs(view) ? 'show-todo' : 'show-unfiltered')}</a>` });
    }
    if (view.startsWith('views/')) return empty({ name: 'bookmark', title: t('none-match'), text: t('empty-view') });
    const all = countOf(view, 'all');
    return empty({ name: 'circle-check', title: t('empty-title'), text: t(EMPTY_TEXTS[view] ?? 'empty-queue'),
      actions: html`${hasTabs(view) && availability.value && availability.value.state !== 'online' ? html`<button type="button" class="primary" @click=${this.#goOnline}>${t('go-online')}</button>` : nothing}
        ${all ? html`<a class="button" href=${withAsked(queue.address.value, { status: 'all' })}>${t('show-all')}</a>` : nothing}` });
  }

  #goOnline = () => setAvailability('online').catch((error) => toast(problemText(error)));

  #row(ticket, view) {
    const unread = isUnread(ticket);
    const here = route.value.number === ticket.id;
    return html`<li class="q-item ${selected.value.has(ticket.id) ? 'chosen' : ''}">${route.value.page === 'list' ? rowBox(ticket, this.#shownIds) : nothing}<a data-ticket=${ticket.id} class="q-row ${unread ? 'unread' : ''}" href=${ticketAddress(ticket.number)} aria-current=${ifDefined(here ? 'true' : undefined)}>
      <span class="subject">${unread ? html`<span class="vh">${t('unread')}</span>` : nothing}<bdi>${ticket.subject}</bdi></span>
      <span class="who"><bdi class="number">#${ticket.number}</bdi> <bdi>${ticket.requester.name}</bdi></span>
      ${statusBadge(ticket.status)}
      <span class="prio">${['high', 'urgent'].includes(ticket.priority) ? priorityBadge(ticket.priority) : nothing}</span>
      <span class="has">${view === 'mine' ? html`<bdi>${ticket.team.name}</bdi>` : ticket.assignee ? html`<span class="vh">${t('assignee')}:</span> <bdi>${ticket.assignee.name}</bdi>` : t('nobody')}</span>
      ${this.#time(ticket)}</a></li>`;
  }

  /** How long the customer has waited for us; when nobody waits, when it last changed. */
  #time({ waiting_since: waiting, updated_at: updated }) {
    const at = waiting ?? updated;
    return html`<span class="since"><span class="vh">${waiting ? t('waiting-since') : t('updated')}</span>
      <time datetime=${at} title=${exactly(at)}>${waiting ? icon('clock', 'small') : nothing}<bdi class="short">${relative(at)}</bdi><bdi class="long">${relativeAndExact(at)}</bdi></time></span>`;
  }
}
customElements.define('ticket-list', TicketList);
