// One customer: who they are, what can be changed, and all their tickets.
import { html, nothing, repeat, signal } from '../vendor/lit.js';
import { get } from '../lib/api.js';
import { LANGUAGES, t } from '../lib/i18n.js';
import { setTitle } from '../lib/page.js';
import { dateTime, when } from '../lib/time.js';
import { empty, icon, shown, statusBadge, toast } from '../parts/basics.js';
import { submitButton } from '../parts/form.js';
import { zoneOptions } from '../portal/zones.js';
import { route, ticketAddress } from '../console/state.js';
import { EditPage, choiceField, textField } from './edit-page.js';
import { PagedLoad, languageName, line, pageHead } from './shared.js';

const NOTICE_TEXTS = {
  received: 'notice-received',
  replied: 'notice-replied',
  status_changed: 'notice-status-changed',
  reminder: 'notice-reminder',
  closed: 'notice-closed',
  reopened: 'notice-reopened',
  merged: 'notice-merged',
  rating: 'notice-rating',
};
const SHOW = { all: [], unsolved: ['new', 'open', 'pending', 'on_hold'], solved: ['solved'], closed: ['closed'] };
const SHOW_TEXTS = { all: 'tab-all', unsolved: 'show-unsolved', solved: 'tab-solved', closed: 'status-closed' };
const LIMIT = 20;

/** The languages of the site, and the customer's own. */
export const languageOptions = (chosen) => [
  ...Object.entries(LANGUAGES),
  ...(chosen in LANGUAGES ? [] : [[chosen, languageName(chosen)]]),
];

/** Which mails the customer gets. */
function mailsText({ notifications }) {
  const kinds = Object.keys(NOTICE_TEXTS);
  const off = kinds.filter((kind) => notifications[kind] === false);
  if (!off.length) return t('mails-all');
  if (off.length === kinds.length) return t('mails-none');
  return html`${t('mails-without')}
    <ul class="plain-list">
      ${off.map((kind) => html`<li>${t(NOTICE_TEXTS[kind])}</li>`)}
    </ul>`;
}

const details = (customer, edit) =>
  html`<dl class="details-list">
      ${line(t('email'), html`<a href="mailto:${customer.email}"><bdi>${customer.email}</bdi></a>`)}
      ${line(t('language'), languageName(customer.language))}
      ${line(t('time-zone'), html`<bdi>${customer.time_zone.replaceAll('_', ' ')}</bdi>`)}
      ${line(t('customer-since'), dateTime(customer.created_at))} ${line(t('customer-mails'), mailsText(customer))}
    </dl>
    <button type="button" id="edit-customer" @click=${edit}>${icon('pencil', 'small')}${t('edit-customer')}</button>`;

/** One tab for each group of statuses. chosen: the one that is shown. */
const statusTabs = (customer, chosen) =>
  html`<nav class="tabs" aria-label=${t('by-status')}>
    <ul>
      ${Object.entries(SHOW_TEXTS).map(
        ([name, text]) =>
          html`<li>
            <a
              href="/console/people/${customer.id}${name === 'all' ? '' : `?show=${name}`}"
              aria-current=${name === chosen ? 'page' : nothing}
              >${t(text)}</a
            >
          </li>`,
      )}
    </ul>
  </nav>`;

const ticketRow = (ticket) =>
  html`<li>
    <a class="ticket-row" href=${ticketAddress(ticket.number)}>
      <span class="subject"><bdi>${ticket.subject}</bdi></span>
      <span class="details-row"
        ><span><bdi>#${ticket.number}</bdi></span
        ><span><bdi>${ticket.team.name}</bdi></span
        ><span>${ticket.assignee ? html`<bdi>${ticket.assignee.name}</bdi>` : t('unassigned')}</span
        ><span>${t('updated')} ${when(ticket.updated_at)}</span></span
      >
      ${statusBadge(ticket.status)}</a
    >
  </li>`;

const noTickets = (show) =>
  show === 'all'
    ? empty({ title: t('customer-no-tickets'), text: t('customer-no-tickets-text') })
    : empty({ title: t('none-match'), text: t('none-match-text') });

