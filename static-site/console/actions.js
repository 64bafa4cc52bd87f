// What can be done with a ticket besides answering: a menu, and a banner if it is snoozed, spam or merged. Dialogs
// are loaded when they are opened.
// Changes of its fields are made one after the other, each on the version that the last one made.
import { html, nothing, signal } from '../vendor/lit.js';
import { api, get, patch } from '../lib/api.js';
import { list, t } from '../lib/i18n.js';
import { person } from '../lib/session.js';
import { now, when } from '../lib/time.js';
import { callout, icon, priorityText, problemText, statusText, toast } from '../parts/basics.js';
import { eventLine, isHeld } from '../parts/timeline.js';
import { categories, colleagueName, go, teams, ticketAddress } from './state.js';
import { announce } from '../lib/page.js';

/** Does things to the ticket of an agent-ticket, as it is now. */
export class TicketActions {
  constructor(page) {
    this.page = page;
  }

  get number() {
    return this.page.number;
  }

  /** The ticket as it is shown. */
  get ticket() {
    return this.page.ticket.value.value;
  }

  /**
   * Send a request about the ticket as it is now. path: below the ticket's · message: shown afterwards, with undo() on
   * offer · throws: for a dialog, which shows what was refused. Returns the response.
   */
  run = async (path, { method = 'POST', body = {}, key, message, undo, throws } = {}) => {
    try {
      const { version } = this.page.ticket.value.value;
      const answer = await api(`${this.page.path}/${path}`, {
        method,
        version,
        key,
        ...(method === 'DELETE' ? {} : { body }),
      });
      if (answer?.number === Number(this.page.number)) {
        this.page.ticket.value.value = answer;
        this.page.took(answer, { own: true });
      }
      if (message) toast(message, undo ? { label: t('undo'), run: undo } : null);
      await this.page.refresh({ all: true }).catch(() => this.page.polling?.soon());
      this.page.refreshLists();
      return answer;
    } catch (error) {
      if (error.status === 412 && error.problem.ticket) this.page.ticket.value.value = error.problem.ticket;
      if (throws) throw error;
      toast(error.errors?.[0]?.detail ?? problemText(error));
      return null;
    }
  };

  /** Take a merge back from wherever one is by now. */
  undoMerge = async (number) => {
    try {
      const { version } = await get(`/tickets/${number}`);
      await api(`/tickets/${number}/merge`, { method: 'DELETE', version });
      go(ticketAddress(number));
    } catch (error) {
      toast(problemText(error));
    }
  };

  /** Fetch the mail that a message came in. */
  async original(event) {
    try {
      location.assign((await get(`/tickets/${event.ticket}/mails/${event.mail}`)).url);
    } catch (error) {
      toast(problemText(error));
    }
  }

  /** Quote a message into what is being written. */
  quote(event) {
    const quoted = event.body
      .split('\n')
      .map((line) => `> ${line}`.trimEnd())
      .join('\n');
    this.page.reply.box?.insert(`${t('quote-from', { name: event.by.name })}\n${quoted}\n\n`);
  }
}

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

/** The menu of a ticket. actions: its TicketActions. */
export function actionsMenu(ticket, actions) {
  if (ticket.merged_into) return nothing;
  const follows = ticket.followers.includes(person.value?.id);
  const { change } = ticket.allowed;
  return html`<details class="menu actions-menu">
    <summary aria-label=${t('ticket-actions')} title=${t('ticket-actions')}>${icon('ellipsis')}</summary>
    <div class="menu-body">
      ${
        follows
          ? item('eye-off', t('unfollow'), () => actions.run('followers/me', { method: 'DELETE' }))
          : item('eye', t('follow'), () => actions.run('followers'))
      }
      ${
        change && !ticket.spam
          ? item('alarm-clock', t('snooze'), async () => (await dialogs()).snooze(actions))
          : nothing
      }
      ${change && !ticket.spam ? item('merge', t('merge'), async () => (await dialogs()).merge(actions)) : nothing}
      ${
        change || ticket.status === 'closed'
          ? html`${item('link', t('link'), async () => (await dialogs()).link(actions))}
            ${item('unlink', t('revoke-links'), async () => (await dialogs()).revokeLinks(actions))}`
          : nothing
      }
      ${
        change && !ticket.spam
          ? html`<hr />
              ${item('ban', t('mark-spam'), () =>
                actions.run('spam', {
                  body: { kind: 'spam' },
                  undo: () => actions.run('spam', { method: 'DELETE' }),
                  message: t('now-spam'),
                }),
              )}
              ${item('ban', t('mark-false'), () =>
                actions.run('spam', {
                  body: { kind: 'mistake' },
                  undo: () => actions.run('spam', { method: 'DELETE' }),
                  message: t('now-spam'),
                }),
              )}`
          : nothing
      }
    </div>
  </details>`;
}

