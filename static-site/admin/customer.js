// One customer: who they are, what can be changed, and all their tickets.
import { html, nothing, repeat, signal } from '../vendor/lit.js';
import { Load, get } from '../lib/api.js';
import { errorSummary, field, selectControl, textControl } from '../parts/form.js';
import { LANGUAGES, t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { dateTime, when } from '../lib/time.js';
import { empty, icon, shown, statusBadge, toast } from '../parts/basics.js';
import { zoneOptions } from '../portal/zones.js';
import { route, ticketAddress } from '../console/state.js';
import { Edit, PagedLoad, languageName, line, pageHead } from './shared.js';

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

class CustomerPage extends Page {
  static properties = { person: {} };

  editing = signal(false);
  customer = new Load(async () => this.#take(await get(`/people/${encodeURIComponent(this.person)}`)));
  tickets = new PagedLoad((cursor) => this.#path(cursor));

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('customer'));
    this.edit = new Edit(this, {
      name: `customer-${this.person}`,
      path: `/people/${encodeURIComponent(this.person)}`,
      of: ({ person }) => person,
      plain: ({ name, language, time_zone: zone }) => ({ name, language, time_zone: zone }),
      labels: { name: t('person-name'), language: t('language'), time_zone: t('time-zone') },
      formats: { language: languageName },
    });
    this.customer.run();
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
    this.edit.close();
  }

  #path(cursor) {
    const query = new URLSearchParams([
      ['requester', this.person],
      ['limit', LIMIT],
      ...SHOW[this.show].map((status) => ['status', status]),
    ]);
    if (cursor) query.set('cursor', cursor);
    return `/tickets?${query}`;
  }

  #take(customer) {
    this.edit.open(customer, customer.version);
    if (this.edit.dirty) this.editing.value = true;
    setTitle(customer.name);
    return customer;
  }
  submit = (event) =>
    this.edit.form.submit(event, {
      check: () => (this.edit.get('name').trim() ? [] : [{ field: 'name', text: t('name-needed') }]),
      send: () => this.edit.save(),
      explain: this.edit.explain,
      done: async (customer) => {
        if (customer) {
          this.customer.value.value = this.#take(customer);
          toast(t('change-saved'));
        }
        this.#leaveEditing();
      },
    });

  async #leaveEditing() {
    this.editing.value = false;
    await this.updateComplete;
    this.querySelector('#edit-customer')?.focus();
  }

  async #edit() {
    this.editing.value = true;
    await this.updateComplete;
    this.querySelector('#name')?.focus();
  }

  #details(customer) {
    const off = Object.keys(NOTICE_TEXTS).filter((kind) => customer.notifications[kind] === false);
    return html`<dl class="details-list">
        ${line(t('email'), html`<a href="mailto:${customer.email}"><bdi>${customer.email}</bdi></a>`)}
        ${line(t('language'), languageName(customer.language))}
        ${line(t('time-zone'), html`<bdi>${customer.time_zone.replaceAll('_', ' ')}</bdi>`)}
        ${line(t('customer-since'), dateTime(customer.created_at))}
        ${line(
          t('customer-mails'),
          off.length === Object.keys(NOTICE_TEXTS).length
            ? t('mails-none')
            : off.length
              ? html`${t('mails-without')}
                  <ul class="plain-list">
                    ${off.map((kind) => html`<li>${t(NOTICE_TEXTS[kind])}</li>`)}
                  </ul>`
              : t('mails-all'),
        )}
      </dl>
      <button type="button" id="edit-customer" @click=${() => this.#edit()}>
        ${icon('pencil', 'small')}${t('edit-customer')}
      </button>`;
  }

  #form() {
    const { edit } = this;
    return html`<form class="form" @submit=${this.submit} novalidate>
      ${errorSummary(edit.form)}${edit.showConflicts(() => this.submit())}
      ${field(edit.form, {
        name: 'name',
        label: t('person-name'),
        control: textControl({
          value: edit.get('name'),
          dir: 'auto',
          maxlength: 200,
          autocomplete: 'off',
          onInput: edit.set('name'),
        }),
      })}
      ${field(edit.form, {
        name: 'language',
        label: t('language'),
        hint: t('customer-language-hint'),
        control: selectControl({
          value: edit.get('language'),
          options: languageOptions(edit.get('language')),
          onInput: edit.set('language'),
        }),
      })}
      ${field(edit.form, {
        name: 'time_zone',
        label: t('time-zone'),
        hint: t('customer-zone-hint'),
        control: selectControl({
          value: edit.get('time_zone'),
          options: zoneOptions(edit.get('time_zone')),
          onInput: edit.set('time_zone'),
        }),
      })}
      <p class="hint">${t('customer-only-hint')}</p>
      <div class="row form-end">
        <button class="primary" aria-disabled=${edit.form.busy.value ? 'true' : nothing}>
          ${edit.form.busy.value ? t('saving') : t('save')}
        </button>
        <button
          type="button"
          class="quiet"
          @click=${() => {
            edit.form.show([]);
            edit.conflicts.value = null;
            edit.forget();
            this.#leaveEditing();
          }}>
          ${t('cancel')}
        </button>
      </div>
    </form>`;
  }

  #tickets(customer) {
    const none =
      this.show === 'all'
        ? empty({ title: t('customer-no-tickets'), text: t('customer-no-tickets-text') })
        : empty({ title: t('none-match'), text: t('none-match-text') });
    return html`<section class="stack" aria-labelledby="customer-tickets">
      <h2 id="customer-tickets">${t('customer-tickets')}</h2>
      <nav class="tabs" aria-label=${t('by-status')}>
        <ul>
          ${Object.entries(SHOW_TEXTS).map(
            ([name, text]) =>
              html`<li>
                <a
                  href="/console/people/${customer.id}${name === 'all' ? '' : `?show=${name}`}"
                  aria-current=${name === this.show ? 'page' : nothing}
                  >${t(text)}</a
                >
              </li>`,
          )}
        </ul>
      </nav>
      ${shown(this.tickets, (items) =>
        items.length
          ? html`<ul class="rows">
              ${repeat(
                items,
                ({ id }) => id,
                (ticket) =>
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
                  </li>`,
              )}
            </ul>`
          : this.tickets.next.value
            ? nothing
            : none,
      )}
      ${this.tickets.button()}
    </section>`;
  }

  render() {
    const known = this.customer.value.value;
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
      this.customer,
      (customer) =>
        html`<div class="two">
          <section class="panel stack" aria-labelledby="customer-profile">
            <h2 id="customer-profile">${t('profile')}</h2>
            ${this.editing.value ? this.#form() : this.#details(customer)}
          </section>
          ${this.#tickets(customer)}
        </div>`,
    )}`;
  }
}
customElements.define('customer-page', CustomerPage);
