// What a category's form asks for: a control for each kind of field, and what was filled in as the API takes it.
import { html, live, nothing } from '../vendor/lit.js';
import { field, selectControl } from '../parts/form.js';
import { t } from '../lib/i18n.js';
import { icon } from '../parts/basics.js';

const MOST_CHARACTERS = 500;
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

function valueOf({ kind, options }, kept) {
  if (kind === 'checkbox') return kept === YES;
  if (kind === 'number') return plainNumber(kept);
  if (kind === 'choice') return options.some(({ id }) => id === kept) ? kept : '';
  return kept.trim();
}

/** What was filled in, by the fields' ids, without what was left empty. kept(name): what the draft has. */
export function answersOf(fields, kept) {
  return Object.fromEntries(
    fields
      .map((each) => [each.id, valueOf(each, kept(nameOf(each)))])
      .filter(([, value]) => value !== '' && value !== false),
  );
}

/** What is missing or cannot be right: [{ field, text }]. */
export function wrongAnswers(fields, kept) {
  const answers = answersOf(fields, kept);
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
  (each, kept, set) =>
  ({ id, described, invalid }) =>
    html`<input
      id=${id}
      name=${id}
      dir="auto"
      autocomplete="off"
      type=${each.kind === 'date' ? 'date' : 'text'}
      inputmode=${each.kind === 'number' ? 'decimal' : nothing}
      maxlength=${each.kind === 'text' ? MOST_CHARACTERS : nothing}
      class=${each.kind === 'text' ? nothing : 'short'}
      .value=${live(kept)}
      aria-describedby=${described}
      aria-invalid=${invalid}
      aria-required=${each.required ? 'true' : nothing}
      @input=${(event) => set(event.target.value)} />`;

function tick(form, each, kept, set) {
  const name = nameOf(each);
  const error = form.error(name);
  return html`<div class="field ${error ? 'wrong' : ''}">
    ${
      error
        ? html`<p class="field-error" id="${name}-error">
            ${icon('circle-alert', 'small')}<span><span class="vh">${t('error-word')}</span> ${error}</span>
          </p>`
        : nothing
    }
    <label class="check"
      ><input
        type="checkbox"
        id=${name}
        name=${name}
        .checked=${live(kept === YES)}
        aria-describedby=${error ? `${name}-error` : nothing}
        aria-invalid=${error ? 'true' : nothing}
        @change=${(event) => set(event.target.checked ? YES : '')} /><span
        >${each.name}${each.required ? nothing : html` <span class="optional">${t('optional')}</span>`}</span
      ></label
    >
  </div>`;
}

/** One field. kept: what the draft has · set(value): it was changed. */
export function formField(form, each, kept, set) {
  if (each.kind === 'checkbox') return tick(form, each, kept, set);
  const options = [['', t('field-none')], ...each.options.map(({ id, name }) => [id, name])];
  const control =
    each.kind === 'choice' ? selectControl({ value: kept, options, onInput: set }) : lineControl(each, kept, set);
  return field(form, { name: nameOf(each), label: each.name, optional: !each.required, control });
}
