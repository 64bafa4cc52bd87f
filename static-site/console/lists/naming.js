// Filters as text: what the list shows now, member by member, and what its view would show by itself.
import { get } from '../../lib/api.js';
import { signal } from '../../vendor/lit.js';
import { locale, t } from '../../lib/i18n.js';
import { person } from '../../lib/session.js';
import { priorityText, statusText } from '../../parts/basics.js';
import { savedViews } from '../state.js';
import { categoryName, teamName } from '../actions.js';
import { asked, hasTabs, placeOf } from '../queue.js';
import { colleagues } from '../writing.js';

const MEMBER_TEXTS = {
  status: 'status',
  priority: 'priority',
  team: 'team',
  category: 'category',
  tag: 'filter-tag',
  language: 'filter-language',
  channel: 'filter-channel',
  assignee: 'assignee',
  requester: 'requester',
  place: 'filter-place',
  followed: 'filter-followed',
};
const CHANNEL_TEXTS = { portal: 'channel-portal' };
export const MEMBERS = Object.keys(MEMBER_TEXTS);
export const memberText = (member) => t(MEMBER_TEXTS[member]);
const channelText = (id) => (CHANNEL_TEXTS[id] ? t(CHANNEL_TEXTS[id]) : id);

/** Names of people by id, as far as they have been asked for. */
export const names = signal(new Map());

/** Learn what the people of a filter are called; those that cannot be fetched stay without a name. */
export async function learnNames({ assignee = [], requester = [] }) {
  const known = new Map(names.value);
  if (assignee.some((id) => !['me', 'none'].includes(id) && !known.has(id))) {
    for (const { id, name } of await colleagues().catch(() => [])) known.set(id, name);
  }
  for (const id of requester) {
    if (!known.has(id)) {
      await get(`/people/${encodeURIComponent(id)}`).then(
        ({ name }) => known.set(id, name),
        () => {},
      );
    }
  }
  if (known.size > names.value.size) names.value = known;
}

const languageName = (code) => {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(code);
  } catch {
    return code;
  }
};
const VALUE_FORMATS = {
  status: statusText,
  priority: priorityText,
  team: teamName,
  category: categoryName,
  language: languageName,
  channel: channelText,
  place: (id) => t(id === 'spam' ? 'view-spam' : 'view-snoozed'),
  followed: () => t('me'),
  assignee: (id) =>
    id === 'me' || id === person.value?.id
      ? t('me')
      : id === 'none'
        ? t('unassigned')
        : (names.value.get(id) ?? t('a-colleague')),
  requester: (id) => names.value.get(id) ?? id,
};
export const valueText = (member, value) => VALUE_FORMATS[member]?.(value) ?? value;

const plain = (filter) =>
  Object.fromEntries(
    Object.entries(filter)
      .map(([member, value]) => [member, value === null ? [] : [value].flat()])
      .filter(([, values]) => values.length),
  );

/** The saved view an address shows, or undefined. */
export const savedOf = (address) => savedViews.value?.find(({ id }) => asked(address).view === `views/${id}`);

/** What an address shows: { filter: { member: [values] }, sort, order, fixed: members that its place brings along }. */
export function shownBy(address) {
  const { view, tab, statuses, filter, sort, order } = asked(address);
  const saved = savedOf(address);
  const place = plain(placeOf(view));
  const status =
    tab === 'todo' ? ['new', 'open'] : tab === 'all' ? [] : tab ? [tab] : statuses.filter((each) => each !== 'all');
  const all = { ...plain(saved?.filter ?? {}), ...filter, ...place, ...(status.length ? { status } : {}) };
  return {
    filter: all,
    sort: sort || saved?.sort || '',
    order: order || saved?.order || '',
    fixed: Object.keys(place),
  };
}

/** The address of a list with this filter, within a place or among all tickets. */
export function addressWith(view, { filter, sort, order }) {
  const query = new URLSearchParams();
  const of = placeOf(view);
  const toDo = [...(filter.status ?? [])].sort().join() === 'new,open';
  for (const [member, values] of Object.entries(filter)) {
    if (!(member in of) && !(member === 'status' && toDo && hasTabs(view))) {
      for (const value of values) query.append(member, value);
    }
  }
  if (hasTabs(view) && !toDo && !query.has('status')) query.set('status', 'all');
  if (sort) query.set('sort', sort);
  if (order) query.set('order', order);
  return `/console/${view}${query.size ? `?${query}` : ''}`;
}
