// The pages of the console beside its lists: customers, agents, mail and settings. Each is loaded when it is opened.
import { html, nothing, repeat, signal } from '../vendor/lit.js';
import { ApiError, Load } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { empty, icon, shown } from '../parts/basics.js';
import { go, hasMoved, me, route } from '../console/state.js';
import { isAdmin } from './shared.js';

const SECTIONS = [
  ['teams', 'users', true],
  ['categories', 'list-checks', true],
  ['replies', 'book-text', false],
  ['mail', 'mail', true],
  ['settings', 'settings', true],
  ['log', 'history', true],
];
const SECTION_TEXTS = {
  teams: 'section-teams',
  categories: 'section-categories',
  replies: 'section-replies',
  mail: 'section-mail',
  settings: 'section-settings',
  log: 'section-log',
};

/** Address -> [what brings it, its page, only for admins]. '*' stands for an id. */
const PAGES = {
  people: [() => import('./people.js'), () => html`<people-page></people-page>`],
  'people/new': [() => import('./people.js'), () => html`<new-customer></new-customer>`],
  'people/*': [() => import('./customer.js'), (id) => html`<customer-page .person=${id}></customer-page>`],
  agents: [() => import('./agents.js'), () => html`<agents-page></agents-page>`],
  'agents/new': [() => import('./invite.js'), () => html`<invite-page></invite-page>`, true],
  'agents/*': [() => import('./agent.js'), (id) => html`<agent-page .agent=${id}></agent-page>`],
  mail: [() => import('./inbox.js'), () => html`<quarantine-page></quarantine-page>`],
  'mail/reconciliation': [() => import('./inbox-report.js'), () => html`<mail-report></mail-report>`],
  'mail/blocklist': [() => import('./inbox-report.js'), () => html`<blocklist-page></blocklist-page>`],
  'mail/*': [() => import('./inbox.js'), (id) => html`<quarantined-mail .mail=${id}></quarantined-mail>`],
  'admin/teams': [() => import('./teams.js'), () => html`<teams-page></teams-page>`, true],
  'admin/categories': [() => import('./categories.js'), () => html`<categories-page></categories-page>`, true],
  'admin/categories/*': [
    () => import('./category.js'),
    (id) => html`<category-page .category=${id}></category-page>`,
    true,
  ],
  'admin/replies': [() => import('./replies.js'), () => html`<replies-page></replies-page>`],
  'admin/replies/*': [() => import('./reply.js'), (id) => html`<reply-page .reply=${id}></reply-page>`],
  'admin/mail': [() => import('./mails.js'), () => html`<mails-page></mails-page>`, true],
  'admin/mail/*': [() => import('./mail.js'), (id) => html`<mail-page .kind=${id}></mail-page>`, true],
  'admin/settings': [() => import('./settings.js'), () => html`<settings-page></settings-page>`, true],
  'admin/log': [() => import('./log.js'), () => html`<log-page></log-page>`, true],
};

/** [its entry of PAGES, the id in it] for a path such as ['agents', '17']. */
function pageAt(path) {
  const whole = path.join('/');
  if (PAGES[whole]) return [PAGES[whole], ''];
  return [PAGES[[...path.slice(0, -1), '*'].join('/')] ?? null, path.at(-1)];
}

class AdminLayout extends Page {
  shownPath = signal('');
  #entry = null;
  module = new Load(async () => {
    try {
      return (await this.#entry[0]()) ?? true;
    } catch {
      throw new ApiError(0);
    }
  });

  connectedCallback() {
    super.connectedCallback();
    this.forget = route.subscribe((here) => this.#arrived(here));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.forget?.();
  }

  async #arrived({ page, path }) {
    if (page !== 'admin') return;
    if (path.length === 1 && path[0] === 'admin') {
      go(`/console/admin/${isAdmin() ? 'teams' : 'replies'}`, { replace: true });
      return;
    }
    const whole = path.join('/');
    if (whole === this.shownPath.peek()) return; // only what it is asked for is another
    const wasElsewhere = Boolean(this.shownPath.peek());
    const [entry, id] = pageAt(path);
    this.#entry = entry && (!entry[2] || isAdmin()) ? entry : null;
    this.id = id;
    this.module.value.value = null;
    this.refused = Boolean(entry) && !this.#entry;
    this.shownPath.value = whole;
    if (!this.#entry) setTitle(t(this.refused ? 'no-rights' : 'missing-title'));
    if (this.#entry) await this.module.run();
    await this.updateComplete;
    await new Promise((painted) => {
      requestAnimationFrame(painted);
    });
    // on a phone the links are in one row
    document.querySelector('nav.views [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
    if ((hasMoved() || wasElsewhere) && this.shownPath.peek() === whole) this.querySelector('h1')?.focus();
  }

  #none() {
    const [name, title, text] = this.refused
      ? ['lock', t('no-rights'), t('no-rights-text')]
      : ['search', t('missing-title'), t('problem-missing')];
    return html`<h1 class="vh" tabindex="-1">${title}</h1>
      ${empty({ name, title, text, actions: html`<a class="button" href="/console/">${t('back-to-queue')}</a>` })}`;
  }

  #sections(here) {
    return html`<nav class="sections" aria-label=${t('set-up')}>
      <ul>
        ${SECTIONS.filter(([, , admins]) => !admins || isAdmin()).map(
          ([name, sign]) =>
            html` <li>
              <a href="/console/admin/${name}" aria-current=${here === name ? 'page' : nothing}
                >${icon(sign, 'small')}${t(SECTION_TEXTS[name])}</a
              >
            </li>`,
        )}
      </ul>
    </nav>`;
  }

  render() {
    const path = this.shownPath.value;
    const [first, second] = path.split('/');
    return html`<div class="admin-layout ${first}">
      ${first === 'admin' && me.value ? this.#sections(second) : nothing}
      <div class="admin-page">
        ${repeat(
          [path],
          (each) => each,
          () => (this.#entry ? shown(this.module, () => this.#entry[1](this.id)) : path ? this.#none() : nothing),
        )}
      </div>
    </div>`;
  }
}
customElements.define('admin-layout', AdminLayout);
