// The list of a view: tabs, filters, rows. The row is a link; j and k walk along the rows, x chooses one.
import { html, live, nothing, repeat, signal } from '../vendor/lit.js';
import { number, t } from '../lib/i18n.js';
import { keys } from '../lib/keys.js';
import { Page, announce, lazyLoad } from '../lib/page.js';
import { isLead } from '../lib/session.js';
import { empty, failed, icon, loading, problemText, toast } from '../parts/basics.js';
import { countOf, go, route, savedViews, ticketAddress, views } from './state.js';
import { SORTS, SORT_TEXTS, TABS, asked, hasTabs, queue, selected, withAsked } from './queue.js';
import { leaveAll, noRows, selectionBar, ticketRow, toggle } from './rows.js';

const TAB_TEXTS = {
  todo: 'tab-todo',
  pending: 'tab-pending',
  on_hold: 'tab-on-hold',
  solved: 'tab-solved',
  all: 'tab-all',
};

/** Folds case and accents, so that "zoe" finds "Zoë". */
const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** What is loaded on request: chips, the filter and the views, exports. */
const parts = {
  chips: () => import('./lists/chips.js'),
  editor: () => import('./lists/editor.js'),
  export: () => import('./lists/export.js'),
};
const part = (name) => lazyLoad('lists', parts[name]());
const withPart = (name, run) =>
  part(name)
    .then(run)
    .catch((error) => toast(problemText(error)));

/** One tab for each status, with how many tickets it holds. */
function tabs(view, chosen) {
  return html`<nav class="tabs" aria-label=${t('by-status')}>
    <ul>
      ${TABS.map((tab) => {
        const count = countOf(view, tab);
        return html`<li>
          <a
            href=${withAsked(queue.address.value || '/console/all', { status: tab })}
            aria-current=${tab === chosen ? 'page' : nothing}
            >${t(TAB_TEXTS[tab])}${count === null ? nothing : html` <span class="count">${number(count)}</span>`}</a
          >
        </li>`;
      })}
    </ul>
  </nav>`;
}

/** What can be done with the list. saved: the view it shows, where it is one. */
function listMenu(saved) {
  const item = (name, text, run) =>
    html`<button
      type="button"
      class="item"
      @click=${(event) => {
        event.currentTarget.closest('details').open = false;
        run();
      }}>
      ${icon(name, 'small')}${text}
    </button>`;
  const editor = (run) => () => withPart('editor', run);
  const file = (format) => () => withPart('export', ({ exportList }) => exportList(queue.address.value, format));
  return html`<details
    class="menu actions-menu"
    @keydown=${(event) => {
      if (event.key === 'Escape' && event.currentTarget.open) {
        event.stopPropagation();
        event.currentTarget.open = false;
        event.currentTarget.firstElementChild.focus();
      }
    }}>
    <summary aria-label=${t('list-actions')} title=${t('list-actions')}>${icon('ellipsis')}</summary>
    <div class="menu-body">
      ${
        saved?.mine
          ? html`${item(
              'pencil',
              t('view-edit'),
              editor(({ editView }) => editView(saved)),
            )}${item(
              'x',
              t('view-delete'),
              editor(({ removeView }) => removeView(saved)),
            )}`
          : nothing
      }
      ${item(
        'bookmark',
        t('view-save-as'),
        editor(({ newView }) => newView(queue.address.value)),
      )}
      ${
        isLead()
          ? html`<hr />
              ${item('download', t('export-csv'), file('csv'))}${item('download', t('export-jsonl'), file('jsonl'))}`
          : nothing
      }
    </div>
  </details>`;
}

/** The box that finds in the list, the order, the filter and the menu. list: the ticket-list. */
function filters({ view, sort, order }, list) {
  const set = (changes) => go(withAsked(queue.address.value, changes), { replace: true });
  const saved = savedViews.value?.find(({ id }) => view === `views/${id}`);
  const sorted = sort || saved?.sort || 'updated';
  const usual = SORTS[sorted];
  const turned = (order || (sort ? usual : saved?.order) || usual) !== usual;
  return html`<form class="list-filters" role="search" aria-label=${t('find-in-list')} @submit=${list.submit}>
    <label class="find"
      >${icon('search', 'small')}<span class="vh">${t('find-label')}</span>
      <input
        id="find"
        type="search"
        autocomplete="off"
        placeholder=${t('find')}
        .value=${live(list.searchText.value)}
        @keydown=${list.findKeys}
        @input=${(e) => {
          list.searchText.value = e.target.value;
        }}
    /></label>
    <label
      ><span class="vh">${t('sort')}</span
      ><select id="sort" @change=${(e) => set({ sort: e.target.value, order: '' })}>
        ${Object.entries(SORT_TEXTS).map(
          ([value, text]) => html`<option value=${value} .selected=${live(value === sorted)}>${t(text)}</option>`,
        )}
      </select></label
    >
    <button
      type="button"
      class="icon-only turn"
      aria-pressed=${String(turned)}
      aria-label=${t('sort-turned')}
      title=${t('sort-turned')}
      @click=${() => set({ sort: sorted, order: turned ? usual : { asc: 'desc', desc: 'asc' }[usual] })}>
      ${icon('chevron-down', 'small')}
    </button>
    <button
      type="button"
      class="by"
      @click=${() => withPart('editor', ({ filterList }) => filterList(queue.address.value))}>
      ${icon('funnel', 'small')}${t('filter')}
    </button>
    ${listMenu(saved)}
  </form>`;
}

