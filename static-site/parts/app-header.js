// The top and the foot of every page: brand, places, language, appearance, the person's menu, and the connection
// banner.
import { html, nothing, signal } from '../vendor/lit.js';
import { connection } from '../lib/api.js';
import { LANGUAGES, lang, setLanguage, t } from '../lib/i18n.js';
import { Page, deskName } from '../lib/page.js';
import { askAgainWith, logout, person, settled } from '../lib/session.js';
import { avatar, icon, toast } from './basics.js';

askAgainWith(async () => (await import('./sign-in-dialog.js')).signInDialog());

const THEME_TEXTS = { '': 'theme-system', light: 'theme-light', dark: 'theme-dark' };
const isAgent = () => person.value !== null && person.value.role !== 'customer';

/** 'light', 'dark' or '' (as the device says). */
export const theme = signal(document.documentElement.dataset.theme ?? '');

export function setTheme(name) {
  theme.value = name;
  if (name) {
    document.documentElement.dataset.theme = name;
    localStorage.setItem('desk-theme', name);
  } else {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem('desk-theme');
  }
}

/** The three appearances as one choice; used in the menu and in the profile. */
export const themeChoice = () =>
  html`<div class="choice" role="group" aria-label=${t('appearance')}>
    ${Object.entries(THEME_TEXTS).map(
      ([name, text]) =>
        html` <button type="button" aria-pressed=${String(theme.value === name)} @click=${() => setTheme(name)}>
          ${t(text)}
        </button>`,
    )}
  </div>`;

/**
 * <app-header>: area 'portal' or 'console' is read from <html data-area>. places: [[href, label]] of the navigation,
 * the portal's when not given; extra: a template at the end of the bar (the console's availability switch).
 */
class AppHeader extends Page {
  static properties = { places: { attribute: false }, extra: { attribute: false }, current: {} };

  connectedCallback() {
    super.connectedCallback();
    addEventListener('click', this.closeMenus);
    addEventListener('keydown', this.escape);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('click', this.closeMenus);
    removeEventListener('keydown', this.escape);
  }

  closeMenus = (event) => {
    for (const menu of this.querySelectorAll('details[open]')) if (!menu.contains(event?.target)) menu.open = false;
  };

  escape = (event) => {
    const menu = event.key === 'Escape' && this.querySelector('details[open]');
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  };

  leave = async () => {
    if (!(await logout())) toast(t('logout-failed'));
  };

  #links() {
    if (this.places) return this.places;
    return [
      ['/tickets.html', t('nav-tickets')],
      ['/new.html', t('nav-new')],
    ];
  }

  #link([href, label]) {
    const here = href === (this.current ?? location.pathname);
    return html`<li><a href=${href} aria-current=${here ? 'page' : nothing}>${label}</a></li>`;
  }

  #menu(who) {
    return html`<details class="menu">
      <summary aria-label=${who ? nothing : t('preferences')}>
        ${
          who
            ? html`${avatar(who.name)}<span class="vh">${t('account-menu')}</span><bdi>${who.name}</bdi>`
            : icon('settings')
        }
      </summary>
      <div class="menu-body">
        ${
          who
            ? html`<p class="menu-who">
                  <bdi class="strong">${who.name}</bdi><br /><bdi class="muted">${who.email}</bdi>
                </p>
                <a class="item" href="/profile.html">${icon('user')}${t('nav-profile')}</a>
                ${this.#otherPlace()}
                <hr />`
            : nothing
        }
        <p class="menu-label" aria-hidden="true">${t('language')}</p>
        <div class="choice" role="group" aria-label=${t('language')}>
          ${Object.entries(LANGUAGES).map(
            ([code, name]) =>
              html` <button
                type="button"
                lang=${code}
                aria-pressed=${String(code === lang)}
                @click=${() => setLanguage(code)}>
                ${name}
              </button>`,
          )}
        </div>
        <p class="menu-label" aria-hidden="true">${t('appearance')}</p>
        ${themeChoice()}
        ${
          who
            ? html`<hr />
                <button type="button" class="item" @click=${this.leave}>${icon('log-out')}${t('logout')}</button>`
            : nothing
        }
      </div>
    </details>`;
  }

  #otherPlace() {
    if (!isAgent()) return nothing;
    const inConsole = document.documentElement.dataset.area === 'console';
    return html`<a class="item" href=${inConsole ? '/' : '/console/'}
      >${icon(inConsole ? 'life-buoy' : 'inbox')}${t(inConsole ? 'nav-portal' : 'nav-console')}</a
    >`;
  }

  render() {
    const who = person.value;
    // the signal first: what render() does not read, it does not follow
    const away = connection.value !== 'ok' || !navigator.onLine;
    return html`<header>
      <div class="bar">
        <a class="brand" href=${document.documentElement.dataset.area === 'console' ? '/console/' : '/'}
          >${icon('life-buoy')}<bdi>${deskName()}</bdi></a
        >
        <nav aria-label=${t('nav-main')}>
          <ul>
            ${this.#links().map((place) => this.#link(place))}
          </ul>
        </nav>
        <div class="bar-end">
          ${this.extra ?? nothing}
          ${who || !settled.value ? nothing : html`<a class="button" href="/login.html">${t('login')}</a>`}
          ${this.#menu(who)}
        </div>
      </div>
      <div role="status">
        ${away ? html`<p class="banner">${icon('wifi-off', 'small')}${t('reconnecting')}</p>` : nothing}
      </div>
    </header>`;
  }
}
customElements.define('app-header', AppHeader);

/** <app-footer>: languages by their own names, and the staff's door. */
class AppFooter extends Page {
  render() {
    return html`<footer class="foot">
      <ul aria-label=${t('language')}>
        ${Object.entries(LANGUAGES).map(
          ([code, name]) =>
            html`<li>
              <button
                type="button"
                class="link"
                lang=${code}
                aria-current=${code === lang ? 'true' : nothing}
                @click=${() => setLanguage(code)}>
                ${name}
              </button>
            </li>`,
        )}
      </ul>
      <ul>
        <li><a href="/console/">${t('nav-console')}</a></li>
      </ul>
    </footer>`;
  }
}
customElements.define('app-footer', AppFooter);
