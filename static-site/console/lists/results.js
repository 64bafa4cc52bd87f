// Search results: tickets with the matching text, and people.
import { html, live, nothing } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';
import { Page, announce, focusHeading, setTitle } from '../../lib/page.js';
import { PagedResults } from '../../lib/paged.js';
import { when } from '../../lib/time.js';
import {
  callout,
  empty,
  failed,
  icon,
  loading,
  priorityBadge,
  problemText,
  statusBadge,
  toast,
} from '../../parts/basics.js';
import { go, hasMoved, route, ticketAddress } from '../state.js';

const KIND_TEXTS = { tickets: 'found-tickets', people: 'found-people' };
const ROLE_TEXTS = { customer: 'side-customer', agent: 'role-agent', lead: 'role-lead', admin: 'role-admin' };

/** What an address asks for. */
const askedBy = (query) => ({
  q: (query.get('q') ?? '').trim().slice(0, 200),
  kind: query.get('kind') === 'people' ? 'people' : 'tickets',
  spam: query.get('spam') === '1',
});

const pathOf = ({ q, kind, spam }) => `/search?${new URLSearchParams({ q, kind, ...(spam ? { spam: true } : {}) })}`;

const addressOf = ({ q, kind, spam }) =>
  `/console/search?${new URLSearchParams({ q, ...(kind === 'people' ? { kind } : {}), ...(spam ? { spam: 1 } : {}) })}`;

/** Where the text of a ticket matches. */
const snippet = (hit) =>
  html`<p class="snippet ${hit.internal ? 'note' : ''}">
    ${
      hit.by
        ? html`<span class="muted"><bdi>${hit.by.name}</bdi>${hit.internal ? html`, ${t('note')}` : nothing}: </span>`
        : html`<span class="muted">${t('subject')}: </span>`
    }<bdi>${hit.snippet.map(({ text, hit: is }) => (is ? html`<mark>${text}</mark>` : text))}</bdi>
  </p>`;

const ticketRow = ({ ticket, hits }) =>
  html`<li class="found-row">
    <a class="found-link" href=${ticketAddress(ticket.number)}><bdi>${ticket.subject}</bdi></a>
    <p class="result-details">
      <bdi class="number">#${ticket.number}</bdi> ${statusBadge(ticket.status)}
      ${['high', 'urgent'].includes(ticket.priority) ? priorityBadge(ticket.priority) : nothing}
      <bdi>${ticket.requester.name}</bdi>
      <span>${when(ticket.updated_at)}</span
      >${ticket.spam ? html` <span class="mark">${icon('ban', 'small')}${t('view-spam')}</span>` : nothing}
    </p>
    ${hits.map(snippet)}
  </li>`;

const personRow = ({ id, name, email, role }) =>
  html`<li class="found-row person">
    <a class="found-link" href=${role === 'customer' ? `/console/people/${encodeURIComponent(id)}` : `mailto:${email}`}
      >${icon(role === 'customer' ? 'user' : 'users', 'small')}<bdi>${name}</bdi></a
    >
    <p class="result-details">
      <bdi>${email}</bdi>
      <span>${t(ROLE_TEXTS[role])}</span>${
        role === 'customer'
          ? html`<a href=${`/console/all?status=all&requester=${encodeURIComponent(id)}`}>${t('customer-tickets')}</a
              ><a href=${`/console/new?email=${encodeURIComponent(email)}&name=${encodeURIComponent(name)}`}
                >${t('new-ticket')}</a
              >`
          : nothing
      }
    </p>
  </li>`;

/** Tickets or people, and whether spam is searched, too. */
const choices = (wanted) =>
  html`<div class="row between">
    <nav class="tabs" aria-label=${t('search-kind')}>
      <ul>
        ${Object.entries(KIND_TEXTS).map(
          ([each, text]) =>
            html`<li>
              <a href=${addressOf({ ...wanted, kind: each })} aria-current=${each === wanted.kind ? 'page' : nothing}
                >${t(text)}</a
              >
            </li>`,
        )}
      </ul>
    </nav>
    ${
      wanted.kind === 'tickets'
        ? html`<label class="check"
            ><input
              type="checkbox"
              .checked=${live(wanted.spam)}
              @change=${(event) =>
                go(addressOf({ ...wanted, spam: event.target.checked }), {
                  replace: true,
                })} />${t('search-spam')}</label
          >`
        : nothing
    }
  </div>`;