/** The banner that says why the ticket is in no queue, with a button that puts it back. */
export function ticketBanner(ticket, actions) {
  if (ticket.merged_into) {
    return banner(
      'merge',
      html`${t('is-merged')} <a href=${ticketAddress(ticket.merged_into)}><bdi>#${ticket.merged_into}</bdi></a>`,
      html`<a class="button" href=${ticketAddress(ticket.merged_into)}>${t('go-there')}</a
        ><button
          type="button"
          class="quiet"
          @click=${() => actions.run('merge', { method: 'DELETE', message: t('now-unmerged') })}>
          ${t('unmerge')}
        </button>`,
    );
  }
  if (ticket.spam) {
    return banner(
      'ban',
      t(ticket.spam === 'spam' ? 'is-spam' : 'is-false'),
      html`<button type="button" @click=${() => actions.run('spam', { method: 'DELETE', message: t('now-released') })}>
        ${t('release')}
      </button>`,
    );
  }
  if (ticket.snoozed_until) {
    return banner(
      'alarm-clock',
      html`${t('is-snoozed')} ${when(ticket.snoozed_until)}`,
      html`<button
        type="button"
        @click=${() => actions.run('snooze', { method: 'DELETE', message: t('now-unsnoozed') })}>
        ${t('unsnooze')}
      </button>`,
    );
  }
  if (ticket.unverified || ticket.refers_to) return html`${unverifiedBanner(ticket)}${referenceBanner(ticket)}`;
  return nothing;
}

function unverifiedBanner(ticket) {
  if (!ticket.unverified) return nothing;
  return banner('triangle-alert', t('is-unverified', { email: ticket.requester.email }), nothing);
}

/** The ticket that the mail of this one named, although its writer had no part in it. */
function referenceBanner({ refers_to: other }) {
  if (!other) return nothing;
  return banner('link', html`${t('names-ticket')} <a href=${ticketAddress(other)}><bdi>#${other}</bdi></a>`, nothing);
}

const banner = (name, text, controls) =>
  html`<div class="ticket-banner">
    ${callout('warn', html`<p class="row"><span>${text}</span>${controls}</p>`, name)}
  </div>`;

/** What can be done with one message: quote it, or make a ticket of its own of it. */
export function messageActions(ticket, actions) {
  const quotable = ticket.allowed.reply || ticket.allowed.note;
  return (event) => [
    ...(quotable && event.body && !event.withdrawn
      ? [{ label: t('quote'), icon: 'quote', run: () => actions.quote(event) }]
      : []),
    ...(ticket.allowed.change &&
    !ticket.spam &&
    !event.internal &&
    event.body &&
    event.ticket === ticket.id &&
    event.type !== 'TicketCreated'
      ? [{ label: t('split'), icon: 'split', run: async () => (await dialogs()).split(actions, event) }]
      : []),
    ...(event.mail ? [{ label: t('original-mail'), icon: 'mail', run: () => actions.original(event) }] : []),
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

/** The changes an agent makes to one ticket. page: the agent-ticket. */
export class Changes {
  conflict = signal(null); // a change that was refused: { fields, what: differences }
  #last = Promise.resolve();

  constructor(page) {
    this.page = page;
  }

  /** Change fields of the ticket: shown at once, taken back when the desk refuses. */
  change = (fields) => {
    this.#last = this.#last.then(() => this.#change(fields));
    return this.#last;
  };

  async #change(fields) {
    const before = this.page.ticket.value.value;
    this.conflict.value = null;
    this.page.ticket.value.value = { ...before, ...this.#preview(fields) };
    try {
      const after = await patch(this.page.path, fields, before.version);
      this.page.ticket.value.value = after;
      this.page.took(after, { own: true });
      announce(t('change-saved'));
    } catch (error) {
      this.page.ticket.value.value = before;
      await this.#refused(error, fields, before);
    }
    await this.page.refresh().catch(() => this.page.polling?.soon());
    this.page.refreshLists();
  }

  #preview({ assignee, team, ...plain }) {
    const changed = {
      ...plain,
      ...(plain.fields ? { fields: { ...this.page.ticket.value.value.fields, ...plain.fields } } : {}),
    };
    const to = assignee === 'me' ? person.value?.id : assignee;
    if (assignee !== undefined) changed.assignee = to ? { id: to, name: colleagueName(to) } : null;
    if (team) Object.assign(changed, { team: { id: team, name: teamName(team) }, assignee: null });
    return changed;
  }

  async #refused(error, fields, before) {
    if (error.status !== 412 || !error.problem.ticket) {
      toast(error.errors[0]?.detail ?? problemText(error), { label: t('try-again'), run: () => this.change(fields) });
      return;
    }
    this.page.ticket.value.value = error.problem.ticket;
    this.conflict.value = { fields, what: differences(before, error.problem.ticket) };
    await this.page.updateComplete;
    this.page.querySelector('.refused')?.focus();
  }

  /** The refused change is dealt with. */
  leave = () => {
    this.conflict.value = null;
  };
}

