// Sentences for agents: what happened to a ticket, and what a colleague changed meanwhile.
import { list, t } from '../lib/i18n.js';
import { eventLine } from '../parts/timeline.js';
import { priorityText, statusText } from '../parts/basics.js';
import { categories, teams } from './desk.js';

const FIELD_TEXTS = { status: 'change-status', priority: 'change-priority', subject: 'change-subject', category: 'change-category', team: 'change-team', tags: 'change-tags', assignee: 'change-assignee' };

export const teamName = (id) => teams.value.find(([known]) => known === id)?.[1] ?? id;
export const categoryName = (id) => categories.value.find((category) => category.id === id)?.name ?? id;

const WORD = {
  status: (value) => statusText(value), priority: priorityText, team: teamName, category: categoryName, tags: (value) => (value?.length ? list(value) : t('change-none')),
  assignee: (value) => value ?? t('nobody'),
};

/** "priority to High, team to Returns" for { field: value }, in the order of FIELD_TEXTS. */
export const whatChanged = (fields) => list(Object.keys(FIELD_TEXTS).filter((field) => field in fields)
  .map((field) => t(FIELD_TEXTS[field], { value: WORD[field]?.(fields[field]) ?? fields[field] })));

/** What differs between two states of a ticket, as { field: the new value }. */
export function differences(before, after) {
  const plain = (ticket) => ({ ...ticket, team: ticket.team.id, assignee: ticket.assignee?.name ?? null, tags: ticket.tags.join('\n') });
  const [old, now] = [plain(before), plain(after)];
  return Object.fromEntries(Object.keys(FIELD_TEXTS).filter((field) => old[field] !== now[field]).map((field) => [field, field === 'tags' ? after.tags : now[field]]));
}

function assigned(event) {
  const to = event.changes?.assignee_name?.[1] ?? event.changes?.assignee?.[1]?.name ?? '';
  if (event.by.role === 'system') return event.because?.text ? t('line-automatic') : t('line-assigned', { to }); // the reason names the agent
  return to === event.by.name ? t('line-took', { name: to }) : t('line-gave', { name: event.by.name, to });
}

/** One sentence for an event without text, as agents say it. */
export function agentLine(event) {
  if (event.type === 'TicketAssigned') return assigned(event);
  if (event.type === 'RoutingDeferred') return t('line-waiting');
  if (event.type !== 'TicketChanged') return eventLine(event, 'agent');
  return t('event-changed', { name: event.by.name, what: whatChanged(Object.fromEntries(Object.entries(event.changes ?? {}).map(([field, [, after]]) => [field, after]))) });
}
