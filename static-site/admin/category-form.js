// The form of a category as it is edited: names in every language, and one card for each field.
import { html, nothing } from '../vendor/lit.js';
import { LANGUAGES, directionOf, t } from '../lib/i18n.js';
import { icon } from '../parts/basics.js';
import { field } from '../parts/form.js';
import { changedAt, newOption, withoutItemAt } from './category-fields.js';
import { check, named } from './shared.js';

const KIND_TEXTS = {
  text: 'kind-text',
  choice: 'kind-choice',
  number: 'kind-number',
  date: 'kind-date',
  checkbox: 'kind-checkbox',
};

/** One name in every language. prefix: of the controls' ids · change(names): they were changed. */
export const nameFields = (form, { names, prefix, label, change }) =>
  html`<div class="pair">
    ${Object.entries(LANGUAGES).map(([code, language]) =>
      field(form, {
        name: `${prefix}-${code}`,
        label: html`${label} <span class="optional">(${language})</span>`,
        optional: false,
        control: ({ id, described, invalid }) =>
          html`<input
            id=${id}
            lang=${code}
            dir=${directionOf(code)}
            maxlength="200"
            autocomplete="off"
            .value=${names[code] ?? ''}
            aria-describedby=${described}
            aria-invalid=${invalid}
            @input=${(event) => change({ ...names, [code]: event.target.value })} />`,
      }),
    )}
  </div>`;

/** One option of a field in every language. */
const optionRow = (option, n, { at, change, remove }) =>
  html`<div class="option">
    ${Object.entries(LANGUAGES).map(
      ([code, language]) =>
        html`<input
          id="field-${at}-option-${n}-${code}"
          lang=${code}
          dir=${directionOf(code)}
          maxlength="200"
          autocomplete="off"
          placeholder=${language}
          aria-label=${t('option-in', { n: n + 1, language })}
          .value=${option.names[code] ?? ''}
          @input=${(event) => change({ names: { ...option.names, [code]: event.target.value } })} />`,
    )}
    <button type="button" class="quiet icon-only" aria-label=${t('option-remove', { n: n + 1 })} @click=${remove}>
      ${icon('x', 'small')}
    </button>
  </div>`;

function optionFields({ options }, at, page) {
  const change = (changed) => page.setField(at, { options: changed });
  return html`<div class="options">
    <p class="field-label">${t('options')}</p>
    ${options.map((option, n) =>
      optionRow(option, n, {
        at,
        change: (changes) => change(changedAt(options, n, changes)),
        remove: () => change(withoutItemAt(options, n)),
      }),
    )}
    <button
      type="button"
      class="quiet"
      id="field-${at}-add"
      @click=${async () => {
        change([...options, newOption()]);
        await page.updateComplete;
        page.querySelector(`#field-${at}-option-${options.length}-en`)?.focus();
      }}>
      ${icon('plus', 'small')}${t('option-add')}
    </button>
  </div>`;
}

const cardButton = ({ label, sign, extra = '', disabled = false, run }) =>
  html`<button type="button" class="quiet icon-only ${extra}" aria-label=${label} ?disabled=${disabled} @click=${run}>
    ${icon(sign, 'small')}
  </button>`;

/** What the field asks for; the desk keeps it once the field is saved (locked). */
const kindField = ({ kind }, at, { locked, set }) =>
  html`<div class="field">
    <label for="field-${at}-kind">${t('kind')}</label
    ><select
      id="field-${at}-kind"
      ?disabled=${locked}
      @change=${(event) =>
        set({ kind: event.target.value, options: event.target.value === 'choice' ? [newOption()] : [] })}>
      ${Object.entries(KIND_TEXTS).map(
        ([each, text]) => html`<option value=${each} ?selected=${each === kind}>${t(text)}</option>`,
      )}</select
    >${locked ? html`<p class="hint">${t('kind-locked')}</p>` : nothing}
  </div>`;

/** One field of the form. page: the category-page: edit, fields, known, setField(), move(), drop(). */
export function fieldCard(each, at, page) {
  const name = named(each.names) || t('field-number', { n: at + 1 });
  const set = (changes) => page.setField(at, changes);
  return html`<fieldset class="field-card" id="field-${at}">
    <legend class="vh">${name}</legend>
    <div class="field-card-head">
      <span class="muted small">${at + 1}</span><bdi class="strong">${name}</bdi
      ><span class="moves">
        ${cardButton({
          label: t('move-up', { name }),
          sign: 'chevron-down',
          extra: 'up',
          disabled: at === 0,
          run: () => page.move(at, -1),
        })}
        ${cardButton({
          label: t('move-down', { name }),
          sign: 'chevron-down',
          extra: 'down',
          disabled: at === page.fields.length - 1,
          run: () => page.move(at, 1),
        })}
        ${cardButton({ label: t('field-drop', { name }), sign: 'trash-2', run: () => page.drop(at) })}</span
      >
    </div>
    ${nameFields(page.edit.form, {
      names: each.names,
      prefix: `field-${at}`,
      label: t('field-label'),
      change: (names) => set({ names }),
    })}
    ${kindField(each, at, { locked: page.known.has(each.id), set })}
    ${each.kind === 'choice' ? optionFields(each, at, page) : nothing}
    <div class="row">
      ${check(t('field-required'), each.required, (required) => set({ required }))}${check(
        t('field-for-customers'),
        each.for_customers,
        (open) => set({ for_customers: open }),
      )}
    </div>
  </fieldset>`;
}