/** The list could not be fetched. */
function unavailable(view) {
  const gone = view.startsWith('views/') && queue.error.value.status === 422;
  if (!gone) return failed(queue.error.value, queue.run);
  return empty({
    name: 'bookmark',
    title: t('view-gone'),
    text: t('view-gone-text'),
    actions: html`<a class="button" href="/console/all">${t('view-all')}</a>`,
  });
}

/** The tickets of a list that hold every word of a text. */
function matching(items, text) {
  const terms = plain(text.trim()).split(/\s+/).filter(Boolean);
  return items.filter((ticket) => {
    const whole = plain(`#${ticket.number} ${ticket.subject} ${ticket.requester.name} ${ticket.assignee?.name ?? ''}`);
    return terms.every((term) => whole.includes(term));
  });
}

/** The name of the list: the page's heading, unless a ticket stands beside it. */
function title(address, view) {
  const name = views.value.find((each) => each.view === view)?.name ?? t('view-unknown');
  return route.value.page === 'ticket'
    ? html`<h2 class="list-title">
        <a href=${address}><bdi>${name}</bdi></a>
      </h2>`
    : html`<h1 class="list-title"><bdi>${name}</bdi></h1>`;
}

/** How many rows have changed since the list was shown. list: the ticket-list. */
const heldChanges = (list) =>
  html`<div class="held" role="status">
    ${
      queue.held.value
        ? html`<button type="button" @click=${list.showHeld}>
            ${icon('refresh-cw', 'small')}${t('list-changed', { n: queue.held.value.count })}
          </button>`
        : nothing
    }
  </div>`;

async function loadMore() {
  try {
    announce(t('more-loaded', { n: await queue.more() }));
  } catch (error) {
    toast(problemText(error));
  }
}

/** Below the rows: more of them, or that the desk counted no further because there are more than it lists. */
function listEnd(found) {
  if (queue.next.value) {
    return html`<p class="more">
      <button type="button" aria-disabled=${queue.busy.value ? 'true' : nothing} @click=${loadMore}>
        ${queue.busy.value ? t('loading') : t('load-more')}
      </button>
    </p>`;
  }
  return queue.cut.value && found.length ? html`<p class="more muted">${t('list-cut')}</p>` : nothing;
}

/** The rows, or why there are none. list: the ticket-list. */
function ticketRows(wanted, list) {
  if (queue.error.value) return unavailable(wanted.view);
  if (queue.items.value === null) return loading();
  const found = list.found();
  return html`${route.value.page === 'list' && found.length ? selectionBar(found.map(({ id }) => id)) : nothing}
  ${
    found.length
      ? html`<ul class="q-rows">
          ${repeat(
            found,
            (ticket) => ticket.id,
            (ticket) => ticketRow(ticket, wanted.view, list.shownIds),
          )}
        </ul>`
      : noRows(wanted, list.searchText)
  }
  ${listEnd(found)}`;
}

class TicketList extends Page {
  searchText = signal('');
  chips = signal(false); // whether what shows them is there

  connectedCallback() {
    super.connectedCallback();
    addEventListener('click', this.#closeMenu);
    this.undoKeys = keys({
      j: { label: t('key-next'), run: () => this.step(1) },
      k: { label: t('key-previous'), run: () => this.step(-1) },
      x: { label: t('key-select'), run: () => this.choose() },
      b: { label: t('key-bulk'), run: () => this.querySelector('bulk-bar button')?.focus() },
      Escape: {
        label: t('key-leave'),
        run: () => {
          if (selected.value.size) leaveAll();
        },
      },
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

  #rowInFocus() {
    return document.activeElement.closest('.q-item')?.querySelector('.q-row');
  }

  shownIds = () => this.found().map(({ id }) => id);

  /** Choose the row that has the focus, or leave it. */
  choose() {
    const row = route.value.page === 'list' && (this.#rowInFocus() ?? this.querySelector('.q-row'));
    if (!row) return;
    row.focus();
    toggle(row.dataset.ticket, this.shownIds());
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

  /** The rows that hold what is typed into the box. */
  found() {
    return matching(queue.items.value ?? [], this.searchText.value);
  }

  /** Enter on a number opens that ticket, whether it is in the list or not. */
  submit = (event) => {
    event.preventDefault();
    const typed = this.searchText.value.trim().match(/^#?(\d{1,12})$/)?.[1];
    const target = typed ?? this.found()[0]?.number;
    if (target) go(ticketAddress(target));
  };

  findKeys = (event) => {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.querySelector('.q-row')?.focus();
    }
    if (event.key === 'Escape' && this.searchText.value) {
      event.preventDefault();
      this.searchText.value = '';
    }
  };

  showHeld = async () => {
    queue.show();
    await this.updateComplete;
    this.querySelector('.list-rows')?.scrollTo({ top: 0 });
    this.querySelector('.q-row')?.focus();
  };

  updated() {
    if (this.wantsChips && !this.chips.value) {
      withPart('chips', () => {
        this.chips.value = true;
      });
    }
  }

  render() {
    const address = queue.address.value || '/console/all';
    const wanted = asked(address);
    const { view } = wanted;
    this.wantsChips =
      view.startsWith('views/') || Object.keys(wanted.filter).length > 0 || (!wanted.tab && wanted.statuses.length > 0);
    return html`<div class="list-head">
        ${title(address, view)} ${hasTabs(view) ? tabs(view, wanted.tab) : nothing} ${filters(wanted, this)}
        ${this.wantsChips && this.chips.value ? html`<filter-chips .address=${address}></filter-chips>` : nothing}
      </div>
      ${heldChanges(this)}
      <div class="list-rows">${ticketRows(wanted, this)}</div>`;
  }
}
customElements.define('ticket-list', TicketList);
