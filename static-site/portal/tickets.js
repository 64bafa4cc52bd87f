// My tickets: newest first, searched, filtered here, refreshed every 15 seconds, older ones on request.
import { html, nothing, repeat, signal } from '../vendor/lit.js';
import { Load, get, poll } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { keys } from '../lib/keys.js';
import { Page, announce, setTitle } from '../lib/page.js';
import { requireSession } from '../lib/session.js';
import { empty, icon, problemText, shown, toast } from '../parts/basics.js';
import '../parts/app-header.js';
import { ticketRow } from '../parts/ticket-row.js';
import './search.js';

const FIRST = '/tickets?limit=20';
const SHOW_TEXTS = { open: 'show-open', solved: 'show-solved', all: 'show-all' };
const DONE = ['solved', 'closed'];
const MAX_PAGES_AT_ONCE = 5;

const belongs = {
  open: (ticket) => !DONE.includes(ticket.status) && !ticket.merged_into,
  solved: (ticket) => DONE.includes(ticket.status),
  all: () => true,
};

/** The choice of which tickets are shown, and those. page: the ticket-list. */
const filtered = (page) =>
  html`<div class="choice filter" role="group" aria-label=${t('show')}>
      ${Object.entries(SHOW_TEXTS).map(
        ([value, text]) =>
          html` <button
            type="button"
            aria-pressed=${String(value === page.show.value)}
            @click=${() => page.choose(value)}>
            ${t(text)}
          </button>`,
      )}
    </div>
    ${shown(page.list, (value) => rows(value, page))}`;

const noneYet = () =>
  empty({
    title: t('none-yet'),
    text: t('none-yet-text'),
    actions: html`<a class="button primary" href="/new.html">${icon('plus')}${t('nav-new')}</a>`,
  });

const noneHere = (showAll) =>
  empty({
    name: 'circle-check',
    title: t('none-here'),
    text: t('none-here-text'),
    actions: html`<button type="button" @click=${showAll}>${t('show-everything')}</button>`,
  });

function rows({ items, next }, page) {
  if (!items.length) return noneYet();
  const found = page.matching();
  return html` ${
    found.length
      ? html`<ul class="rows">
          ${repeat(
            found,
            (ticket) => ticket.id,
            (ticket) => ticketRow(ticket),
          )}
        </ul>`
      : next
        ? nothing
        : noneHere(() => page.choose('all'))
  }
  ${
    next
      ? html`<p class="earlier">
          <button type="button" aria-disabled=${page.busy.value ? 'true' : nothing} @click=${page.more}>
            ${page.busy.value ? t('loading') : t('show-more')}
          </button>
        </p>`
      : nothing
  }`;
}

class TicketList extends Page {
  show = signal(
    SHOW_TEXTS[new URLSearchParams(location.search).get('show')]
      ? new URLSearchParams(location.search).get('show')
      : 'open',
  );
  busy = signal(false);
  searching = signal(new URLSearchParams(location.search).has('q'));
  list = new Load(async () => {
    if (!(await requireSession())) return null;
    const page = await get(FIRST, { cached: true });
    this.first = page;
    return { items: page.items, next: page.next };
  });

  async connectedCallback() {
    super.connectedCallback();
    setTitle(t('nav-tickets'));
    this.dropKeys = keys({
      n: { label: t('nav-new'), run: () => location.assign('/new.html') },
      j: { label: t('key-next'), run: () => this.#step(1) },
      k: { label: t('key-previous'), run: () => this.#step(-1) },
      '/': { label: t('key-search'), run: () => this.querySelector('#search').focus() },
    });
    await this.list.run();
    this.polling = poll(this.refresh);
    this.#fill();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.polling?.stop();
    this.dropKeys();
  }

  /** Move the focus to the next or the previous row. */
  #step(by) {
    const links = [...this.querySelectorAll('.ticket-row')];
    const at = links.indexOf(document.activeElement);
    links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
  }

  refresh = async () => {
    const page = await get(FIRST, { cached: true });
    if (page === this.first) return;
    this.first = page;
    const fresh = new Set(page.items.map((ticket) => ticket.id));
    const before = this.list.value.value ?? { items: [], next: page.next };
    const older = before.items.filter((ticket) => !fresh.has(ticket.id));
    this.list.value.value = { items: [...page.items, ...older], next: older.length ? before.next : page.next };
    if (this.list.error.value) this.list.error.value = null;
  };

  matching() {
    return (this.list.value.value?.items ?? []).filter(belongs[this.show.value]);
  }

  /** Fetch older pages until something new fits the filter, the end is reached, or enough was asked. */
  more = async () => {
    if (this.busy.value) return;
    this.busy.value = true;
    const had = this.matching().length;
    try {
      for (
        let page = 0;
        page < MAX_PAGES_AT_ONCE && this.list.value.value.next && this.matching().length === had;
        page += 1
      ) {
        const { items, next } = await get(`${FIRST}&cursor=${encodeURIComponent(this.list.value.value.next)}`);
        const known = new Set(this.list.value.value.items.map((ticket) => ticket.id));
        this.list.value.value = {
          items: [...this.list.value.value.items, ...items.filter((ticket) => !known.has(ticket.id))],
          next,
        };
      }
      if (had) announce(t('more-loaded', { n: this.matching().length - had }));
    } catch (error) {
      toast(problemText(error));
    }
    this.busy.value = false;
  };

  /** A filter that matches nothing on the pages at hand may match older ones. */
  #fill() {
    if (this.list.value.value?.next && !this.matching().length) this.more();
  }

  choose(show) {
    this.show.value = show;
    const here = new URL(location.href);
    here.searchParams.set('show', show);
    history.replaceState(null, '', here);
    this.#fill();
  }

  render() {
    return html`<div class="heading-row">
        <h1>${t('nav-tickets')}</h1>
        <a class="button primary" href="/new.html">${icon('plus')}${t('nav-new')}</a>
      </div>
      <ticket-search
        @searching=${(event) => {
          this.searching.value = event.target.isOn;
        }}></ticket-search>
      ${this.searching.value ? nothing : filtered(this)}`;
  }
}
customElements.define('ticket-list', TicketList);
