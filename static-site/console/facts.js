// Beside the conversation: who, where, how urgent, until when; each thing that can be changed is a control.
import { html, live, nothing, signal } from '../vendor/lit.js';
import { list, t } from '../lib/i18n.js';
import { person } from '../lib/session.js';
import { when } from '../lib/time.js';
import { callout, icon, priorityText, statusText } from '../parts/basics.js';
import { categories, teams } from './desk.js';
import { categoryName, whatChanged } from './words.js';

const WIDE = matchMedia('(width >= 64rem)');
const wide = signal(WIDE.matches); // there is room for all of it beside the conversation
WIDE.addEventListener('change', () => { wide.value = WIDE.matches; });

const PRIORITIES = ['low', 'normal', 'high', 'urgent'];

/** options: [[value, text]]; the present value is always among them. */
function choice({ name, label, value, text, options, disabled, onChange }) {
  const all = options.some(([each]) => each === value) ? options : [[value, text], ...options];
  return html`<div class="fact"><label for="fact-${name}">${label}</label>
    <select id="fact-${name}" ?disabled=${disabled} @change=${(event) => onChange(event.target.value)}>
      ${all.map(([each, word]) => html`<option value=${each} .selected=${live(each === value)}>${word}</option>`)}</select></div>`;
}

const line = (label, value) => html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>`;

function assignee(ticket, change, closed) {
  const mine = ticket.assignee?.id === person.value?.id;
  const act = mine
    ? html`<button type="button" @click=${() => change({ assignee: null })}>${t('give-back')}</button>`
    : html`<button type="button" @click=${() => change({ assignee: 'me' })}>${t('take-it')}</button>`;
  return html`<div class="fact owner"><dt>${t('assignee')}</dt>
    <dd>${ticket.assignee ? html`<bdi class="strong">${ticket.assignee.name}</bdi>` : html`<span class="muted">${t('nobody')}</span>`}${closed ? nothing : act}</dd></div>`;
}

/** A change that was refused because the ticket had moved on: { fields, what: differences }. */
function refused({ fields, what }, change, leave) {
  return html`<div role="alert" class="refused" tabindex="-1">${callout('warn', html`
    <p class="strong">${t('change-refused')}</p>
    <p>${Object.keys(what).length ? t('change-refused-now', { what: whatChanged(what) }) : t('change-refused-words')}</p>
    <p class="row"><button type="button" @click=${() => { leave(); change(fields); }}>${t('change-anyway')}</button>
      <button type="button" class="quiet" @click=${leave}>${t('leave-it')}</button></p>`)}</div>`;
}

/** change(fields): sends them · conflict: of a refused change, or null · leave(): it is dealt with. */
export function facts(ticket, { change, conflict, leave }) {
  const closed = ticket.status === 'closed';
  const allowed = ticket.allowed?.statuses ?? [];
  return html`<aside class="facts" aria-label=${t('facts')}>
    ${conflict ? refused(conflict, change, leave) : nothing}
    <dl>${assignee(ticket, change, closed)}</dl>
    ${choice({ name: 'status', label: t('status'), value: ticket.status, text: statusText(ticket.status), disabled: closed, options: allowed.map((each) => [each, statusText(each)]), onChange: (status) => change({ status }) })}
    ${choice({ name: 'priority', label: t('priority'), value: ticket.priority, disabled: closed, options: PRIORITIES.map((each) => [each, priorityText(each)]), onChange: (priority) => change({ priority }) })}
    <details class="more-facts" ?open=${wide.value}><summary>${t('more-facts')}${icon('chevron-down', 'small')}</summary><div>
    ${choice({ name: 'team', label: t('team'), value: ticket.team.id, text: ticket.team.name, disabled: closed, options: teams.value, onChange: (team) => change({ team }) })}
    ${choice({ name: 'category', label: t('category'), value: ticket.category, text: categoryName(ticket.category), disabled: closed || !categories.value.length, options: categories.value.map(({ id, name }) => [id, name]), onChange: (category) => change({ category }) })}
    <dl>
      ${line(t('requester'), html`<bdi>${ticket.requester.name}</bdi>${ticket.requester.email ? html`<br><a class="mail" href="mailto:${ticket.requester.email}"><bdi>${ticket.requester.email}</bdi></a>` : nothing}`)}
      ${ticket.waiting_since ? line(t('waiting-since'), when(ticket.waiting_since)) : nothing}
      ${ticket.closes_at && !closed ? line(t('closes'), when(ticket.closes_at)) : nothing}
      ${line(t('raised'), when(ticket.created_at))}
      ${line(t('updated'), when(ticket.updated_at))}
      ${ticket.tags.length ? line(t('tags'), list(ticket.tags)) : nothing}
      ${ticket.because?.text ? line(t('why-here'), html`<span class="why" dir="auto">${icon('info', 'small')}${ticket.because.text}</span>`) : nothing}
    </dl></div></details></aside>`;
}
