// The story of a ticket: letters (not bubbles), notes on amber paper, everything else as single quiet lines.
import { html, nothing, repeat } from '../vendor/lit.js';
import { list, t } from '../lib/i18n.js';
import { Page } from '../lib/page.js';
import { clock, day } from '../lib/time.js';
import { icon, priorityText, statusText } from './basics.js';

const SIDE_TEXTS = { customer: 'side-customer', agent: 'side-agent', system: 'side-system' };
const FIELD_TEXTS = { priority: 'change-priority', subject: 'change-subject', category: 'change-category', tags: 'change-tags', team: 'change-team' };
const LINE_ICONS = { TicketAssigned: 'user', TicketUnassigned: 'user', TicketClosed: 'check', TicketReopened: 'rotate-ccw', ReminderSent: 'bell', TicketChanged: 'pencil' };
const WORD = { priority: (v) => priorityText(v), tags: (v) => list(v ?? []) };

/** A value of a change as people read it: names rather than ids, words rather than codes. */
function word(field, value) {
  if (value === null || value === undefined || value === '') return t('change-none');
  if (WORD[field]) return WORD[field](value);
  return typeof value === 'object' ? value.name ?? '' : String(value);
}

const nameOf = (event) => (event.by.role === 'system' ? t('side-system') : event.by.name);

/** One sentence for an event without text. audience: 'customer' or 'agent' (words for the status differ). */
export function eventLine(event, audience) {
  const name = nameOf(event);
  const status = event.changes?.status?.[1];
  switch (event.type) {
    case 'StatusChanged': return t('event-status', { name, status: statusText(status, audience) });
    case 'TicketAssigned': return event.changes?.assignee_name?.[1] ? t('event-assigned-to', { name: event.changes.assignee_name[1] }) : t('event-assigned');
    case 'TicketUnassigned': return t('event-unassigned', { name });
    case 'TicketReopened': return t('event-reopened', { name });
    case 'TicketClosed': return t('event-closed');
    case 'ReminderSent': return t('event-reminder');
    case 'TicketCreated': return t('event-created', { name });
    case 'TicketChanged': return t('event-changed', { name, what: list(Object.entries(event.changes ?? {}).filter(([field]) => FIELD_TEXTS[field]).map(changed)) });
    default: return t('event-other', { name, what: event.type });
  }
}

function changed([field, [, after]]) {
  return t(FIELD_TEXTS[field], { value: word(field, after) });
}

function lineIcon(event) {
  if (event.type === 'StatusChanged') return event.changes?.status?.[1] === 'solved' ? 'circle-check' : 'refresh-cw';
  return LINE_ICONS[event.type] ?? 'info';
}

/**
 * <ticket-timeline>: events (oldest first), audience 'customer' | 'agent', earlier (a function when there are older
 * events to fetch), fresh (ids that have just arrived), line (event => words for one without text, instead of ours).
 */
class TicketTimeline extends Page {
  static properties = { events: { attribute: false }, audience: {}, earlier: { attribute: false }, busy: { type: Boolean }, fresh: { attribute: false }, line: { attribute: false } };

  #letter(event) {
    const side = event.internal ? 'note' : event.by.role;
    const status = event.type === 'TicketCreated' ? null : event.changes?.status?.[1];
    return html`<li><article class="letter ${side} ${this.fresh?.has(event.id) ? 'fresh' : ''}" id="e-${event.rev}" aria-labelledby="by-${event.rev}">
      <header><h3 id="by-${event.rev}"><bdi>${nameOf(event)}</bdi></h3>
        ${event.internal ? html`<span class="note-word">${t('note')}</span>` : html`<span class="side">${t(SIDE_TEXTS[event.by.role])}</span>`}
        ${clock(event.at)}</header>
      <p class="text" dir="auto">${event.body}</p>
      ${status ? html`<p class="after">${t('event-set-status', { status: statusText(status, this.audience) })}</p>` : nothing}
    </article></li>`;
  }

  #line(event) {
    return html`<li class="line">${icon(lineIcon(event), 'small')}<span>${this.line?.(event) ?? eventLine(event, this.audience)}</span>${clock(event.at)}
      ${event.because?.text ? html`<span class="why" dir="auto">${event.because.text}</span>` : nothing}</li>`;
  }

  render() {
    let last = '';
    const rows = (this.events ?? []).flatMap((event) => {
      const heading = day(event.at);
      const fresh = heading !== last;
      last = heading;
      return fresh ? [{ id: `day-${event.at.slice(0, 10)}-${event.rev}`, heading }, event] : [event];
    });
    return html`
      ${this.earlier ? html`<p class="earlier no-print"><button type="button" aria-disabled=${this.busy ? 'true' : nothing} @click=${this.earlier}>${icon('history', 'small')}${t('show-earlier')}</button></p>` : nothing}
      <ol class="timeline">${repeat(rows, (row) => row.id, (row) => (row.heading
    ? html`<li class="day"><span>${row.heading}</span></li>` : row.body ? this.#letter(row) : this.#line(row)))}</ol>`;
  }
}
customElements.define('ticket-timeline', TicketTimeline);
