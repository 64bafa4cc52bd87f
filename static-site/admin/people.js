// Customers: find one by name or address, or note a new one down.
import { html, live, nothing, signal } from '../vendor/lit.js';
import { Load, get } from '../lib/api.js';
import { LANGUAGES, lang, t } from '../lib/i18n.js';
import { Page, announce, setTitle } from '../lib/page.js';
import { timeZone } from '../lib/time.js';
import { avatar, callout, empty, icon, shown } from '../parts/basics.js';
import { zoneOptions } from '../portal/zones.js';
import { go, route } from '../console/state.js';
import { choiceField } from './edit-page.js';
import { ADDRESS, NewPersonPage } from './new-person.js';
import { pageHead, roleText } from './shared.js';

const PAUSE_MS = 300;

/** Whom an address belongs to exactly: known even before the index is. */
async function withAddress(text) {
  if (!ADDRESS.test(text)) return [];
  try {
    const found = await get(`/people?email=${encodeURIComponent(text)}`);
    return [{ ...found, role: 'customer' }];
  } catch (error) {
    if ([404, 422].includes(error.status)) return [];
    throw error;
  }
}

class PeoplePage extends Page {
  found = new Load(() => this.#find());
  busy = signal(false);
  typed = signal('');
  #timer = 0;

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('nav-people'));
    this.forget = route.subscribe(() => this.#asked());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.forget?.();
    clearTimeout(this.#timer);
  }

  get searchText() {
    return (route.peek().query.get('q') ?? '').trim();
  }

  async #asked() {
    if (route.peek().page !== 'admin' || this.searchText === this.last) return;
    this.last = this.searchText;
    if (this.typed.peek().trim() !== this.searchText) this.typed.value = this.searchText;
    this.found.value.value = null;
    if (this.searchText) await this.found.run();
    const { value } = this.found.value;
    if (value && this.searchText) announce(t('people-found', { n: value.items.length }));
  }

  async #find() {
    const searchText = this.searchText;
    const [exact, search] = await Promise.all([
      withAddress(searchText),
      get(`/search?kind=people&limit=30&q=${encodeURIComponent(searchText)}`),
    ]);
    return { ...search, items: [...exact, ...search.items.filter(({ id }) => !exact.some((each) => each.id === id))] };
  }

  #more = async () => {
    if (this.busy.value) return;
    this.busy.value = true;
    const before = this.found.value.value;
    const page = await get(
      `/search?kind=people&limit=30&q=${encodeURIComponent(this.searchText)}&cursor=${encodeURIComponent(before.next)}`,
    ).catch(() => null);
    if (page) this.found.value.value = { ...page, items: [...before.items, ...page.items] };
    this.busy.value = false;
  };

  #typed = (event) => {
    clearTimeout(this.#timer);
    this.typed.value = event.target.value;
    const searchText = event.target.value.trim();
    this.#timer = setTimeout(
      () =>
        go(searchText ? `/console/people?q=${encodeURIComponent(searchText)}` : '/console/people', { replace: true }),
      PAUSE_MS,
    );
  };

  #row({ id, name, email, role }) {
    return html`<li>
      <a class="person-row" href=${role === 'customer' ? `/console/people/${id}` : `/console/agents/${id}`}
        >${avatar(name)}
        <span class="person-name"><bdi class="strong">${name}</bdi><bdi class="muted">${email}</bdi></span>
        ${role === 'customer' ? nothing : html`<span class="chip">${roleText(role)}</span>`}</a
      >
    </li>`;
  }

  #none() {
    const searchText = this.searchText;
    return empty({
      name: 'search',
      title: t('none-found'),
      text: t('people-none'),
      actions: html`<a
        class="button"
        href="/console/people/new${ADDRESS.test(searchText) ? `?email=${encodeURIComponent(searchText)}` : ''}"
        >${icon('user-plus', 'small')}${t('new-customer')}</a
      >`,
    });
  }

  render() {
    const searchText = (route.value.query.get('q') ?? '').trim();
    return html`${pageHead({
        title: t('nav-people'),
        actions: html`<a class="button primary" href="/console/people/new"
          >${icon('user-plus', 'small')}${t('new-customer')}</a
        >`,
      })}
      <form
        class="admin-search"
        role="search"
        aria-label=${t('nav-people')}
        @submit=${(event) => event.preventDefault()}>
        <label class="find"
          >${icon('search', 'small')}<span class="vh">${t('people-find')}</span>
          <input
            id="people-find"
            type="search"
            autocomplete="off"
            placeholder=${t('people-find')}
            .value=${live(this.typed.value)}
            @input=${this.#typed}
        /></label>
      </form>
      ${
        searchText
          ? shown(
              this.found,
              ({ items, next, complete }) =>
                html` ${complete ? nothing : callout('', html`<p>${t('people-incomplete')}</p>`)}
                ${
                  items.length
                    ? html`<ul class="rows">
                        ${items.map((each) => this.#row(each))}
                      </ul>`
                    : this.#none()
                }
                ${
                  next
                    ? html`<p class="more">
                        <button type="button" @click=${this.#more}>
                          ${this.busy.value ? t('loading') : t('load-more')}
                        </button>
                      </p>`
                    : nothing
                }`,
            )
          : empty({ name: 'user', title: t('people-start'), text: t('people-start-text') })
      }`;
  }
}
customElements.define('people-page', PeoplePage);

class NewCustomer extends NewPersonPage {
  get startTitle() {
    return t('new-customer');
  }

  get takenText() {
    return t('address-taken');
  }

  get seeText() {
    return t('see-customer');
  }

  options() {
    return { name: 'new-customer', path: '/people' };
  }

  first() {
    return { name: '', email: route.peek().query.get('email') ?? '', language: lang, time_zone: timeZone() };
  }

  /** Nothing: all that the form needs is there. */
  async fetch() {
    return null;
  }

  check() {
    return [...(this.edit.get('name').trim() ? [] : [{ field: 'name', text: t('name-needed') }]), ...this.wrongEmail()];
  }

  knownPerson({ person }) {
    return person ? `/console/people/${person}` : null;
  }

  done({ id }) {
    go(`/console/people/${id}`, { replace: true });
  }

  #fields() {
    const { edit } = this;
    return html`<div class="pair">
      ${choiceField(edit, 'language', {
        label: t('language'),
        hint: t('customer-language-hint'),
        options: Object.entries(LANGUAGES),
      })}
      ${choiceField(edit, 'time_zone', {
        label: t('time-zone'),
        hint: t('customer-zone-hint'),
        options: zoneOptions(edit.get('time_zone')),
      })}
    </div>`;
  }

  render() {
    return html`${pageHead({ title: t('new-customer'), back: ['/console/people', t('nav-people')] })}
    ${this.personForm({ hint: t('new-customer-hint'), fields: this.#fields(), button: t('add-customer') })}`;
  }
}
customElements.define('new-customer', NewCustomer);
