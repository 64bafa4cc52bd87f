// The console: who may come in, the panes (views, list, ticket), and the keys that work everywhere.
import { html, nothing, repeat, signal } from '../vendor/lit.js';
import { ApiError, Load } from '../lib/api.js';
import { number, t } from '../lib/i18n.js';
import { keys } from '../lib/keys.js';
import { Page, focusHeading, setTitle } from '../lib/page.js';
import { logout, person, requireSession } from '../lib/session.js';
import { empty, icon, shown } from '../parts/basics.js';
import '../parts/app-header.js';
import './availability.js';
import { homeView, look, me, open, views, watch } from './desk.js';
import './list.js';
import { asked, queue } from './queue.js';
import { addressOf, go, lastList, route } from './router.js';
import './ticket.js';

const ROOM_TEXTS = { people: 'room-people', agents: 'room-agents', admin: 'room-admin' };
const ROOM_ICONS = { people: 'user', agents: 'users', admin: 'settings' };

class ConsoleDesk extends Page {
  forbidden = signal(false);
  desk = new Load(async () => {
    if (!(await requireSession())) return null;
    this.forbidden.value = person.value.role === 'customer';
    if (!this.forbidden.value) await open();
    return true;
  });

  room = new Load(() => import('./rooms.js').then(({ bring }) => bring()).catch(() => { throw new ApiError(0); }));

  async connectedCallback() {
    super.connectedCallback();
    setTitle(t('console'));
    if (route.value.page === 'login') go('/console/', { replace: true }); // the sign-in page comes first where it is needed, and leads back
    while (!(await this.desk.run())) await this.#tryAgain();
    if (this.desk.value.value && !this.forbidden.value) this.#start();
  }

  #tryAgain() { return new Promise((again) => { this.again = again; }); }

  #start() {
    const header = document.querySelector('app-header');
    header.places = [];
    header.extra = html`<availability-switch></availability-switch>`;
    keys({
      'g q': { label: t('key-queue'), run: () => go(addressOf(homeView())) },
      'g m': { label: t('key-mine'), run: () => go(addressOf('mine')) },
      'Ctrl / ⌘ Enter': { label: t('key-send') },
    });
    watch(() => Promise.all([look(), queue.look()]));
    this.before = null;
    route.subscribe((here) => this.#arrived(here));
  }

  /** Fetch what the address asks for, name the page, and put the focus where the new content begins. */
  async #arrived(here) {
    const before = this.before;
    this.before = here;
    if (here.page === 'home' || here.page === 'login') { go(addressOf(homeView()), { replace: true }); return; }
    if (here.page === 'room') { await this.room.run(); return; } // it names the page and takes the focus itself
    const list = here.page === 'list' ? location.pathname + location.search : lastList.value ?? addressOf(homeView());
    const fetched = queue.open(list);
    if (here.page === 'missing') setTitle(t('missing-title'));
    if (here.page !== 'list') return; // a ticket names the page and takes the focus itself
    setTitle(views.value.find(({ view }) => view === here.view)?.name ?? t('view-unknown'));
    if (before?.page === 'ticket') {
      await fetched;
      this.querySelector('ticket-list')?.comeBack(before.number);
    } else if (before && (before.page !== 'list' || before.view !== here.view)) {
      await this.updateComplete;
      focusHeading(this.querySelector('ticket-list'));
    }
  }

  render() {
    if (this.forbidden.value) return this.#notForYou();
    if (me.value) return this.#panes();
    return html`<div class="alone"><h1 class="vh">${t('console')}</h1>${shown({ ...this.desk, run: () => this.again() }, () => nothing)}</div>`;
  }

  #notForYou() {
    return html`<div class="alone"><h1 class="vh">${t('console')}</h1>${empty({ name: 'life-buoy', title: t('not-for-you'), text: t('not-for-you-text'), actions: html`
      <a class="button primary" href="/tickets.html">${t('nav-portal')}</a>
      <button type="button" @click=${() => logout({ to: '/login.html?next=/console/' })}>${t('other-account')}</button>` })}</div>`;
  }

  #panes() {
    const { page } = route.value;
    if (page === 'missing') {
      return html`<div class="alone"><h1 class="vh">${t('missing-title')}</h1>${empty({ name: 'search', title: t('missing-title'), text: t('problem-missing'), actions: html`<a class="button" href="/console/">${t('back-to-queue')}</a>` })}</div>`;
    }
    if (page === 'room') return this.#room();
    return html`<div class="panes ${page === 'ticket' ? 'with-ticket' : ''}">
      ${this.#views()}
      <section class="list-pane" aria-label=${t('list')}><ticket-list></ticket-list></section>
      ${page === 'ticket' ? repeat([route.value.number], (id) => id, (id) => html`<section class="ticket-pane" aria-label=${t('ticket')}><agent-ticket .number=${id}></agent-ticket></section>`) : nothing}
    </div>`;
  }

  #room() {
    return html`<div class="panes">${this.#views()}<section class="room-pane">${shown(this.room, () => html`<console-room></console-room>`)}</section></div>`;
  }

  #views() {
    const shownView = asked(queue.address.value || addressOf('all')).view;
    const link = ({ view, name, icon: sign, count }) => html`<li><a href=${addressOf(view)} aria-current=${view === shownView && route.value.page !== 'room' ? (route.value.page === 'list' ? 'page' : 'true') : nothing}>
      ${icon(sign, 'small')}<bdi>${name}</bdi><span class="count"><span class="vh">${t('to-do')}</span> ${number(count)}</span></a></li>`;
    return html`<nav class="views" aria-label=${t('views')}>
      <ul>${views.value.filter(({ team }) => !team).map(link)}</ul>
      <h2 id="views-teams">${t('team-queues')}</h2>
      <ul aria-labelledby="views-teams">${views.value.filter(({ team }) => team).map(link)}</ul>
      <h2 id="views-rooms">${t('rooms')}</h2>
      <ul aria-labelledby="views-rooms">${Object.entries(ROOM_TEXTS).map(([room, text]) => html`<li><a href="/console/${room}" aria-current=${route.value.path?.[0] === room ? 'page' : nothing}>${icon(ROOM_ICONS[room], 'small')}${t(text)}</a></li>`)}</ul></nav>`;
  }
}
customElements.define('console-desk', ConsoleDesk);
