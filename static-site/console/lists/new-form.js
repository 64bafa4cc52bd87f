// The form of a ticket that is raised on behalf of a customer.
import { html, live, nothing } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';
import { callout, icon, otherVersion, priorityText } from '../../parts/basics.js';
import { errorSummary, field, selectControl, submitButton, textControl } from '../../parts/form.js';
import { ticketAddress } from '../state.js';
import '../../parts/attach.js';
import { named } from './new-ticket.js';
import './person-picker.js';

const PRIORITIES = ['low', 'normal', 'high', 'urgent'];
const FIELD_TYPES = { number: 'number', date: 'date', text: 'text' };

const areaControl =
  (ticket, name, rows) =>
  ({ id, described, invalid }) =>
    html`<textarea
      id=${id}
      name=${id}
      dir="auto"
      rows=${rows}
      maxlength="10000"
      .value=${live(ticket.value(name))}
      aria-describedby=${described}
      aria-invalid=${invalid}
      @input=${(e) => ticket.draft.set(name, e.target.value)}></textarea>`;

/** The control of a text, a number or a date that the category asks for. */
const lineControl =
  ({ kind }, value, set) =>
  ({ id, described, invalid }) =>
    html`<input
      id=${id}
      type=${FIELD_TYPES[kind]}
      step=${kind === 'number' ? 'any' : nothing}
      maxlength=${kind === 'text' ? 500 : nothing}
      dir="auto"
      .value=${live(String(value ?? ''))}
      aria-describedby=${described}
      aria-invalid=${invalid}
      @input=${({ target }) => set(kind === 'number' && target.value !== '' ? Number(target.value) : target.value)} />`;

/** One thing the category asks for. */
function answerField(form, ticket, asked) {
  const name = `field-${asked.id}`;
  const value = ticket.answers[asked.id];
  const set = ticket.answer(asked.id);
  const label = html`${named(asked)}${
    asked.for_customers ? nothing : html` ${icon('lock', 'small')}<span class="vh">${t('field-inside')}</span>`
  }`;
  if (asked.kind === 'checkbox') {
    return html`<label class="check" for=${name}
      ><input
        id=${name}
        type="checkbox"
        .checked=${live(Boolean(value))}
        @change=${(event) => set(event.target.checked)} />${label}</label
    >`;
  }
  const control =
    asked.kind === 'choice'
      ? selectControl({
          value: value ?? '',
          options: [['', t('change-none')], ...asked.options.map((option) => [option.id, named(option)])],
          onInput: set,
        })
      : lineControl(asked, value, set);
  return field(form, { name, label, optional: !asked.required, control });
}

/** The ticket that this one follows up. */
const followedUp = ({ number, subject, requester }) =>
  callout(
    '',
    html`<p>
        ${t('follow-up-of')}
        <a href=${ticketAddress(number)}><bdi>#${number}</bdi> <bdi>${subject}</bdi></a>
      </p>
      <p>${t('follow-up-text', { name: requester.name })}</p>`,
    'reply',
  );

const customerField = (form, ticket) =>
  field(form, {
    name: 'customer',
    label: t('customer'),
    hint: t('customer-hint'),
    control: ({ id, described, invalid }) =>
      html`<person-picker
        .field=${{ id, described, invalid }}
        .person=${ticket.customer}
        .changed=${ticket.set('customer')}></person-picker>`,
  });

const subjectField = (form, ticket) =>
  field(form, {
    name: 'subject',
    label: t('subject'),
    control: ({ id, described, invalid }) =>
      html`<input
        id=${id}
        name=${id}
        dir="auto"
        maxlength="200"
        autocomplete="off"
        .value=${live(ticket.value('subject'))}
        aria-describedby=${described}
        aria-invalid=${invalid}
        @input=${(e) => ticket.draft.set('subject', e.target.value)} />`,
  });

/** Category and priority. */
function sorting(form, ticket) {
  const asBefore = ticket.old ? [['', t('category-as-before')]] : [];
  const none = [['', t('category-none')]];
  return html`<div class="two">
    ${field(form, {
      name: 'category',
      label: t('category'),
      control: selectControl({
        value: ticket.value('category'),
        options: [...(ticket.old ? asBefore : none), ...ticket.categories().map(({ id, name }) => [id, name])],
        onInput: ticket.set('category'),
      }),
    })}
    ${field(form, {
      name: 'priority',
      label: t('priority'),
      control: selectControl({
        value: ticket.value('priority') || (ticket.old ? '' : 'normal'),
        options: [...asBefore, ...PRIORITIES.map((p) => [p, priorityText(p)])],
        onInput: ticket.set('priority'),
      }),
    })}
  </div>`;
}

/** What the chosen category asks for. */
function categoryForm(form, ticket) {
  if (!ticket.fields.length) return nothing;
  return html`<fieldset class="form group">
    <legend>${t('form')}</legend>
    ${ticket.fields.map((each) => answerField(form, ticket, each))}
  </fieldset>`;
}

/** Files, tags and the note for colleagues. */
const moreFields = (form, ticket) =>
  html`<attach-files
      .saved=${ticket.value('files') || []}
      .changed=${(files) => ticket.draft.set('files', files.length ? files : '')}></attach-files>
    ${field(form, {
      name: 'tags',
      label: t('tags'),
      optional: true,
      hint: t('filter-commas'),
      control: textControl({ value: ticket.value('tags'), autocomplete: 'off', onInput: ticket.set('tags') }),
    })}
    <div class="note-field">
      ${field(form, {
        name: 'note',
        label: html`${icon('lock', 'small')} ${t('new-note')}`,
        optional: true,
        hint: t('new-note-hint'),
        control: areaControl(ticket, 'note', 3),
      })}
    </div>`;

/** The whole form. ticket: a NewTicket · page: the raise-ticket: form, submit(), keydown(), discard(). */
export const ticketForm = (ticket, { form, submit, keydown, discard }) =>
  html`<form class="form" @submit=${submit} @keydown=${keydown} novalidate>
    ${errorSummary(form)}${otherVersion(ticket.draft)}
    ${ticket.old ? followedUp(ticket.old) : customerField(form, ticket)} ${subjectField(form, ticket)}
    ${sorting(form, ticket)} ${categoryForm(form, ticket)}
    ${field(form, {
      name: 'body',
      label: t('new-body'),
      hint: t('new-body-hint'),
      control: areaControl(ticket, 'body', 6),
    })}
    ${moreFields(form, ticket)}
    <div class="row">
      ${submitButton(form, t('new-raise'), t('sending'))}<span class="hint">${t('new-draft-saved')}</span>
      <button type="button" class="quiet" @click=${discard}>${t('new-discard')}</button>
    </div>
  </form>`;
