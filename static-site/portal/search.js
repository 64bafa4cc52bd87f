// Search in the customer's own tickets: a box, and the results with their matches marked. Loaded with the list;
// nothing is requested before the first search.
import { html, nothing, repeat, signal } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { Page, announce } from '../lib/page.js';
import { PagedResults } from '../lib/paged.js';
import { callout, empty, icon, problemText, shown, toast } from '../parts/basics.js';
import { ticketRow } from '../parts/ticket-row.js';

const MAX_LENGTH = 200;
const MAX_HITS = 2;
const HAS_WORD_CHARACTER = /[\p{L}\p{N}]/u;
const askedFor = () => new URLSearchParams(location.search).get('q')?.trim().slice(0, MAX_LENGTH) ?? '';
const pathOf = (query) => `/search?q=${encodeURIComponent(query)}`;

const marked = (snippet) => snippet.map(({ text, hit }) => (hit ? html`<mark>${text}</mark>` : text));

/** The address of a message: its ticket, at its place in the timeline. */
const placeOf = (ticket, hit) => `/ticket.html?id=${encodeURIComponent(ticket.id)}#e-${hit.event}`;

function hitList(ticket, hits) {
  const messages = hits.filter((hit) => hit.event).slice(0, MAX_HITS);
  if (!messages.length) return nothing;
  return html`<ul class="hits">
    ${messages.map(
      (hit) =>
        html`<li>
          <a href=${placeOf(ticket, hit)}
            ><bdi class="hit-by">${hit.by.name}</bdi> <span dir="auto">${marked(hit.snippet)}</span></a
          >
        </li>`,
    )}
  </ul>`;
}

function foundRow({ ticket, hits }) {
  const inSubject = hits.find((hit) => !hit.event);
  return ticketRow(ticket, {
    subject: inSubject ? marked(inSubject.snippet) : ticket.subject,
    below: hitList(ticket, hits),
  });
}

/** What was found. search: the ticket-search: found, clear(). */
function results({ items, next, complete }, { found, clear }) {
  const part = complete ? nothing : callout('warn', html`<p>${t('search-incomplete')}</p>`);
  if (!items.length && !next) {
    return html`${part}${empty({
      name: 'search',
      title: t('search-none'),
      text: t('search-none-text'),
      actions: html`<button type="button" @click=${clear}>${t('search-end')}</button
        ><a class="button" href="/new.html">${t('nav-new')}</a>`,
    })}`;
  }
  return html`${part}
    <ul class="rows">
      ${repeat(items, ({ ticket }) => ticket.id, foundRow)}
    </ul>
    ${
      next
        ? html`<p class="earlier">
            <button type="button" aria-disabled=${found.busy.value ? 'true' : nothing} @click=${found.more}>
              ${found.busy.value ? t('loading') : t('show-more')}
            </button>
          </p>`
        : nothing
    }`;
}

/**
 * <ticket-search>: the box and the results. The query is part of the address, so that it survives a reload and going
 * back. Event "searching" (bubbles): a search was started or ended.
 */
class TicketSearch extends Page {
  query = signal(askedFor());
  wrong = signal('');
  found = new PagedResults({
    loaded: ({ items, next }) => announce(t('search-found', { n: items.length, more: next ? 'yes' : 'no' })),
    added: (n) => announce(t('more-loaded', { n })),
    refused: (error) => toast(problemText(error)),
    keyOf: ({ ticket }) => ticket.id,
  });

  get isOn() {
    return this.query.value !== '';
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.isOn) this.found.open(pathOf(this.query.value));
    addEventListener('popstate', this.#back);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#back);
  }

  #back = () => this.#show(askedFor());

  get box() {
    return this.querySelector('input');
  }

  submit = (event) => {
    event.preventDefault();
    const query = this.box.value.trim();
    if (query && !HAS_WORD_CHARACTER.test(query)) {
      this.wrong.value = t('search-query-missing');
      this.box.focus();
      return;
    }
    this.#remember(query);
    this.#show(query);
  };

  clear = () => {
    this.box.value = '';
    this.#remember('');
    this.#show('');
    this.box.focus();
  };

  #remember(query) {
    const here = new URL(location.href);
    if (query) here.searchParams.set('q', query);
    else here.searchParams.delete('q');
    if (here.href !== location.href) history.pushState(null, '', here);
  }

  #show(query) {
    this.wrong.value = '';
    this.query.value = query;
    this.found.open(query ? pathOf(query) : null);
    this.dispatchEvent(new Event('searching', { bubbles: true }));
  }

  render() {
    const wrong = this.wrong.value;
    return html`<form class="search" role="search" @submit=${this.submit} novalidate>
        <label class="vh" for="search">${t('search-label')}</label>
        <div class="search-box">
          ${icon('search', 'small')}<input
            id="search"
            name="q"
            type="search"
            dir="auto"
            autocomplete="off"
            enterkeyhint="search"
            maxlength=${MAX_LENGTH}
            placeholder=${t('search-label')}
            .value=${this.query.value}
            aria-describedby=${wrong ? 'search-wrong' : nothing}
            aria-invalid=${wrong ? 'true' : nothing} />
        </div>
        <button>${t('search')}</button>
        ${
          wrong
            ? html`<p class="field-error" id="search-wrong" role="alert">${icon('circle-alert', 'small')}${wrong}</p>`
            : nothing
        }
      </form>
      ${
        this.isOn
          ? html`<section class="stack" aria-labelledby="found">
              <div class="heading-row">
                <h2 id="found">${t('search-title', { query: this.query.value })}</h2>
                <button type="button" class="quiet" @click=${this.clear}>
                  ${icon('x', 'small')}${t('search-end')}
                </button>
              </div>
              ${shown(this.found, (value) => results(value, this))}
            </section>`
          : nothing
      }`;
  }
}
customElements.define('ticket-search', TicketSearch);
