// The console: who may come in, the panes (views, list, ticket), and the keys that work everywhere.
import { html, live, nothing, repeat, signal } from '../vendor/lit.js';
import { Load } from '../lib/api.js';
import { number, t } from '../lib/i18n.js';
import { keys } from '../lib/keys.js';
import { Page, announce, focusHeading, lazyLoad, setTitle } from '../lib/page.js';
import { logout, person, requireSession } from '../lib/session.js';
import { empty, failed, icon, loading, problemText, shown, toast } from '../parts/basics.js';
import {
  addressOf,
  availability,
  go,
  homeView,
  lastList,
  me,
  open,
  pollAcrossLogins,
  refreshCounts,
  refreshViews,
  route,
  savedViews,
  setAvailability,
  ticketAddress,
  views,
} from './state.js';
import { asked, queue } from './queue.js';
import { now, when } from '../lib/time.js';
import '../parts/app-header.js';
import './list.js';
import './ticket.js';

const ADMIN_TEXTS = { people: 'nav-people', agents: 'nav-agents', mail: 'nav-mail', admin: 'nav-admin' };
const ADMIN_ICONS = { people: 'user', agents: 'users', mail: 'inbox', admin: 'settings' };

/** Pages that come when they are asked for. */
const PARTS = { new: () => import('./lists/new.js'), search: () => import('./lists/results.js') };
const PAGES = { new: html`<raise-ticket></raise-ticket>`, search: html`<search-results></search-results>` };

/** The search box in the header: a text to search for, or the number of a ticket to open. */
class SearchBox extends Page {
  #submit = (event) => {
    event.preventDefault();
    const text = this.querySelector('input').value.trim();
    const typed = text.match(/^#?(\d{1,12})$/)?.[1];
    if (text) go(typed ? ticketAddress(typed) : `/console/search?q=${encodeURIComponent(text)}`);
  };

  render() {
    const { page, query } = route.value;
    return html`<form role="search" aria-label=${t('search-all')} @submit=${this.#submit}>
        <label class="find"
          >${icon('search', 'small')}<span class="vh">${t('search-label')}</span>
          <input
            id="search"
            type="search"
            autocomplete="off"
            maxlength="200"
            placeholder=${t('search-all')}
            .value=${live(page === 'search' ? (query.get('q') ?? '') : '')}
        /></label>
      </form>
      <a class="button icon-only to-search" href="/console/search" aria-label=${t('search-all')}>${icon('search')}</a>`;
  }
}
customElements.define('search-box', SearchBox);

/** A customer cannot use the console. */
const notForYou = () =>
  html`<div class="alone">
    <h1 class="vh">${t('console')}</h1>
    ${empty({
      name: 'life-buoy',
      title: t('not-for-you'),
      text: t('not-for-you-text'),
      actions: html` <a class="button primary" href="/tickets.html">${t('nav-portal')}</a>
        <button type="button" @click=${() => logout({ to: '/login.html?next=/console/' })}>
          ${t('other-account')}
        </button>`,
    })}
  </div>`;

/** There is no page at this address. */
const missing = () =>
  html`<div class="alone">
    <h1 class="vh">${t('missing-title')}</h1>
    ${empty({
      name: 'search',
      title: t('missing-title'),
      text: t('problem-missing'),
      actions: html`<a class="button" href="/console/">${t('back-to-queue')}</a>`,
    })}
  </div>`;

/** How many tickets a view holds, or why that is not known. */
function countText({ count, saved, part }) {
  if (count !== null) {
    return html`<span class="vh">${t(saved || part === undefined ? 'tickets-there' : 'to-do')}</span> ${number(count)}`;
  }
  return saved?.counted
    ? html`<span title=${t('count-soon')}
        ><span class="vh">${t('count-soon')}</span><span aria-hidden="true">…</span></span
      >`
    : html`<span title=${t('count-none')}
        ><span class="vh">${t('count-none')}</span><span aria-hidden="true">–</span></span
      >`;
}

/** 'page' for the view that is shown, 'true' beside one of its tickets. */
function currentView(view) {
  const { page } = route.value;
  const shownView = asked(queue.address.value || addressOf('all')).view;
  if (view !== shownView || PARTS[page] || page === 'admin') return nothing;
  return page === 'list' ? 'page' : 'true';
}

const viewLink = (each) =>
  html`<li>
    <a href=${addressOf(each.view)} aria-current=${currentView(each.view)}
      >${icon(each.icon, 'small')}<bdi>${each.name}</bdi><span class="count">${countText(each)}</span></a
    >
  </li>`;

const viewsOf = (part) => views.value.filter((each) => each.part === part);

/** The views of one part under a heading, where there are any. */
function viewSection(part, title) {
  if (!viewsOf(part).length) return nothing;
  return html`<h2 id="views-${part}">${title}</h2>
    <ul aria-labelledby="views-${part}">
      ${viewsOf(part).map(viewLink)}
    </ul>`;
}

