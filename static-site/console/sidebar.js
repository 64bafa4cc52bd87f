// Beside the conversation: who, where, how urgent, until when; each thing that can be changed is a control.
import { html, live, nothing, signal } from '../vendor/lit.js';
import { lang, list, t } from '../lib/i18n.js';
import { Page, announce } from '../lib/page.js';
import { person } from '../lib/session.js';
import { when } from '../lib/time.js';
import { callout, icon, priorityText, statusText } from '../parts/basics.js';
import { categoryName, whatChanged } from './actions.js';
import { categories, colleagues, learnColleagues, teams, ticketAddress } from './state.js';

const WIDE = matchMedia('(width >= 64rem)');
const wide = signal(WIDE.matches); // the whole sidebar fits beside the conversation
WIDE.addEventListener('change', () => {
  wide.value = WIDE.matches;
});

const PRIORITIES = ['low', 'normal', 'high', 'urgent'];
const LINK_TEXTS = {
  parent: 'link-parent',
  child: 'link-child',
  related: 'link-related',
  duplicate: 'link-duplicate',
  follow_up_of: 'link-follow-up-of',
  follow_up: 'link-follow-up',
};
const MADE_BY_HAND = ['parent', 'child', 'related', 'duplicate'];
const nameOf = (id) =>
  id === person.value?.id ? t('me') : (colleagues.value?.find((each) => each.id === id)?.name ?? t('a-colleague'));
const named = ({ names }) => names[lang] ?? names.en;

/** options: [[value, text]]; the present value is always among them. */
function choice({ name, label, value, text, options, disabled, onChange, onOpen }) {
  const all = options.some(([each]) => each === value) ? options : [[value, text], ...options];
  return html`<div class="property">
    <label for="property-${name}">${label}</label>
    <select
      id="property-${name}"
      ?disabled=${disabled}
      @focus=${onOpen ?? nothing}
      @pointerdown=${onOpen ?? nothing}
      @change=${(event) => onChange(event.target.value)}>
      ${all.map(([id, shown]) => html`<option value=${id} .selected=${live(id === value)}>${shown}</option>`)}
    </select>
  </div>`;
}

