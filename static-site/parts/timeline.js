// The timeline of a ticket: messages, notes on amber, everything else as single quiet lines.
import { html, nothing, ref, repeat } from '../vendor/lit.js';
import { list, t } from '../lib/i18n.js';
import { Page } from '../lib/page.js';
import { clock, dateTime, day, now } from '../lib/time.js';
import { icon, priorityText, statusText } from './basics.js';
import { attachmentList } from './attach.js';
import { EVENT_TYPES, UNKNOWN_EVENT } from './event-types.js';

const SIDE_TEXTS = {
  customer: 'side-customer',
  agent: 'side-agent',
  system: 'side-system',
  rule: 'side-rule',
  api_key: 'side-api-key',
  bot: 'side-bot',
};
const FIELD_TEXTS = {
  priority: 'change-priority',
  subject: 'change-subject',
  category: 'change-category',
  tags: 'change-tags',
  team: 'change-team',
  fields: 'change-fields',
};
const VALUE_FORMATS = { priority: (v) => priorityText(v), tags: (v) => list(v ?? []) };

/** The new value of a field as text: names instead of ids and codes. */
function valueText(field, value) {
  if (value === null || value === undefined || value === '') return t('change-none');
  if (VALUE_FORMATS[field]) return VALUE_FORMATS[field](value);
  return typeof value === 'object' ? (value.name ?? '') : String(value);
}

/** Icon and text of an event; events of another version of this software have a common line. */
const typeOf = (event) => (Object.hasOwn(EVENT_TYPES, event.type) ? EVENT_TYPES[event.type] : UNKNOWN_EVENT);

const nameOf = (event) => (event.by.role === 'system' ? t('side-system') : event.by.name);

/** One sentence for an event without text. audience: 'customer' or 'agent' (the names of statuses differ). */
export function eventLine(event, audience) {
  const name = nameOf(event);
  const other = event.other ? `#${event.other}` : '';
  const status = event.changes?.status?.[1];
  switch (event.type) {
    case 'StatusChanged':
      return t('event-status', { name, status: statusText(status, audience) });
    case 'TicketAssigned':
      return event.changes?.assignee_name?.[1]
        ? t('event-assigned-to', { name: event.changes.assignee_name[1] })
        : t('event-assigned');
    case 'TicketChanged':
      return t('event-changed', {
        name,
        what: list(
          Object.entries(event.changes ?? {})
            .filter(([field]) => FIELD_TEXTS[field])
            .map(changed),
        ),
      });
    case 'TicketSnoozed':
      return t('event-snoozed', { name, until: dateTime(event.changes.snoozed_until[1]) });
    case 'TicketMerged':
      return t(other ? 'event-merged' : 'event-merged-away', { name, other });
    default:
      return t(typeOf(event).text, { name, other, what: event.type });
  }
}

function changed([field, [, after]]) {
  return field === 'fields' ? t('change-fields') : t(FIELD_TEXTS[field], { value: valueText(field, after) });
}

function lineIcon(event) {
  if (event.type === 'StatusChanged') return event.changes?.status?.[1] === 'solved' ? 'circle-check' : 'refresh-cw';
  return typeOf(event).icon;
}

/** Whether the message can still be undone: the customer has not received it yet. */
export const isHeld = (event) => Boolean(event.undo_until) && Date.parse(event.undo_until) > now.value;

/**
 * <ticket-timeline>: events (oldest first), audience 'customer' | 'agent', earlier (a function when there are older
 * events to fetch), fresh (ids that have just arrived), line (event => text for one without a message, instead
 * of the default), ticket (number of the ticket that is shown: messages of another one name it), actions (event =>
 * [{ label, icon, run }]), where (number => address of a ticket, for links), below (event => a template under a
 * message).
 */
class TicketTimeline extends Page {
  static properties = {
    events: { attribute: false },
    audience: {},
    earlier: { attribute: false },
    busy: { type: Boolean },
    fresh: { attribute: false },
    line: { attribute: false },
    ticket: {},
    actions: { attribute: false },
    where: { attribute: false },
    below: { attribute: false },
  };