const adminLink = ([name, text]) =>
  html`<li>
    <a href="/console/${name}" aria-current=${route.value.path?.[0] === name ? 'page' : nothing}
      >${icon(ADMIN_ICONS[name], 'small')}${t(text)}</a
    >
  </li>`;

async function newView() {
  try {
    (await lazyLoad('lists', import('./lists/editor.js'))).newView('/console/all?status=all');
  } catch (error) {
    toast(problemText(error));
  }
}

/** The pane of the views, and of the pages beside them. */
const viewsNav = () =>
  html`<nav class="views" aria-label=${t('views')}>
    <ul>
      ${viewsOf(undefined).map(viewLink)}
    </ul>
    ${viewSection('team', t('team-queues'))}${viewSection('own', t('views-own'))}${viewSection(
      'shared',
      t('views-shared'),
    )}
    ${
      savedViews.value === null
        ? html`<p class="views-failed" role="alert">
            ${t('views-failed')} <button type="button" class="link" @click=${refreshViews}>${t('try-again')}</button>
          </p>`
        : nothing
    }
    <button type="button" class="quiet new-view" @click=${newView}>${icon('plus', 'small')}${t('view-new')}</button>
    <h2 id="views-admin">${t('nav-desk')}</h2>
    <ul aria-labelledby="views-admin">
      ${Object.entries(ADMIN_TEXTS).map(adminLink)}
    </ul>
  </nav>`;

class ConsoleDesk extends Page {
  part = signal({}); // { name } of the page that is there, or { error }
  forbidden = signal(false);
  desk = new Load(async () => {
    if (!(await requireSession())) return null;
    this.forbidden.value = person.value.role === 'customer';
    if (!this.forbidden.value) await open();
    return true;
  });

  adminLayout = new Load(() => lazyLoad('admin', import('../admin/admin-layout.js')));

  async connectedCallback() {
    super.connectedCallback();
    setTitle(t('console'));
    // the sign-in page comes first where it is needed, and leads back
    if (route.value.page === 'login') go('/console/', { replace: true });
    while (!(await this.desk.run())) await this.#tryAgain();
    if (this.desk.value.value && !this.forbidden.value) this.#start();
  }

  #toSearch() {
    const boxes = ['search', 'search-here'].map((id) => document.getElementById(id));
    const box = boxes.find((each) => each?.checkVisibility());
    box?.focus();
    box?.select();
    if (!box) go('/console/search');
  }

  /** Fetch what the page at this address needs. */
  async #bring({ page }) {
    if (this.part.value.name === page) return;
    this.part.value = {};
    try {
      await lazyLoad('lists', PARTS[page]());
      if (route.value.page === page) this.part.value = { name: page };
    } catch (error) {
      this.part.value = { error };
    }
  }

  #tryAgain() {
    return new Promise((again) => {
      this.again = again;
    });
  }

  #start() {
    const header = document.querySelector('app-header');
    header.places = [];
    header.extra = html`<search-box></search-box
      ><a class="button icon-only" href="/console/new" aria-label=${t('new-ticket')} title=${t('new-ticket')}
        >${icon('square-pen')}</a
      ><availability-switch></availability-switch>`;
    keys({
      '/': { label: t('key-search'), run: () => this.#toSearch() },
      c: { label: t('new-ticket'), run: () => go('/console/new') },
      'g q': { label: t('key-queue'), run: () => go(addressOf(homeView())) },
      'g m': { label: t('key-mine'), run: () => go(addressOf('mine')) },
      'Ctrl / ⌘ Enter': { label: t('key-send') },
    });
    pollAcrossLogins(() => Promise.all([refreshCounts(), queue.refresh()]));
    this.before = null;
    route.subscribe((here) => this.#arrived(here));
  }

  /** Fetch what the address asks for, name the page, and put the focus where the new content begins. */
  async #arrived(here) {
    const before = this.before;
    this.before = here;
    if (here.page === 'home' || here.page === 'login') {
      go(addressOf(homeView()), { replace: true });
      return;
    }
    if (here.page === 'admin') {
      await this.adminLayout.run();
      return;
    } // it names the page and takes the focus itself
    const list = here.page === 'list' ? location.pathname + location.search : (lastList.value ?? addressOf(homeView()));
    const fetched = queue.open(list);
    if (here.page === 'missing') setTitle(t('missing-title'));
    if (PARTS[here.page]) this.#bring(here);
    if (here.page !== 'list') return; // a ticket names the page and takes the focus itself
    setTitle(views.value.find(({ view }) => view === here.view)?.name ?? t('view-unknown'));
    await 0; // every part knows the new address by then
    await this.updateComplete;
    if (before?.page === 'ticket') {
      await fetched;
      this.querySelector('ticket-list')?.comeBack(before.number);
    } else if (before && before.page !== 'home' && (before.page !== 'list' || before.view !== here.view)) {
      focusHeading(this.querySelector('ticket-list'));
    }
  }

  render() {
    if (this.forbidden.value) return notForYou();
    if (me.value) return this.#panes();
    return html`<div class="alone">
      <h1 class="vh">${t('console')}</h1>
      ${shown({ ...this.desk, run: () => this.again() }, () => nothing)}
    </div>`;
  }

  #panes() {
    const { page } = route.value;
    if (page === 'missing') return missing();
    if (PARTS[page]) {
      return html`<div class="panes">
        ${viewsNav()}
        <section class="page-pane" aria-label=${t('console')}>${this.#part(page)}</section>
      </div>`;
    }
    if (page === 'admin') return this.#admin();
    return html`<div class="panes ${page === 'ticket' ? 'with-ticket' : ''}">
      ${viewsNav()}
      <section class="list-pane" aria-label=${t('list')}><ticket-list></ticket-list></section>
      ${
        page === 'ticket'
          ? repeat(
              [route.value.number],
              (id) => id,
              (id) =>
                html`<section class="ticket-pane" aria-label=${t('ticket')}>
                  <agent-ticket .number=${id}></agent-ticket>
                </section>`,
            )
          : nothing
      }
    </div>`;
  }

  #part(page) {
    const { name, error } = this.part.value;
    if (name === page) return PAGES[page];
    return html`<h1 class="vh">${t('loading')}</h1>
      ${error ? failed(error, () => this.#bring(route.value)) : loading()}`;
  }

  #admin() {
    return html`<div class="panes">
      ${viewsNav()}
      <section class="admin-pane">${shown(this.adminLayout, () => html`<admin-layout></admin-layout>`)}</section>
    </div>`;
  }
}
customElements.define('console-desk', ConsoleDesk);

