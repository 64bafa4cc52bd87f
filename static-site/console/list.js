// The list of a view: tabs, filters, rows. The row is a link; j and k walk along the rows.
import { html, ifDefined, live, nothing, repeat, signal } from '../vendor/lit.js';
import { number, t } from '../lib/i18n.js';
import { keys } from '../lib/keys.js';
import { Page, announce } from '../lib/page.js';
import { exactly, relative, relativeAndExact } from '../lib/time.js';
import { empty, failed, icon, loading, priorityBadge, problemText, statusBadge, toast } from '../parts/basics.js';
import { availability, countOf, setAvailability, teams, views } from './desk.js';
import { TABS, asked, isUnread, queue, withAsked } from './queue.js';
import { go, route, ticketAddress } from './router.js';

const TAB_TEXTS = { todo: 'tab-todo', pending: 'tab-pending', on_hold: 'tab-on-hold', solved: 'tab-solved', all: 'tab-all' };
const SORT_TEXTS = { updated: 'sort-updated', created: 'sort-created' };
const EMPTY_TEXTS = { mine: 'empty-mine', unassigned: 'empty-unassigned', all: 'empty-queue' };

/** Folds case and accents, so that "zoe" finds "Zoë". */
const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

class TicketList extends Page {
  words = signal('');

  connectedCallback() {
    super.connectedCallback();
    this.undoKeys = keys({
      j: { label: t('key-next'), run: () => this.step(1) },
      k: { label: t('key-previous'), run: () => this.step(-1) },
      Enter: { label: t('key-open') },
      '/': { label: t('key-find'), run: () => this.find() },
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.undoKeys();
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
    const at = rows.indexOf(document.activeElement);
    const from = at < 0 ? rows.findIndex((row) => row.hasAttribute('aria-current')) : at;
    const row = rows[Math.min(Math.max(from + (from < 0 ? 1 : by), 0), rows.length - 1)];
    row.focus();
    row.scrollIntoView({ block: 'nearest' });
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

  render() {
    const { view, tab, sort, team } = asked(queue.address.value || '/console/all');
    const name = views.value.find((each) => each.view === view)?.name ?? t('view-unknown');
    return html`<div class="list-head">
        ${route.value.page === 'ticket' ? html`<h2 class="list-title"><a href=${queue.address.value}><bdi>${name}</bdi></a></h2>` : html`<h1 class="list-title"><bdi>${name}</bdi></h1>`}
        ${this.#tabs(view, tab)}
        ${this.#filters(view, sort, team)}
      </div>
      <div class="held" role="status">${queue.held.value ? html`<button type="button" @click=${this.#showHeld}>${icon('refresh-cw', 'small')}${t('list-changed', { n: queue.held.value.count })}</button>` : nothing}</div>
      <div class="list-rows">${this.#rows(view, tab, team)}</div>`;
  }

  #tabs(view, chosen) {
    return html`<nav class="tabs" aria-label=${t('by-status')}><ul>${TABS.map((tab) => {
      const count = countOf(view, tab);
      return html`<li><a href=${withAsked(queue.address.value || '/console/all', { status: tab })} aria-current=${tab === chosen ? 'page' : nothing}>${t(TAB_TEXTS[tab])}${
        count === null ? nothing : html` <span class="count">${number(count)}</span>`}</a></li>`;
    })}</ul></nav>`;
  }

  #filters(view, sort, team) {
    const set = (changes) => go(withAsked(queue.address.value, changes), { replace: true });
    return html`<form class="list-filters" role="search" aria-label=${t('find-in-list')} @submit=${this.#submit}>
      <label class="find">${icon('search', 'small')}<span class="vh">${t('find-label')}</span>
        <input id="find" type="search" autocomplete="off" placeholder=${t('find')} .value=${live(this.words.value)} @keydown=${this.#findKeys} @input=${(e) => { this.words.value = e.target.value; }}></label>
      ${view.startsWith('teams/') ? nothing : html`<label><span class="vh">${t('team-filter')}</span><select id="filter-team" @change=${(e) => set({ team: e.target.value })}>
        <option value="" .selected=${live(!team)}>${t('team-any')}</option>
        ${teams.value.map(([id, name]) => html`<option value=${id} .selected=${live(id === team)}>${name}</option>`)}</select></label>`}
      <label><span class="vh">${t('sort')}</span><select id="sort" @change=${(e) => set({ sort: e.target.value })}>
        ${Object.entries(SORT_TEXTS).map(([value, text]) => html`<option value=${value} .selected=${live(value === sort)}>${t(text)}</option>`)}</select></label>
    </form>`;
  }

  #rows(view, tab, team) {
    const items = queue.items.value;
    if (queue.error.value) return failed(queue.error.value, queue.run);
    if (items === null) return loading();
    const found = this.#found(items);
    return html`${found.length ? html`<ul class="q-rows">${repeat(found, (ticket) => ticket.id, (ticket) => this.#row(ticket, view))}</ul>` : this.#none(view, tab, team)}
      ${queue.next.value ? html`<p class="more"><button type="button" aria-disabled=${queue.busy.value ? 'true' : nothing} @click=${this.#more}>${queue.busy.value ? t('loading') : t('load-more')}</button></p>` : nothing}`;
  }

  #none(view, tab, team) {
    if (this.words.value.trim()) {
      return empty({ name: 'search', title: t('none-found'), text: t('none-found-text'), actions: html`<button type="button" @click=${() => { this.words.value = ''; }}>${t('clear-find')}</button>` });
    }
    if (tab !== 'todo' || team) {
      return empty({ title: t('none-match'), text: t('none-match-text'), actions: html`<a class="button" href=${withAsked(queue.address.value, { status: '', team: '' })}>${t('show-todo')}</a>` });
    }
    const all = countOf(view, 'all');
    return empty({ name: 'circle-check', title: t('empty-title'), text: t(EMPTY_TEXTS[view] ?? 'empty-queue'),
      actions: html`${availability.value && availability.value.state !== 'online' ? html`<button type="button" class="primary" @click=${this.#goOnline}>${t('go-online')}</button>` : nothing}
        ${all ? html`<a class="button" href=${withAsked(queue.address.value, { status: 'all' })}>${t('show-all')}</a>` : nothing}` });
  }

  #goOnline = () => setAvailability('online').catch((error) => toast(problemText(error)));

  #row(ticket, view) {
    const unread = isUnread(ticket);
    const here = route.value.number === ticket.id;
    return html`<li><a class="q-row ${unread ? 'unread' : ''}" href=${ticketAddress(ticket.number)} aria-current=${ifDefined(here ? 'true' : undefined)}>
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
