// The form of a new ticket, with an account or without: a draft, a category and what its form asks for, the body.
import { html, live, nothing } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { Page, announce } from '../lib/page.js';
import { icon } from '../parts/basics.js';
import { Form, field, selectControl } from '../parts/form.js';

const MAX_CHARACTERS = 500;
const MISSING_TEXTS = {
  text: 'field-missing',
  number: 'field-missing',
  choice: 'field-choose',
  date: 'field-missing',
  checkbox: 'field-tick',
};
const YES = 'yes';

/** The name of a field in the form and in the draft: nothing else on the page has it. */
export const nameOf = ({ id }) => `fields-${id}`;

/**
 * "١٢٫٥" and "12,5" as the API reads them. A comma before three digits stays: it may part thousands, so it is asked
 * about.
 */
function plainNumber(text) {
  const latin = text
    .trim()
    .replace(/[٠-٩]/g, (digit) => digit.charCodeAt(0) - 0x660)
    .replace(/[٬\s]/g, '')
    .replace('٫', '.');
  return latin.replace(/^(-?\d+),(\d{1,2}|\d{4,})$/, '$1.$2');
}

function valueOf({ kind, options }, value) {
  if (kind === 'checkbox') return value === YES;
  if (kind === 'number') return plainNumber(value);
  if (kind === 'choice') return options.some(({ id }) => id === value) ? value : '';
  return value.trim();
}

/** What was filled in, by the fields' ids, without what was left empty. draftValue(name): what the draft has. */
export function answersOf(fields, draftValue) {
  return Object.fromEntries(
    fields
      .map((each) => [each.id, valueOf(each, draftValue(nameOf(each)))])
      .filter(([, value]) => value !== '' && value !== false),
  );
}

/** What is missing or cannot be right: [{ field, text }]. */
export function wrongAnswers(fields, draftValue) {
  const answers = answersOf(fields, draftValue);
  return fields.flatMap((each) => {
    const answer = answers[each.id];
    if (answer === undefined) {
      return each.required ? [{ field: nameOf(each), text: t(MISSING_TEXTS[each.kind], { name: each.name }) }] : [];
    }
    const wrong = each.kind === 'number' && !/^-?(\d+\.?\d*|\.\d+)$/.test(answer);
    return wrong ? [{ field: nameOf(each), text: t('field-number-wrong') }] : [];
  });
}

const lineControl =
  (each, value, set) =>
  ({ id, described, invalid }) =>
    html`<input
      id=${id}
      name=${id}
      dir="auto"
      autocomplete="off"
      type=${each.kind === 'date' ? 'date' : 'text'}
      inputmode=${each.kind === 'number' ? 'decimal' : nothing}
      maxlength=${each.kind === 'text' ? MAX_CHARACTERS : nothing}
      class=${each.kind === 'text' ? nothing : 'short'}
      .value=${live(value)}
      aria-describedby=${described}
      aria-invalid=${invalid}
      aria-required=${each.required ? 'true' : nothing}
      @input=${(event) => set(event.target.value)} />`;

function tick(form, each, value, set) {
  const name = nameOf(each);
  const error = form.error(name);
  return html`<div class="field ${error ? 'wrong' : ''}">
    ${
      error
        ? html`<p class="field-error" id="${name}-error">
            ${icon('circle-alert', 'small')}<span><span class="vh">${t('error-label')}</span> ${error}</span>
          </p>`
        : nothing
    }
    <label class="check"
      ><input
        type="checkbox"
        id=${name}
        name=${name}
        .checked=${live(value === YES)}
        aria-describedby=${error ? `${name}-error` : nothing}
        aria-invalid=${error ? 'true' : nothing}
        @change=${(event) => set(event.target.checked ? YES : '')} /><span
        >${each.name}${each.required ? nothing : html` <span class="optional">${t('optional')}</span>`}</span
      ></label
    >
  </div>`;
}

/** One field. value: what the draft has · set(value): it was changed. */
export function formField(form, each, value, set) {
  if (each.kind === 'checkbox') return tick(form, each, value, set);
  const options = [['', t('field-none')], ...each.options.map(({ id, name }) => [id, name])];
  const control =
    each.kind === 'choice' ? selectControl({ value, options, onInput: set }) : lineControl(each, value, set);
  return field(form, { name: nameOf(each), label: each.name, optional: !each.required, control });
}

/** The base of the pages that raise a ticket: they set `draft` and load `config`. */
export class TicketForm extends Page {
  form = new Form(this);

  disconnectedCallback() {
    super.disconnectedCallback();
    this.draft?.close();
  }

  /** What the draft has of a field. */
  draftValue = (name) => this.draft.get(name);

  set = (name) => (value) => this.draft.set(name, value);

  /** The chosen category, as long as there still is one of that name. */
  get category() {
    return this.config.value.value?.categories.find(({ id }) => id === this.draftValue('category'));
  }

  /** What the chosen category asks for. */
  get fields() {
    return this.category?.fields ?? [];
  }

  /** The body of a request that raises a ticket. */
  message() {
    const fields = answersOf(this.fields, this.draftValue);
    return {
      subject: this.draftValue('subject').trim(),
      body: this.draftValue('body').trim(),
      ...(this.category ? { category: this.category.id } : {}),
      ...(Object.keys(fields).length ? { fields } : {}),
    };
  }

  /** What is missing or wrong in that, in the order of the page. */
  wrongMessage() {
    const { subject, body } = this.message();
    return [
      ...(subject ? [] : [{ field: 'subject', text: t('subject-missing') }]),
      ...wrongAnswers(this.fields, this.draftValue),
      ...(body ? [] : [{ field: 'body', text: t('body-missing') }]),
    ];
  }

  chooseCategory = (value) => {
    this.draft.set('category', value);
    // errors of fields belong to the category before
    this.form.show(this.form.errors.value.filter(({ field: name }) => !name.startsWith('fields-')));
    if (this.fields.length) announce(t('new-asks', { n: this.fields.length }));
  };

  /** The choice of a category, where there are any. */
  categoryField({ categories }) {
    if (!categories.length) return nothing;
    return field(this.form, {
      name: 'category',
      label: t('category'),
      optional: true,
      control: selectControl({
        value: this.draftValue('category'),
        options: [['', t('category-none')], ...categories.map(({ id, name }) => [id, name])],
        onInput: this.chooseCategory,
      }),
    });
  }

  /** What the chosen category asks for. */
  categoryForm() {
    if (!this.fields.length) return nothing;
    return html`<fieldset class="asks" aria-label=${this.category.name}>
      ${this.fields.map((each) => formField(this.form, each, this.draftValue(nameOf(each)), this.set(nameOf(each))))}
    </fieldset>`;
  }

  bodyField() {
    return field(this.form, {
      name: 'body',
      label: t('body'),
      hint: t('body-hint'),
      control: ({ id, described, invalid }) =>
        html`<textarea
          id=${id}
          name=${id}
          dir="auto"
          rows="8"
          maxlength="10000"
          .value=${live(this.draftValue('body'))}
          aria-describedby=${described}
          aria-invalid=${invalid}
          @input=${(e) => this.draft.set('body', e.target.value)}></textarea>`,
    });
  }
}
