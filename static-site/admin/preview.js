// What others will see of what is being written: a form as customers fill it in, a reply with its variables filled in.
import { html, nothing } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { person } from '../lib/session.js';
import { deskName } from '../lib/page.js';
import { icon } from '../parts/basics.js';
import { named } from './shared.js';

const TYPES = { text: 'text', number: 'number', date: 'date' };

function control({ kind, options }) {
  if (kind === 'choice') {
    return html`<select>
      ${[html`<option>–</option>`, ...options.map(({ names }) => html`<option>${named(names)}</option>`)]}
    </select>`;
  }
  return html`<input type=${TYPES[kind]} />`;
}

/** The fields in their order; inert, so neither the keyboard nor a screen reader reaches it. */
export function formPreview(fields) {
  if (!fields.length) return html`<p class="muted">${t('preview-no-fields')}</p>`;
  return html`<div class="preview-form" inert>
    ${fields.map((each) => {
      const label = html`<bdi>${named(each.names) || '…'}</bdi
        >${each.required ? nothing : html` <span class="optional">${t('optional')}</span>`}${
          each.for_customers ? nothing : html` <span class="chip">${icon('lock', 'small')}${t('field-inside')}</span>`
        }`;
      return each.kind === 'checkbox'
        ? html`<label class="check"><input type="checkbox" /><span>${label}</span></label>`
        : html`<label class="field"><span class="field-label">${label}</span>${control(each)}</label>`;
    })}
  </div>`;
}

const EXAMPLE_TEXTS = {
  'customer.name': 'example-name',
  'customer.first_name': 'example-first-name',
  'ticket.subject': 'example-subject',
};

/** A body with an example in the place of each variable; the desk itself fills it in for a ticket. */
export function replyPreview(body, variables) {
  if (!body.trim()) return html`<p class="muted">${t('preview-nothing')}</p>`;
  const examples = {
    'agent.name': person.value?.name ?? '',
    'ticket.number': '1234',
    'ticket.link': '…/ticket.html?id=1234',
    'desk.name': deskName(),
  };
  const pieces = body.split(/(\{\{[^{}\n]{0,80}\}\})/);
  const shown = pieces.map((piece) => {
    const name = piece.startsWith('{{') && piece.endsWith('}}') ? piece.slice(2, -2).trim() : null;
    if (name === null) return piece;
    if (!variables.includes(name)) return html`<mark class="unknown">${piece}</mark>`;
    return html`<mark>${examples[name] ?? (EXAMPLE_TEXTS[name] ? t(EXAMPLE_TEXTS[name]) : `‹${name}›`)}</mark>`;
  });
  return html`<div class="preview-reply" dir="auto">${shown}</div>`; // white space in it is shown
}
