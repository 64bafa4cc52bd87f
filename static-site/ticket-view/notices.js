// Notices that only some tickets show: the answers of the form, follow-ups and merges. Loaded only for those.
import { html, nothing } from '../vendor/lit.js';
import { locale, number, t } from '../lib/i18n.js';
import { callout } from '../parts/basics.js';

const addressOf = (id) => `/ticket.html?id=${encodeURIComponent(id)}`;

const NUMBER = '#0#'; // stands for the link while the sentence is made

/** A sentence with a link to another ticket in it: sentence(number) is the catalogue's text. */
function withLink(sentence, id) {
  const [before, after = ''] = sentence(NUMBER).split(NUMBER);
  return html`${before}<a href=${addressOf(id)}><bdi>#${id}</bdi></a
    >${after}`;
}

/** A day of the calendar, the same wherever it is read; as it is stored where it is none. */
function dateText(answer) {
  const at = Date.parse(answer);
  return Number.isNaN(at) ? answer : new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}

/** An answer as text. */
function answerText({ kind, options }, answer) {
  if (kind === 'checkbox') return t(answer === true ? 'answer-yes' : 'answer-no');
  if (kind === 'choice') return options.find(({ id }) => id === answer)?.name ?? String(answer);
  if (kind === 'number' && typeof answer === 'number') return number(answer);
  return kind === 'date' ? dateText(String(answer)) : String(answer);
}

/** [[name, value]] of the form as it was filled in. config: of the desk, or null. */
export function answerRows({ fields, category }, config) {
  const known = config?.categories.find(({ id }) => id === category);
  const rows = (known?.fields ?? [])
    .filter(({ id }) => id in fields)
    .map((field) => [field.name, html`<bdi>${answerText(field, fields[field.id])}</bdi>`]);
  return known && rows.length ? [[t('category'), html`<bdi>${known.name}</bdi>`], ...rows] : rows;
}

const linked = (ticket, kind) => ticket.links.filter((link) => link.kind === kind);

/** The closed ticket that this one follows up, and the tickets that were merged into it. */
export function originNotices(ticket, events) {
  const joined = [...new Set(events.map((event) => event.ticket))].filter((id) => id !== ticket.id);
  return html`${linked(ticket, 'follow_up_of').map((link) =>
    callout('', html`<p>${withLink((id) => t('continues', { id }), link.ticket)}</p>`, 'reply'),
  )}
  ${
    joined.length
      ? callout(
          '',
          html`<p>
            ${t('merged-here', { n: joined.length })}
            ${joined.map((id, at) => html`${at ? ' · ' : ''}<a href=${addressOf(id)}><bdi>#${id}</bdi></a>`)}
          </p>`,
          'merge',
        )
      : nothing
  }`;
}

/** The ticket that this one was merged into, or its follow-up. */
export function successorNotices(ticket) {
  const merged =
    ticket.merged_into &&
    callout(
      '',
      html`<p class="strong">${withLink((id) => t('merged-title', { id }), ticket.merged_into)}</p>
        <p>${t('merged-text')}</p>
        <p class="row"><a class="button" href=${addressOf(ticket.merged_into)}>${t('merged-open')}</a></p>`,
      'merge',
    );
  return html`${merged || nothing}${linked(ticket, 'follow_up').map((link) =>
    callout('', html`<p>${withLink((id) => t('continued-in', { id }), link.ticket)}</p>`, 'reply'),
  )}`;
}

const LINE_TEXTS = {
  ClosureDeferred: 'line-closure-deferred',
  RatingRequested: 'line-asked',
  TicketRated: 'line-rated',
};

/** The text of an event that has none for customers, or whose text would name another ticket; null for all others. */
export function lineOf(event) {
  if (event.type === 'TicketUnmerged' && !event.other) return t('line-unmerged');
  return LINE_TEXTS[event.type] ? t(LINE_TEXTS[event.type], { name: event.by.name, score: event.score ?? 0 }) : null;
}

const MAX_PAGES_BACK = 20;

/** To the message that a link names (its element's id), however far back it is; page: the ticket's. */
export async function goTo(page, name) {
  const find = () => document.getElementById(name);
  const wanted = /^e-\d+-\d+$/.test(name);
  await page.drawn();
  for (let n = 0; wanted && !find() && page.conversation.earlier.value && n < MAX_PAGES_BACK; n += 1) {
    if (!(await page.conversation.fetchEarlier().catch(() => 0))) break;
    await page.drawn();
  }
  const message = find();
  if (!message) return;
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  message.scrollIntoView({ block: 'center' });
}