const FIELD_TEXTS = {
  status: 'change-status',
  priority: 'change-priority',
  subject: 'change-subject',
  category: 'change-category',
  team: 'change-team',
  tags: 'change-tags',
  assignee: 'change-assignee',
};

export const teamName = (id) => teams.value.find(([known]) => known === id)?.[1] ?? id;
export const categoryName = (id) => categories.value.find((category) => category.id === id)?.name ?? id;

const VALUE_FORMATS = {
  status: (value) => statusText(value),
  priority: priorityText,
  team: teamName,
  category: categoryName,
  tags: (value) => (value?.length ? list(value) : t('change-none')),
  assignee: (value) => value ?? t('unassigned'),
};

/** "priority to High, team to Returns" for { field: value }, in the order of FIELD_TEXTS. */
export const whatChanged = (fields) =>
  list(
    Object.keys(FIELD_TEXTS)
      .filter((field) => field in fields)
      .map((field) => t(FIELD_TEXTS[field], { value: VALUE_FORMATS[field]?.(fields[field]) ?? fields[field] })),
  );

/** What differs between two states of a ticket, as { field: the new value }. */
export function differences(before, after) {
  const plain = (ticket) => ({
    ...ticket,
    team: ticket.team.id,
    assignee: ticket.assignee?.name ?? null,
    tags: ticket.tags.join('\n'),
  });
  const [old, current] = [plain(before), plain(after)];
  return Object.fromEntries(
    Object.keys(FIELD_TEXTS)
      .filter((field) => old[field] !== current[field])
      .map((field) => [field, field === 'tags' ? after.tags : current[field]]),
  );
}

function assigned(event) {
  const to = event.changes?.assignee_name?.[1] ?? event.changes?.assignee?.[1]?.name ?? '';
  // the reason names the agent
  if (event.by.role === 'system') return event.reason?.text ? t('line-automatic') : t('line-assigned', { to });
  return to === event.by.name ? t('line-took', { name: to }) : t('line-gave', { name: event.by.name, to });
}

const RATING_TEXTS = {
  ClosureDeferred: 'line-closure-deferred',
  RatingRequested: 'line-asked',
  TicketRated: 'line-rated',
};

/** One sentence for an event without a message, for agents. */
export function agentLine(event) {
  if (event.type === 'TicketAssigned') return assigned(event);
  if (event.type === 'RoutingDeferred') return t('line-waiting');
  if (RATING_TEXTS[event.type]) return t(RATING_TEXTS[event.type], { name: event.by.name, score: event.score ?? 0 });
  if (event.type === 'DeliveryFailed') return t('line-undelivered');
  if (event.type !== 'TicketChanged') return eventLine(event, 'agent');
  return t('event-changed', {
    name: event.by.name,
    what: whatChanged(
      Object.fromEntries(Object.entries(event.changes ?? {}).map(([field, [, after]]) => [field, after])),
    ),
  });
}
