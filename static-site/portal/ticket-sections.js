// What the portal's page of one ticket shows: its details, its actions, when it closes, and the reply box.
import { html, nothing } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { person } from '../lib/session.js';
import { dateTime, when } from '../lib/time.js';
import { callout, icon, priorityText, statusBadge } from '../parts/basics.js';
import '../parts/reply-box.js';

/** A refusal that names a file says what to do about it; null for the usual text. */
const explain = ({ errors }) =>
  errors.some(({ pointer }) => pointer.startsWith('/attachments'))
    ? html`<p>${t('new-files-gone')}</p>
        <p>${t('text-saved')}</p>`
    : null;

/** The confirmation that is shown once, when the ticket has just been raised. */
export function confirmation(ticket) {
  return callout(
    'done',
    html`<p class="strong">${t('raised-title', { number: `#${ticket.number}` })}</p>
      <p>${t('raised-text')}</p>`,
  );
}

/** The subject, and in one line where the ticket stands. */
export const heading = (ticket) =>
  html`<div class="ticket-head">
    <h1><bdi>${ticket.subject}</bdi></h1>
    <p class="row muted">
      ${
        ticket.merged_into
          ? html`<span class="badge closed">${t('merged-label')}</span>`
          : statusBadge(ticket.status, 'customer')
      }<span><bdi>#${ticket.number}</bdi></span
      ><span>${t('raised-on')} ${when(ticket.created_at)}</span>
    </p>
  </div>`;

/** What is known of the ticket, beside the conversation. page: config, notices, busy, setStatus(). */
export function details(ticket, page) {
  const { assignee, status } = ticket;
  const unassigned = status === 'closed' || status === 'solved' ? 'detail-unassigned' : 'detail-not-assigned-yet';
  const rows = [
    ...(ticket.merged_into
      ? []
      : [[t('detail-assignee'), assignee ? html`<bdi>${assignee.name}</bdi>` : t(unassigned)]]),
    [t('detail-team'), html`<bdi>${ticket.team?.name ?? ''}</bdi>`],
    [t('priority'), priorityText(ticket.priority)],
    ...(page.notices?.answerRows(ticket, page.config) ?? []),
    [t('detail-updated'), when(ticket.updated_at)],
  ];
  return html`<aside class="details-panel panel" aria-label=${t('details')}>
    <dl>
      ${rows.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${
      ticket.reason?.text && !ticket.merged_into
        ? html`<p class="reason">
            <span class="hint">${t('detail-reason')}</span> <span dir="auto">${ticket.reason.text}</span>
          </p>`
        : nothing
    }
    ${actions(ticket, page)}
  </aside>`;
}

function actions({ status, allowed }, page) {
  const found = [
    ['solved', 'circle-check', t('mark-solved')],
    ['open', 'rotate-ccw', t('reopen')],
  ].filter(
    ([value]) => value !== status && allowed?.statuses?.includes(value) && (value === 'solved' || status === 'solved'),
  );
  if (!found.length) return nothing;
  return html`<p class="actions no-print">
    ${found.map(
      ([value, name, label]) =>
        html`<button
          type="button"
          aria-disabled=${page.busy.value ? 'true' : nothing}
          @click=${() => page.setStatus(value)}>
          ${icon(name, 'small')}${label}
        </button>`,
    )}
  </p>`;
}

/** When the ticket closes by itself. */
export function closing({ closes_at, status, merged_into }) {
  if (!closes_at || status === 'closed' || merged_into) return nothing;
  return callout(
    status === 'solved' ? '' : 'warn',
    html`<p>${t(status === 'solved' ? 'closes-solved' : 'closes-waiting', { date: dateTime(closes_at) })}</p>
      <p class="hint">${when(closes_at)}</p>`,
    'clock',
  );
}

/** The label of the send button: what sending does to this ticket. */
function sendLabel({ status, merged_into }) {
  if (merged_into) return t('send-there', { id: `#${merged_into}` });
  if (status === 'closed') return t('send-follow-up');
  return t(status === 'solved' ? 'send-and-reopen' : 'send');
}

/** The reply box, or where to answer instead. name: of the draft · send: see <reply-box>. */
export function answer(ticket, { name, send }) {
  if (ticket.requester.id !== person.value?.id) {
    return callout(
      '',
      html`<p>${t('customer-view-text')}</p>
        <p class="row"><a class="button" href=${`/console/tickets/${ticket.id}`}>${t('customer-view-open')}</a></p>`,
    );
  }
  const { status, allowed, merged_into } = ticket;
  const modes = [{ value: 'reply', label: t('your-reply'), fieldLabel: t('your-reply'), button: sendLabel(ticket) }];
  const solve =
    !merged_into && allowed.statuses.includes('solved')
      ? [
          { value: '', label: '', button: '' },
          { value: 'solved', label: t('reply-solved'), button: t('send-and-solve') },
        ]
      : null;
  return html`${
      status === 'closed' && !merged_into
        ? callout(
            '',
            html`<p class="strong">${t('closed-title')}</p>
              <p>${t('closed-text')}</p>`,
          )
        : nothing
    }
    <reply-box
      class="no-print"
      .name=${name}
      .modes=${modes}
      .statuses=${solve}
      .send=${send}
      .explain=${explain}
      .sentText=${t('sent')}></reply-box>`;
}