const noneFound = (wanted) =>
  empty({
    name: 'search',
    title: t('none-found'),
    text: t('search-none-text'),
    actions:
      wanted.kind === 'tickets' && !wanted.spam
        ? html`<a class="button" href=${addressOf({ ...wanted, spam: true })}>${t('search-in-spam')}</a>`
        : nothing,
  });

/** What was found, or why nothing is shown. found: PagedResults. */
function resultsOf(found, wanted) {
  const error = found.error.value;
  if (error) {
    return error.status === 422
      ? empty({ name: 'search', title: t('none-found'), text: t('search-query-missing') })
      : failed(error, found.run);
  }
  const page = found.value.value;
  if (page?.kind !== wanted.kind) return loading();
  return html`${
    page.complete
      ? nothing
      : html`<div class="page-note">${callout('warn', html`<p>${t('search-incomplete')}</p>`)}</div>`
  }
  ${
    page.items.length
      ? html`<ul class="found-rows">
          ${page.items.map(wanted.kind === 'people' ? personRow : ticketRow)}
        </ul>`
      : noneFound(wanted)
  }
  ${
    page.next
      ? html`<p class="more">
          <button type="button" aria-disabled=${found.busy.value ? 'true' : nothing} @click=${found.more}>
            ${found.busy.value ? t('loading') : t('load-more')}
          </button>
        </p>`
      : nothing
  }`;
}

class SearchResults extends Page {
  found = new PagedResults({
    loaded: ({ items, next }) => announce(t('search-count', { n: items.length, more: next ? 'yes' : 'no' })),
    added: (n) => announce(t('more-loaded', { n })),
    refused: (error) => toast(problemText(error)),
  });

  async connectedCallback() {
    super.connectedCallback();
    this.undo = route.subscribe((here) => {
      if (here.page === 'search') this.#search(askedBy(here.query));
    });
    if (!hasMoved()) return;
    await this.updateComplete;
    if (askedBy(route.value.query).q) {
      focusHeading(this);
      return;
    }
    const inHeader = document.getElementById('search');
    (inHeader?.checkVisibility() ? inHeader : this.querySelector('#search-here'))?.focus();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.undo();
  }

  #search(wanted) {
    const path = wanted.q ? pathOf(wanted) : null;
    if (path !== null && path === this.found.path && !this.found.error.value) return;
    setTitle(wanted.q ? t('search-title', { q: wanted.q }) : t('search-all'));
    this.found.open(path);
  }

  #submit = (event) => {
    event.preventDefault();
    const text = this.querySelector('#search-here').value.trim();
    const typed = text.match(/^#?(\d{1,12})$/)?.[1];
    if (text) go(typed ? ticketAddress(typed) : addressOf({ ...askedBy(route.value.query), q: text }));
  };

  render() {
    const wanted = askedBy(route.value.query);
    const { q } = wanted;
    return html`<div class="page-head">
        <h1>${q ? html`${t('search-for')} <bdi>“${q}”</bdi>` : t('search-all')}</h1>
        <form class="search-here" role="search" aria-label=${t('search-all')} @submit=${this.#submit}>
          <label class="field"
            ><span class="vh">${t('search-label')}</span>
            <input
              id="search-here"
              type="search"
              maxlength="200"
              autocomplete="off"
              placeholder=${t('search-all')}
              .value=${live(q)}
          /></label>
        </form>
        ${q ? choices(wanted) : nothing}
      </div>
      ${
        q
          ? resultsOf(this.found, wanted)
          : empty({ name: 'search', title: t('search-nothing-yet'), text: t('search-hint') })
      }`;
  }
}
customElements.define('search-results', SearchResults);