const line = (label, value) =>
  html`<div class="property">
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;

function assignee(ticket, change, disabled) {
  const me = person.value?.id;
  const isOwn = ticket.assignee?.id === me;
  const button = isOwn
    ? html`<button type="button" @click=${() => change({ assignee: null })}>${t('give-back')}</button>`
    : html`<button type="button" @click=${() => change({ assignee: 'me' })}>${t('take-it')}</button>`;
  const others = (colleagues.value ?? []).filter(({ id }) => id !== me).map(({ id, name }) => [id, name]);
  return html`<div class="property owner">
    ${choice({
      name: 'assignee',
      label: t('assignee'),
      value: ticket.assignee?.id ?? '',
      text: ticket.assignee?.name ?? t('unassigned'),
      disabled,
      onOpen: learnColleagues,
      options: [['', t('unassigned')], [me, t('me')], ...others],
      onChange: (id) => change({ assignee: id || null }),
    })}${disabled ? nothing : button}
  </div>`;
}

/** A change that was refused because the ticket had moved on: { fields, what: differences }. */
function refused({ fields, what }, change, leave) {
  return html`<div role="alert" class="refused" tabindex="-1">
    ${callout(
      'warn',
      html` <p class="strong">${t('change-refused')}</p>
        <p>
          ${Object.keys(what).length ? t('change-refused-now', { what: whatChanged(what) }) : t('change-refused-reply')}
        </p>
        <p class="row">
          <button
            type="button"
            @click=${() => {
              leave();
              change(fields);
            }}>
            ${t('change-anyway')}
          </button>
          <button type="button" class="quiet" @click=${leave}>${t('leave-it')}</button>
        </p>`,
    )}
  </div>`;
}

/** <tag-editor>: tags, change(tags), disabled. Tags are removed one by one, and added with Enter or a comma. */
class TagEditor extends Page {
  static properties = { tags: { attribute: false }, change: { attribute: false }, disabled: { type: Boolean } };

  #add = (input) => {
    const tag = input.value.replace(/,/g, ' ').trim();
    input.value = '';
    if (tag && !this.tags.includes(tag)) this.change([...this.tags, tag]);
  };

  #remove(tag) {
    this.change(this.tags.filter((each) => each !== tag));
    announce(t('tag-removed', { tag }));
    this.querySelector('input')?.focus();
  }

  render() {
    return html`<div class="property tags">
      <label for="property-tags">${t('tags')}</label> ${
        this.tags.length
          ? html`<ul class="tag-row">
              ${this.tags.map(
                (tag) =>
                  html`<li class="tag">
                    <bdi>${tag}</bdi>${
                      this.disabled
                        ? nothing
                        : html`<button
                            type="button"
                            aria-label=${t('tag-remove', { tag })}
                            @click=${() => this.#remove(tag)}>
                            ${icon('x', 'small')}
                          </button>`
                    }
                  </li>`,
              )}
            </ul>`
          : nothing
      }
      ${
        this.disabled
          ? nothing
          : html`<input
              id="property-tags"
              maxlength="40"
              placeholder=${t('tag-add')}
              @keydown=${(event) => {
                if (event.key !== 'Enter' && event.key !== ',') return;
                event.preventDefault();
                this.#add(event.target);
              }}
              @blur=${(event) => this.#add(event.target)} />`
      }
    </div>`;
  }
}
customElements.define('tag-editor', TagEditor);

const FIELD_TYPES = { number: 'number', date: 'date', text: 'text' };

/** One answer of the category's form, as agents see and change it. */
function formField(field, answer, change, disabled) {
  const id = `field-${field.id}`;
  const label = html`<label for=${id}
    >${named(field)}${
      field.for_customers ? nothing : html` ${icon('lock', 'small')}<span class="vh">${t('field-inside')}</span>`
    }</label
  >`;
  const set = (value) => change({ fields: { [field.id]: value } });
  if (field.kind === 'choice') {
    return html`<div class="property">
      ${label}<select id=${id} ?disabled=${disabled} @change=${(event) => set(event.target.value || null)}>
        <option value="" .selected=${live(!answer)}>${t('change-none')}</option>
        ${field.options.map(
          (option) =>
            html`<option value=${option.id} .selected=${live(option.id === answer)}>${named(option)}</option>`,
        )}
      </select>
    </div>`;
  }
  if (field.kind === 'checkbox') {
    return html`<label class="check property"
      ><input
        type="checkbox"
        ?disabled=${disabled}
        .checked=${live(Boolean(answer))}
        @change=${(event) => set(event.target.checked)} />${named(field)}</label
    >`;
  }
  const read = (input) => (field.kind === 'number' && input.value !== '' ? Number(input.value) : input.value || null);
  return html`<div class="property">
    ${label}<input
      id=${id}
      type=${FIELD_TYPES[field.kind]}
      step=${field.kind === 'number' ? 'any' : nothing}
      maxlength=${field.kind === 'text' ? 500 : nothing}
      dir="auto"
      ?disabled=${disabled}
      .value=${live(String(answer ?? ''))}
      @change=${(event) => set(read(event.target))} />
  </div>`;
}

function formProperties(ticket, change, disabled) {
  const fields = categories.value.find(({ id }) => id === ticket.category)?.fields ?? [];
  const otherAnswers = Object.entries(ticket.fields).filter(([id]) => !fields.some((field) => field.id === id));
  if (!fields.length && !otherAnswers.length) return nothing;
  return html`<h3 class="sidebar-heading">${t('form')}</h3>
    ${fields.map((field) => formField(field, ticket.fields[field.id], change, disabled))}
    ${
      otherAnswers.length
        ? html`<dl>
            ${otherAnswers.map(([id, answer]) => line(html`<bdi>${id}</bdi>`, html`<bdi>${String(answer)}</bdi>`))}
          </dl>`
        : nothing
    }`;
}

function links(ticket, actions) {
  const rows = [...ticket.links, ...ticket.merged_from.map((number) => ({ ticket: number, kind: 'merged' }))];
  if (!rows.length) return nothing;
  return line(
    t('links'),
    html`<ul class="link-rows">
      ${rows.map(
        ({ ticket: number, kind }) =>
          html`<li>
            ${kind === 'merged' ? icon('merge', 'small') : icon('link', 'small')}<span
              >${t(LINK_TEXTS[kind] ?? 'link-merged')}</span
            >
            <a href=${ticketAddress(number)}><bdi>#${number}</bdi></a
            >${
              MADE_BY_HAND.includes(kind)
                ? html`<button
                    type="button"
                    class="icon-only"
                    aria-label=${t('unlink', { number: `#${number}` })}
                    @click=${() => actions.run(`links/${number}`, { method: 'DELETE', message: t('now-unlinked') })}>
                    ${icon('x', 'small')}
                  </button>`
                : nothing
            }
          </li>`,
      )}
    </ul>`,
  );
}

function followers(ticket) {
  if (!ticket.followers.length) return nothing;
  if (!colleagues.value && ticket.followers.some((id) => id !== person.value?.id)) learnColleagues();
  return line(t('followers'), html`<bdi>${list(ticket.followers.map(nameOf))}</bdi>`);
}

/**
 * What is known of a ticket, beside the conversation. changes: its Changes, which also hold the conflict of a refused
 * one · actions: its TicketActions.
 */
export function sidebar(ticket, { change, conflict, leave }, actions) {
  const disabled = !ticket.allowed.change;
  const allowed = ticket.allowed.statuses;
  const { requester } = ticket;
  return html`<aside class="sidebar" aria-label=${t('properties')}>
    ${conflict.value ? refused(conflict.value, change, leave) : nothing} ${assignee(ticket, change, disabled)}
    ${choice({
      name: 'status',
      label: t('status'),
      value: ticket.status,
      text: statusText(ticket.status),
      disabled: disabled || Boolean(ticket.spam),
      options: allowed.map((each) => [each, statusText(each)]),
      onChange: (status) => change({ status }),
    })}
    ${choice({
      name: 'priority',
      label: t('priority'),
      value: ticket.priority,
      disabled,
      options: PRIORITIES.map((each) => [each, priorityText(each)]),
      onChange: (priority) => change({ priority }),
    })}
    <details class="more-properties" ?open=${wide.value}>
      <summary>${t('more-properties')}${icon('chevron-down', 'small')}</summary>
      <div>
        ${choice({
          name: 'team',
          label: t('team'),
          value: ticket.team.id,
          text: ticket.team.name,
          disabled,
          options: teams.value,
          onChange: (team) => change({ team }),
        })}
        ${choice({
          name: 'category',
          label: t('category'),
          value: ticket.category,
          text: categoryName(ticket.category),
          disabled: disabled || !categories.value.length,
          options: categories.value.map(({ id, name }) => [id, name]),
          onChange: (category) => change({ category }),
        })}
        <tag-editor .tags=${ticket.tags} .change=${(tags) => change({ tags })} ?disabled=${disabled}></tag-editor>
        ${formProperties(ticket, change, disabled)}
        <dl>
          ${line(
            t('requester'),
            html`<a href="/console/people/${requester.id}"><bdi>${requester.name}</bdi></a
              >${
                requester.email
                  ? html`<br /><a class="mail" href="mailto:${requester.email}"><bdi>${requester.email}</bdi></a>`
                  : nothing
              }`,
          )}
          ${ticket.waiting_since ? line(t('waiting-since'), when(ticket.waiting_since)) : nothing}
          ${ticket.closes_at && ticket.status !== 'closed' ? line(t('closes'), when(ticket.closes_at)) : nothing}
          ${line(t('raised'), when(ticket.created_at))} ${line(t('updated'), when(ticket.updated_at))}
          ${
            ticket.rating
              ? line(
                  t('rating'),
                  t(ticket.rating.agent ? 'rating-of' : 'rating-only', {
                    score: ticket.rating.score,
                    name: ticket.rating.agent?.name ?? '',
                  }),
                )
              : nothing
          }
          ${links(ticket, actions)}${followers(ticket)}
          ${
            ticket.reason?.text
              ? line(
                  t('why-here'),
                  html`<span class="why" dir="auto">${icon('info', 'small')}${ticket.reason.text}</span>`,
                )
              : nothing
          }
        </dl>
      </div>
    </details>
  </aside>`;
}