  #message(event) {
    const note = event.type === 'NoteAdded';
    const side = note ? 'note' : event.by.role;
    const status = event.type === 'TicketCreated' ? null : event.changes?.status?.[1];
    return html`<li>
      <article
        class="message ${side} ${event.withdrawn ? 'withdrawn' : ''} ${this.fresh?.has(event.id) ? 'fresh' : ''}"
        id="e-${event.id}"
        aria-labelledby="by-${event.id}">
        <header>
          <h3 id="by-${event.id}"><bdi>${nameOf(event)}</bdi></h3>
          ${
            note
              ? html`<span class="note-label">${t('note')}</span>`
              : html`<span class="side">${t(SIDE_TEXTS[event.by.role])}</span>`
          }
          ${this.#origin(event)}${this.#mark(event)}${clock(event.at)}
        </header>
        ${richText(event.html, event.body)} ${attachmentList(event.attachments)}
        ${event.score ? html`<p class="after">${this.line?.(event)}</p>` : nothing}
        ${
          status
            ? html`<p class="after">${t('event-set-status', { status: statusText(status, this.audience) })}</p>`
            : nothing
        }
        ${
          event.reason?.text
            ? html`<p class="after" dir="auto">${icon('info', 'small')}${event.reason.text}</p>`
            : nothing
        }
        ${this.below?.(event) ?? nothing}${this.#actions(event)}
      </article>
    </li>`;
  }

  /** The ticket of the message, if it is another one. */
  #origin(event) {
    const number = event.type === 'MergedTicketReplied' ? event.other : event.ticket;
    if (!number || !this.ticket || number === String(this.ticket)) return nothing;
    return html`<span class="side"
      >${this.where ? html`<a href=${this.where(number)}><bdi>#${number}</bdi></a>` : html`<bdi>#${number}</bdi>`}</span
    >`;
  }

  #mark(event) {
    if (event.withdrawn) return html`<span class="mark">${t('withdrawn')}</span>`;
    if (isHeld(event)) return html`<span class="mark">${t('not-sent-yet')}</span>`;
    if (event.sender) {
      const inside = event.type === 'UnverifiedReplyReceived';
      return html`<span class="mark">${t(inside ? 'unverified-inside' : 'unverified', { email: event.sender })}</span>`;
    }
    return event.automatic ? html`<span class="mark">${t('automatic')}</span>` : nothing;
  }

  #actions(event) {
    const actions = this.actions?.(event) ?? [];
    if (!actions.length) return nothing;
    return html`<div class="message-actions no-print">
      ${actions.map(
        (action) =>
          html`<button
            type="button"
            class="icon-only"
            title=${action.label}
            aria-label=${action.label}
            @click=${(clicked) => action.run(clicked.currentTarget)}>
            ${icon(action.icon, 'small')}
          </button>`,
      )}
    </div>`;
  }

  #line(event) {
    const text = this.line?.(event) ?? eventLine(event, this.audience);
    const linked = event.other && this.where && text.includes(`#${event.other}`);
    const [before, after] = linked ? text.split(`#${event.other}`) : [text, ''];
    return html`<li class="line">
      ${icon(lineIcon(event), 'small')}<span>${before}${
        linked ? html`<a href=${this.where(event.other)}><bdi>#${event.other}</bdi></a>` : nothing
      }${after}</span>${clock(event.at)}
      ${event.reason?.text ? html`<span class="why" dir="auto">${event.reason.text}</span>` : nothing}
    </li>`;
  }

  render() {
    let last = '';
    const rows = (this.events ?? []).flatMap((event) => {
      const heading = day(event.at);
      const fresh = heading !== last;
      last = heading;
      return fresh ? [{ id: `day-${event.at.slice(0, 10)}-${event.id}`, heading }, event] : [event];
    });
    return html` ${
        this.earlier
          ? html`<p class="earlier no-print">
              <button type="button" aria-disabled=${this.busy ? 'true' : nothing} @click=${this.earlier}>
                ${icon('history', 'small')}${t('show-earlier')}
              </button>
            </p>`
          : nothing
      }
      <ol class="timeline">
        ${repeat(
          rows,
          (row) => row.id,
          (row) =>
            row.heading
              ? html`<li class="day"><span>${row.heading}</span></li>`
              : row.body
                ? this.#message(row)
                : this.#line(row),
        )}
      </ol>`;
  }
}
customElements.define('ticket-timeline', TicketTimeline);

// A message as the API renders it: HTML of a few harmless elements. It is read here tag by tag and built
// from elements, never handed to the browser as HTML: what is not on the list cannot come into being.

const ELEMENTS = new Set([
  'p',
  'br',
  'strong',
  'em',
  's',
  'code',
  'pre',
  'blockquote',
  'ul',
  'ol',
  'li',
  'a',
  'hr',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
]);
const EMPTY = new Set(['br', 'hr']);
const ATTRIBUTES = new Set(['href', 'target', 'rel', 'start', 'dir']);
const LINK = /^(https?:|mailto:)/i;
const TOKEN = /<(\/?)([a-z0-9]+)((?:\s+[a-z-]+="[^"]*")*)\s*>|[^<]+|</g;
const ATTRIBUTE = /([a-z-]+)="([^"]*)"/g;
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0', '#39': "'" };

const unescaped = (text) => text.replace(/&(#39|[a-z]+);/g, (whole, name) => NAMED[name] ?? whole);

/** The elements of a piece of the desk's HTML. */
export function fragmentOf(markup) {
  const root = document.createDocumentFragment();
  let at = root;
  for (const [token, closing, name, attributes] of markup.matchAll(TOKEN)) {
    if (!ELEMENTS.has(name)) at.append(unescaped(token));
    else if (!closing) at = opened(at, name, attributes);
    else at = closed(at, name);
  }
  return root;
}

function opened(at, name, attributes) {
  const element = document.createElement(name);
  for (const [, attribute, value] of attributes.matchAll(ATTRIBUTE)) {
    if (ATTRIBUTES.has(attribute) && (attribute !== 'href' || LINK.test(unescaped(value)))) {
      element.setAttribute(attribute, unescaped(value));
    }
  }
  at.append(element);
  return EMPTY.has(name) ? at : element;
}

function closed(at, name) {
  for (let open = at; open.parentNode; open = open.parentNode) {
    if (open.localName === name) return open.parentNode;
  }
  return at;
}

const shown = new WeakMap(); // element -> the HTML it shows

/** A block of rich text; what the desk did not render is shown as it was written. */
export function richText(markup, text) {
  if (!markup) return html`<div class="text plain" dir="auto">${text}</div>`;
  return html`<div
    class="text"
    ${ref((element) => {
      if (!element || shown.get(element) === markup) return;
      element.replaceChildren(fragmentOf(markup));
      shown.set(element, markup);
    })}></div>`;
}