const STATE_TEXTS = { online: 'state-online', away: 'state-away', offline: 'state-offline' };
const MEANING_TEXTS = { online: 'state-online-means', away: 'state-away-means', offline: 'state-offline-means' };
const HOURS = [1, 2, 4, 8];

/** What is in force now: who was online until a time that has passed is not any more. */
function inForce({ state, until }) {
  return state === 'online' && until && Date.parse(until) <= now.value ? 'offline' : state;
}

class AvailabilitySwitch extends Page {
  #set = async (state, until) => {
    try {
      await setAvailability(state, until);
      announce(t('state-now', { state: t(STATE_TEXTS[state]) }));
    } catch (error) {
      toast(t('state-failed', { problem: problemText(error) }));
    }
  };

  #until = (event) => {
    const hours = Number(event.target.value);
    this.#set('online', hours ? new Date(now.value + hours * 3_600_000).toISOString() : null);
  };

  #choice(state) {
    return html`<div class="choice" role="group" aria-label=${t('availability')}>
      ${Object.keys(STATE_TEXTS).map(
        (name) =>
          html` <button type="button" aria-pressed=${String(name === state)} @click=${() => this.#set(name)}>
            <span class="presence ${name}"></span>${t(STATE_TEXTS[name])}
          </button>`,
      )}
    </div>`;
  }

  #end({ until }) {
    return html`<label class="menu-label" for="online-until">${t('online-until')}</label>
      <select id="online-until" @change=${this.#until}>
        <option value="" .selected=${!until}>${t('online-until-changed')}</option>
        ${until ? html`<option value="until" disabled .selected=${true}>${t('online-until-set')}</option>` : nothing}
        ${HOURS.map((hours) => html`<option value=${hours}>${t('online-hours', { hours })}</option>`)}
      </select>
      ${until ? html`<p class="hint">${t('online-ends')} ${when(until)}</p>` : nothing}`;
  }

  render() {
    const own = availability.value;
    if (!own) return nothing;
    const state = inForce(own);
    return html`<details class="menu availability">
      <summary>
        <span class="presence ${state}"></span><span class="vh">${t('availability')}:</span
        ><span>${t(STATE_TEXTS[state])}</span>
        <span class="load">${t('load', { load: own.load, cap: own.cap })}</span>${icon('chevron-down', 'small')}
      </summary>
      <div class="menu-body">
        ${this.#choice(state)}
        <p class="hint">${t(MEANING_TEXTS[state])}</p>
        ${state === 'online' ? this.#end(own) : nothing}
        <hr />
        <a
          class="item"
          href="/console/agents/me"
          @click=${(event) => {
            event.currentTarget.closest('details').open = false;
          }}
          >${icon('calendar')}${t('out-of-office')}</a
        >
      </div>
    </details>`;
  }
}
customElements.define('availability-switch', AvailabilitySwitch);
