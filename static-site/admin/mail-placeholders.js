// The placeholders of a mail's text: what they are called, and the buttons that insert them.
import { html, nothing } from '../vendor/lit.js';
import { list, t } from '../lib/i18n.js';
import { icon } from '../parts/basics.js';

const PLACEHOLDER_TEXTS = {
  number: 'placeholder-number',
  subject: 'placeholder-subject',
  reader: 'placeholder-reader',
  by: 'placeholder-by',
  desk: 'placeholder-desk',
  status: 'placeholder-status',
  customer: 'placeholder-customer',
  priority: 'placeholder-priority',
  closing: 'placeholder-closing',
  other: 'placeholder-other',
  opening: 'placeholder-opening',
  status_news: 'placeholder-status-news',
  meaning: 'placeholder-meaning',
  closing_news: 'placeholder-closing-news',
  reason: 'placeholder-reason',
  news: 'placeholder-news',
  message: 'placeholder-message',
  link: 'placeholder-link',
  keep_open: 'placeholder-keep-open',
  solve: 'placeholder-solve',
  stars: 'placeholder-stars',
  confirm: 'placeholder-confirm',
};
const placeholderName = (name) => (PLACEHOLDER_TEXTS[name] ? t(PLACEHOLDER_TEXTS[name]) : name);

/** What is inserted between two pieces of text: a block stands alone, with an empty line around it. */
export function insertedText(name, { blocks }, before, after) {
  const alone = blocks.includes(name);
  const above = alone && before.trim() && !before.endsWith('\n\n') ? '\n\n' : '';
  const below = alone && after.trim() && !after.startsWith('\n\n') ? '\n\n' : '';
  return `${above}{{${name}}}${below}`;
}

function group(id, label, names, insert) {
  if (!names.length) return nothing;
  return html`<div class="variables" role="group" aria-labelledby=${id}>
    <p class="field-label" id=${id}>${label}</p>
    ${names.map(
      (name) =>
        html`<button type="button" class="chip-button" @click=${() => insert(name)}>
          ${icon('plus', 'small')}${placeholderName(name)} <code dir="ltr">{{${name}}}</code>
        </button>`,
    )}
  </div>`;
}

/** A button for each placeholder. insert(name): it was pressed. */
export const placeholderButtons = ({ values, sentences, blocks, required }, insert) =>
  html`${group('insert-values', t('mail-insert-values'), values, insert)}${group(
    'insert-sentences',
    t('mail-insert-sentences'),
    sentences,
    insert,
  )}${group('insert-blocks', t('mail-insert-blocks'), blocks, insert)}
  ${
    required.length
      ? html`<p class="hint">${t('mail-required', { names: list(required.map(placeholderName)) })}</p>`
      : nothing
  }`;