/** The customer's tickets: tabs and rows. list: a PagedLoad · show: which of them. */
const ticketsOf = (customer, list, show) =>
  html`<section class="stack" aria-labelledby="customer-tickets">
    <h2 id="customer-tickets">${t('customer-tickets')}</h2>
    ${statusTabs(customer, show)}
    ${shown(list, (items) =>
      items.length
        ? html`<ul class="rows">
            ${repeat(items, ({ id }) => id, ticketRow)}
          </ul>`
        : list.next.value
          ? nothing
          : noTickets(show),
    )}
    ${list.button()}
  </section>`;

class CustomerPage extends EditPage {
  static properties = { person: {} };

  editing = signal(false);
  tickets = new PagedLoad((cursor) => this.#ticketsPath(cursor));

  get startTitle() {
    return t('customer');
  }

  get #path() {
    return `/people/${encodeURIComponent(this.person)}`;
  }

  connectedCallback() {
    super.connectedCallback();
    this.forget = route.subscribe(({ page, query }) => {
      const show = SHOW[query.get('show')] ? query.get('show') : 'all';
      if (page !== 'admin' || show === this.show) return;
      this.show = show;
      this.tickets.value.value = null;
      this.tickets.run();
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.forget?.();
  }

  options() {
    return {
      name: `customer-${this.person}`,
      path: this.#path,
      of: ({ person }) => person,
      plain: ({ name, language, time_zone: zone }) => ({ name, language, time_zone: zone }),
      labels: { name: t('person-name'), language: t('language'), time_zone: t('time-zone') },
      formats: { language: languageName },
    };
  }

  async fetch() {
    return this.take(await get(this.#path));
  }

  #ticketsPath(cursor) {
    const query = new URLSearchParams([
      ['requester', this.person],
      ['limit', LIMIT],
      ...SHOW[this.show].map((status) => ['status', status]),
    ]);
    if (cursor) query.set('cursor', cursor);
    return `/tickets?${query}`;
  }

  take(customer) {
    super.take(customer);
    if (this.edit.dirty) this.editing.value = true;
    setTitle(customer.name);
    return customer;
  }

  check() {
    return this.edit.get('name').trim() ? [] : [{ field: 'name', text: t('name-needed') }];
  }

  done(customer) {
    if (customer) {
      this.showVersion(customer);
      toast(t('change-saved'));
    }
    this.#endEditing();
  }

  async #endEditing() {
    this.editing.value = false;
    await this.updateComplete;
    this.querySelector('#edit-customer')?.focus();
  }

  #startEditing = async () => {
    this.editing.value = true;
    await this.updateComplete;
    this.querySelector('#name')?.focus();
  };

  #cancel = () => {
    this.edit.discard();
    this.#endEditing();
  };

  #form() {
    const { edit } = this;
    const fields = html`${textField(edit, 'name', { label: t('person-name') })}
      ${choiceField(edit, 'language', {
        label: t('language'),
        hint: t('customer-language-hint'),
        options: languageOptions(edit.get('language')),
      })}
      ${choiceField(edit, 'time_zone', {
        label: t('time-zone'),
        hint: t('customer-zone-hint'),
        options: zoneOptions(edit.get('time_zone')),
      })}
      <p class="hint">${t('customer-only-hint')}</p>`;
    const end = html`<div class="row form-end">
      ${submitButton(edit.form, t('save'), t('saving'))}
      <button type="button" class="quiet" @click=${this.#cancel}>${t('cancel')}</button>
    </div>`;
    return this.formAround(fields, { panel: false, end });
  }

  render() {
    const known = this.load.value.value;
    return html`${pageHead({
      title: known?.name ?? t('customer'),
      back: ['/console/people', t('nav-people')],
      actions: known
        ? html`<a
            class="button primary"
            href="/console/new?${new URLSearchParams({ email: known.email, name: known.name })}"
            >${icon('plus', 'small')}${t('customer-new-ticket')}</a
          >`
        : nothing,
    })}
    ${shown(
      this.load,
      (customer) =>
        html`<div class="two">
          <section class="panel stack" aria-labelledby="customer-profile">
            <h2 id="customer-profile">${t('profile')}</h2>
            ${this.editing.value ? this.#form() : details(customer, this.#startEditing)}
          </section>
          ${ticketsOf(customer, this.tickets, this.show)}
        </div>`,
    )}`;
  }
}
customElements.define('customer-page', CustomerPage);
