// One ticket in a list: the whole row is the link.
import { html, nothing } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { when } from '../lib/time.js';
import { statusBadge } from './basics.js';

/**
 * A row for customers: subject strong; number, who has it and when it last moved quiet; status with a dot.
 * subject: a template instead of the plain subject · below: one under the link.
 */
export const ticketRow = (
  ticket,
  { href = `/ticket.html?id=${encodeURIComponent(ticket.id)}`, subject = ticket.subject, below = nothing } = {},
) =>
  html`<li>
    <a class="ticket-row" href=${href}>
      <span class="subject"><bdi>${subject}</bdi></span>
      <span class="details"
        ><span><bdi>#${ticket.number}</bdi></span>
        ${ticket.assignee ? html`<span><bdi>${ticket.assignee.name}</bdi></span>` : nothing}
        <span>${t('updated')} ${when(ticket.updated_at)}</span></span
      >
      ${
        ticket.merged_into
          ? html`<span class="badge closed">${t('merged-label')}</span>`
          : statusBadge(ticket.status, 'customer')
      } </a
    >${below}
  </li>`;
