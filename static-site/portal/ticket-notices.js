// What a customer's ticket says about itself: its facts, what was filled in, and where it came from or goes on.
import { html, nothing } from '../vendor/lit.js';
import { locale, number, t } from '../lib/i18n.js';
import { when } from '../lib/time.js';
import { callout, priorityText } from '../parts/basics.js';

/** The address of one of the reader's tickets. */
export const addressOf = (id) => `/ticket.html?id=${encodeURIComponent(id)}`;

const NUMBER = '#0#'; // stands for the link while the sentence is made

/** A sentence with a link to another ticket in it: words(number) is the catalogue's text. */
function withLink(words, id) {
  const [before, after = ''] = words(NUMBER).split(NUMBER);
  return html`${before}<a href=${addressOf(id)}><bdi>#${id}</bdi></a>${after}`;
}

const isDone = (status) => status === 'closed' || status === 'solved';

/** A day of the calendar, the same wherever it is read; as it is stored where it is none. */
function dateText(answer) {
  const at = Date.parse(answer);
  return Number.isNaN(at) ? answer : new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}

/** An answer as people read it; what the form asks no more is not shown. */
function answerText({ kind, options }, answer) {
  if (kind === 'checkbox') return t(answer === true ? 'answer-yes' : 'answer-no');
  if (kind === 'choice') return options.find(({ id }) => id === answer)?.name ?? String(answer);
  if (kind === 'number' && typeof answer === 'number') return number(answer);
  return kind === 'date' ? dateText(String(answer)) : String(answer);
}

function answerRows({ fields, category }, config) {
  const known = config?.categories.find(({ id }) => id === category);
  const rows = (known?.fields ?? []).filter(({ id }) => id in fields).map((field) => [field.name, html`<bdi>${answerText(field, fields[field.id])}</bdi>`]);
  return known && rows.length ? [[t('category'), html`<bdi>${known.name}</bdi>`], ...rows] : rows;
}

/** [[name, value]]: who has it, and what was filled in. config: of the desk, where there is something filled in. */
export const factRows = (ticket, config) => [
  ...(ticket.merged_into ? [] : [[t('fact-who'), ticket.assignee ? html`<bdi>${ticket.assignee.name}</bdi>` : t(isDone(ticket.status) ? 'fact-nobody' : 'fact-nobody-yet')]]),
  [t('fact-team'), html`<bdi>${ticket.team?.name ?? ''}</bdi>`],
  [t('priority'), priorityText(ticket.priority)],
  ...answerRows(ticket, config),
  [t('fact-moved'), when(ticket.updated_at)],
];

const linked = (ticket, kind) => ticket.links.filter((link) => link.kind === kind);

/** Where the story comes from: the closed ticket before it, and those that were joined with it. */
export function cameFrom(ticket, events) {
  const joined = [...new Set(events.map((event) => event.ticket))].filter((id) => id !== ticket.id);
  return html`${linked(ticket, 'follow_up_of').map((link) => callout('', html`<p>${withLink((id) => t('follows', { id }), link.ticket)}</p>`, 'reply'))}
    ${joined.length ? callout('', html`<p>${t('joined-here', { n: joined.length })} ${joined.map((id, at) => html`${at ? ' · ' : ''}<a href=${addressOf(id)}><bdi>#${id}</bdi></a>`)}</p>`, 'merge') : nothing}`;
}

/** Where the story goes on: in the ticket it was joined with, or in what followed when it was closed. */
export function goesOn(ticket) {
  const merged = ticket.merged_into && callout('', html`<p class="strong">${withLink((id) => t('joined-title', { id }), ticket.merged_into)}</p><p>${t('joined-text')}</p>
    <p class="row"><a class="button" href=${addressOf(ticket.merged_into)}>${t('joined-go')}</a></p>`, 'merge');
  return html`${merged || nothing}${linked(ticket, 'follow_up').map((link) => callout('', html`<p>${withLink((id) => t('followed-by', { id }), link.ticket)}</p>`, 'reply'))}`;
}

/** Words for an event that has none, where the usual ones name a ticket that customers are not told of; null for the usual ones. */
export const lineOf = (event) => (event.type === 'TicketUnmerged' && !event.other ? t('line-parted') : null);
