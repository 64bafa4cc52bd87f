// Search results: tickets with the matching text, and people.
import { html, live, nothing, signal } from '../../vendor/lit.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { Page, announce, focusHeading, setTitle } from '../../lib/page.js';
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

class SearchResults extends Page {
  found = signal(null); // { items, next, complete }
  error = signal(null);
  busy = signal(false);
  #shown = null; // what has been asked

  async connectedCallback() {
    super.connectedCallback();
    this.undo = route.subscribe((here) => {
      if (here.page === 'search') this.#search(here.query);
    });
    if (!hasMoved()) return;
    await this.updateComplete;
    if (this.#asked().q) focusHeading(this);
    else {
      (document.getElementById('search')?.checkVisibility()
        ? document.getElementById('search')
        : this.querySelector('#search-here')
      )?.focus();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.undo();
  }

  #asked(query = route.value.query) {
    return {
      q: (query.get('q') ?? '').trim().slice(0, 200),
      kind: query.get('kind') === 'people' ? 'people' : 'tickets',
      spam: query.get('spam') === '1',
    };
  }

  #path({ q, kind, spam }, cursor) {
    return `/search?${new URLSearchParams({
      q,
      kind,
      ...(spam ? { spam: true } : {}),
      ...(cursor ? { cursor } : {}),
    })}`;
  }

  #search = async (query = route.value.query) => {
    const wanted = this.#asked(query);
    const path = this.#path(wanted);
    if (path === this.#shown && !this.error.value) return;
    this.#shown = path;
    this.found.value = this.error.value = null;
    setTitle(wanted.q ? t('search-title', { q: wanted.q }) : t('search-all'));
    if (!wanted.q) return;
    try {
      const found = await get(path);
      if (path !== this.#shown) return;
      this.found.value = found;
      announce(t('search-count', { n: found.items.length, more: found.next ? 'yes' : 'no' }));
    } catch (error) {
      if (path === this.#shown) this.error.value = error;
    }
  };

  #more = async () => {
    if (this.busy.value) return;
    const path = this.#shown;
    this.busy.value = true;
    try {
      const page = await get(this.#path(this.#asked(), this.found.value.next));
      if (path === this.#shown) {
        this.found.value = { ...page, items: [...this.found.value.items, ...page.items] };
        announce(t('more-loaded', { n: page.items.length }));
      }
    } catch (error) {
      toast(problemText(error));
    }
    this.busy.value = false;
  };

  #submit = (event) => {
    event.preventDefault();
    const text = this.querySelector('#search-here').value.trim();
    const typed = text.match(/^#?(\d{1,12})$/)?.[1];
    if (text) go(typed ? ticketAddress(typed) : this.#address({ ...this.#asked(), q: text }));
  };

  #address({ q, kind, spam }) {
    return `/console/search?${new URLSearchParams({
      q,
      ...(kind === 'people' ? { kind } : {}),
      ...(spam ? { spam: 1 } : {}),
    })}`;
  }

  render() {
    const wanted = this.#asked();
    const { q, kind, spam } = wanted;
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
        ${
          q
            ? html`<div class="row between">
                <nav class="tabs" aria-label=${t('search-kind')}>
                  <ul>
                    ${Object.entries(KIND_TEXTS).map(
                      ([each, text]) =>
                        html`<li>
                          <a
                            href=${this.#address({ ...wanted, kind: each })}
                            aria-current=${each === kind ? 'page' : nothing}
                            >${t(text)}</a
                          >
                        </li>`,
                    )}
                  </ul>
                </nav>
                ${
                  kind === 'tickets'
                    ? html`<label class="check"
                        ><input
                          type="checkbox"
                          .checked=${live(spam)}
                          @change=${(event) =>
                            go(this.#address({ ...wanted, spam: event.target.checked }), {
                              replace: true,
                            })} />${t('search-spam')}</label
                      >`
                    : nothing
                }
              </div>`
            : nothing
        }
      </div>
      ${q ? this.#found(wanted) : empty({ name: 'search', title: t('search-nothing-yet'), text: t('search-hint') })}`;
  }

  #found({ kind, spam }) {
    if (this.error.value) {
      return this.error.value.status === 422
        ? empty({ name: 'search', title: t('none-found'), text: t('search-query-missing') })
        : failed(this.error.value, () => this.#search());
    }
    const found = this.found.value;
    if (!found) return loading();
    const there = found.kind === kind;
    if (!there) return loading();
    return html`${
      found.complete
        ? nothing
        : html`<div class="page-note">${callout('warn', html`<p>${t('search-incomplete')}</p>`)}</div>`
    }
    ${
      found.items.length
        ? html`<ul class="found-rows">
            ${found.items.map(kind === 'people' ? this.#person : this.#ticket)}
          </ul>`
        : empty({
            name: 'search',
            title: t('none-found'),
            text: t('search-none-text'),
            actions:
              kind === 'tickets' && !spam
                ? html`<a class="button" href=${this.#address({ ...this.#asked(), spam: true })}
                    >${t('search-in-spam')}</a
                  >`
                : nothing,
          })
    }
    ${
      found.next
        ? html`<p class="more">
            <button type="button" aria-disabled=${this.busy.value ? 'true' : nothing} @click=${this.#more}>
              ${this.busy.value ? t('loading') : t('load-more')}
            </button>
          </p>`
        : nothing
    }`;
  }

  #ticket = ({ ticket, hits }) =>
    html`<li class="found-row">
      <a class="found-link" href=${ticketAddress(ticket.number)}><bdi>${ticket.subject}</bdi></a>
      <p class="result-details">
        <bdi class="number">#${ticket.number}</bdi> ${statusBadge(ticket.status)}
        ${['high', 'urgent'].includes(ticket.priority) ? priorityBadge(ticket.priority) : nothing}
        <bdi>${ticket.requester.name}</bdi>
        <span>${when(ticket.updated_at)}</span
        >${ticket.spam ? html` <span class="mark">${icon('ban', 'small')}${t('view-spam')}</span>` : nothing}
      </p>
      ${hits.map(
        (hit) =>
          html`<p class="snippet ${hit.internal ? 'note' : ''}">
            ${
              hit.by
                ? html`<span class="muted"
                    ><bdi>${hit.by.name}</bdi>${hit.internal ? html`, ${t('note')}` : nothing}:
                  </span>`
                : html`<span class="muted">${t('subject')}: </span>`
            }<bdi>${hit.snippet.map(({ text, hit: is }) => (is ? html`<mark>${text}</mark>` : text))}</bdi>
          </p>`,
      )}
    </li>`;

  #person = ({ id, name, email, role }) =>
    html`<li class="found-row person">
      <a
        class="found-link"
        href=${role === 'customer' ? `/console/people/${encodeURIComponent(id)}` : `mailto:${email}`}
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
}
customElements.define('search-results', SearchResults);
