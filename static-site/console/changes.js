// Changing the fields of a ticket: one change after the other, each on the version that the last one made. And what was
// changed, in sentences for agents.
import { signal } from '../vendor/lit.js';
import { patch } from '../lib/api.js';
import { list, t } from '../lib/i18n.js';
import { announce } from '../lib/page.js';
import { person } from '../lib/session.js';
import { priorityText, problemText, statusText, toast } from '../parts/basics.js';
import { eventLine } from '../parts/timeline.js';
import { categories, colleagueName, teams } from './state.js';

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
    await this.page.look().catch(() => this.page.polling?.soon());
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

const WORD = {
  status: (value) => statusText(value),
  priority: priorityText,
  team: teamName,
  category: categoryName,
  tags: (value) => (value?.length ? list(value) : t('change-none')),
  assignee: (value) => value ?? t('nobody'),
};

/** "priority to High, team to Returns" for { field: value }, in the order of FIELD_TEXTS. */
export const whatChanged = (fields) =>
  list(
    Object.keys(FIELD_TEXTS)
      .filter((field) => field in fields)
      .map((field) => t(FIELD_TEXTS[field], { value: WORD[field]?.(fields[field]) ?? fields[field] })),
  );

/** What differs between two states of a ticket, as { field: the new value }. */
export function differences(before, after) {
  const plain = (ticket) => ({
    ...ticket,
    team: ticket.team.id,
    assignee: ticket.assignee?.name ?? null,
    tags: ticket.tags.join('\n'),
  });
  const [old, now] = [plain(before), plain(after)];
  return Object.fromEntries(
    Object.keys(FIELD_TEXTS)
      .filter((field) => old[field] !== now[field])
      .map((field) => [field, field === 'tags' ? after.tags : now[field]]),
  );
}

function assigned(event) {
  const to = event.changes?.assignee_name?.[1] ?? event.changes?.assignee?.[1]?.name ?? '';
  // the reason names the agent
  if (event.by.role === 'system') return event.because?.text ? t('line-automatic') : t('line-assigned', { to });
  return to === event.by.name ? t('line-took', { name: to }) : t('line-gave', { name: event.by.name, to });
}

const RATING_TEXTS = { KeptOpen: 'line-kept-open', RatingRequested: 'line-asked', TicketRated: 'line-rated' };

/** One sentence for an event without text, as agents say it. */
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
