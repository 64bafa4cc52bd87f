// What can be done with a ticket besides answering: a menu, and a banner where it has been set aside. Dialogs come
// when asked for.
import { html, nothing } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { person } from '../lib/session.js';
import { now, when } from '../lib/time.js';
import { callout, icon } from '../parts/basics.js';
import { isHeld } from '../parts/timeline.js';
import { ticketAddress } from './router.js';

const dialogs = () => import('./dialogs.js');

const item = (name, label, run) =>
  html`<button
    type="button"
    class="item"
    @click=${(event) => {
      event.currentTarget.closest('details').open = false;
      run();
    }}>
    ${icon(name, 'small')}${label}
  </button>`;

/** page: the agent-ticket, whose act(path, options) does things to the ticket as it is now. */
export function actsMenu(ticket, page) {
  if (ticket.merged_into) return nothing;
  const follows = ticket.watchers.includes(person.value?.id);
  const { change } = ticket.allowed;
  return html`<details class="menu acts-menu">
    <summary aria-label=${t('ticket-acts')} title=${t('ticket-acts')}>${icon('ellipsis')}</summary>
    <div class="menu-body">
      ${
        follows
          ? item('eye-off', t('unfollow'), () => page.act('watchers/me', { method: 'DELETE' }))
          : item('eye', t('follow'), () => page.act('watchers'))
      }
      ${change && !ticket.spam ? item('alarm-clock', t('snooze'), async () => (await dialogs()).snooze(page)) : nothing}
      ${change && !ticket.spam ? item('merge', t('merge'), async () => (await dialogs()).merge(page)) : nothing}
      ${
        change || ticket.status === 'closed'
          ? item('link', t('link'), async () => (await dialogs()).link(page))
          : nothing
      }
      ${
        change && !ticket.spam
          ? html`<hr />
              ${item('ban', t('mark-spam'), () =>
                page.act('spam', {
                  body: { kind: 'spam' },
                  undo: () => page.act('spam', { method: 'DELETE' }),
                  said: t('now-spam'),
                }),
              )}
              ${item('ban', t('mark-false'), () =>
                page.act('spam', {
                  body: { kind: 'false' },
                  undo: () => page.act('spam', { method: 'DELETE' }),
                  said: t('now-spam'),
                }),
              )}`
          : nothing
      }
    </div>
  </details>`;
}

/** Why the ticket is in no queue, and the way back. */
export function asideBanner(ticket, page) {
  if (ticket.merged_into) {
    return banner(
      'merge',
      html`${t('is-merged')} <a href=${ticketAddress(ticket.merged_into)}><bdi>#${ticket.merged_into}</bdi></a>`,
      html`<a class="button" href=${ticketAddress(ticket.merged_into)}>${t('go-there')}</a
        ><button
          type="button"
          class="quiet"
          @click=${() => page.act('merge', { method: 'DELETE', said: t('now-unmerged') })}>
          ${t('unmerge')}
        </button>`,
    );
  }
  if (ticket.spam) {
    return banner(
      'ban',
      t(ticket.spam === 'spam' ? 'is-spam' : 'is-false'),
      html`<button type="button" @click=${() => page.act('spam', { method: 'DELETE', said: t('now-released') })}>
        ${t('release')}
      </button>`,
    );
  }
  if (ticket.snoozed_until) {
    return banner(
      'alarm-clock',
      html`${t('is-snoozed')} ${when(ticket.snoozed_until)}`,
      html`<button type="button" @click=${() => page.act('snooze', { method: 'DELETE', said: t('now-awake') })}>
        ${t('wake')}
      </button>`,
    );
  }
  if (ticket.unverified) {
    return banner('triangle-alert', t('is-unverified', { email: ticket.requester.email }), nothing);
  }
  return nothing;
}

const banner = (name, text, acts) =>
  html`<div class="aside-banner">${callout('warn', html`<p class="row"><span>${text}</span>${acts}</p>`, name)}</div>`;

/** What can be done with one message: quote it, or make a ticket of its own of it. */
export function messageActs(ticket, page) {
  const quotable = ticket.allowed.reply || ticket.allowed.note;
  return (event) => [
    ...(quotable && event.body && !event.withdrawn
      ? [{ label: t('quote'), icon: 'quote', run: () => page.quote(event) }]
      : []),
    ...(ticket.allowed.change &&
    !ticket.spam &&
    !event.internal &&
    event.body &&
    event.ticket === ticket.id &&
    event.type !== 'TicketCreated'
      ? [{ label: t('split'), icon: 'split', run: async () => (await dialogs()).split(page, event) }]
      : []),
    ...(event.mail ? [{ label: t('original-mail'), icon: 'mail', run: () => page.original(event) }] : []),
  ];
}

const MAIL_TEXTS = {
  unknown: 'mail-unknown',
  sent: 'mail-sent',
  delayed: 'mail-delayed',
  returned: 'mail-returned',
  delivered: 'mail-delivered',
  bounced: 'mail-bounced',
  rejected: 'mail-rejected',
  complained: 'mail-complained',
};
const SKIPPED_TEXTS = { suppressed: 'mail-suppressed', capped: 'mail-capped', unwanted: 'mail-unwanted' };
const FAILED = new Set([
  'mail-returned',
  'mail-bounced',
  'mail-rejected',
  'mail-complained',
  'mail-suppressed',
  'mail-capped',
]);
const SOON_MS = 120_000;

const mailText = ({ state, reason }) => (state === 'skipped' ? SKIPPED_TEXTS[reason] : MAIL_TEXTS[state]);

/** Whether news of a message's mail can be expected within moments. */
export const mailIsUnderWay = (event) =>
  event.type === 'AgentReplied' &&
  !event.withdrawn &&
  !['delivered', 'skipped'].includes(event.delivery?.state) &&
  !FAILED.has(event.delivery && mailText(event.delivery)) &&
  now.value - Date.parse(event.undo_until ?? event.at) < SOON_MS;

/** Under an answer: how far its mail has come. */
export function mailState(event) {
  if (event.type !== 'AgentReplied' || event.withdrawn || isHeld(event)) return nothing;
  const text = event.delivery ? mailText(event.delivery) : mailIsUnderWay(event) && 'mail-sending';
  if (!text) return nothing;
  const failed = FAILED.has(text);
  return html`<p class="after mail-state ${failed ? 'failed' : ''}" title=${event.delivery?.reason ?? nothing}>
    ${icon(failed ? 'triangle-alert' : 'mail', 'small')}${t(text)}
  </p>`;
}
