// What can be done with many tickets at once: each is done or refused for itself, and what was done can be taken back.
import { html, nothing } from '../../vendor/lit.js';
import { lang, number, t } from '../../lib/i18n.js';
import { field, textControl } from '../../parts/form.js';
import { Page, announce } from '../../lib/page.js';
import { person } from '../../lib/session.js';
import { icon, priorityText, problemText, statusText, toast } from '../../parts/basics.js';
import { refreshCounts, teams, ticketAddress } from '../state.js';
import { ask, askUntil } from '../dialogs.js';
import { markSeen, queue, seenVersion, select } from '../queue.js';
import { colleagues, pick } from '../writing.js';
import { BulkJob } from './bulk-job.js';
import { shownBy } from './naming.js';

const STATUSES = ['open', 'pending', 'on_hold', 'solved'];
const PRIORITIES = ['low', 'normal', 'high', 'urgent'];
const REASON_TEXTS = {
  403: 'bulk-refused-403',
  404: 'bulk-refused-404',
  409: 'bulk-refused-409',
  412: 'bulk-refused-412',
  422: 'bulk-refused-422',
  503: 'bulk-refused-503',
};

const reason = ({ status, problem }) =>
  (lang === 'en' && problem && status !== 412 ? (problem.errors?.[0]?.detail ?? problem.detail) : null) ??
  t(REASON_TEXTS[status] ?? 'problem-desk');
const button = (name, text, run) => html`<button type="button" @click=${run}>${icon(name, 'small')}${text}</button>`;
const asList = (text) => [
  ...new Set(
    text
      .split(/[,\n]/)
      .map((each) => each.trim())
      .filter(Boolean),
  ),
];

/** How many tickets were changed and how many refused, as text. */
function summary({ results, undo }) {
  const [done, refused] = [true, false].map((is) => results.filter(({ status }) => (status === 200) === is).length);
  return [
    done || !refused ? t(undo ? 'bulk-undone' : 'bulk-done', { n: done }) : '',
    refused ? t('bulk-refused', { n: refused }) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Rows and lists after a change: those that were refused stay chosen. */
function settle(results) {
  const done = results.filter(({ status }) => status === 200);
  for (const { id, version, ticket } of done) {
    if (seenVersion(id) >= ticket.version) markSeen({ id, version });
    queue.touch({ id, version }, { own: true });
  }
  select(results.filter(({ status }) => status !== 200).map(({ id }) => id));
  Promise.all([queue.refresh(), refreshCounts()]).catch(() => {}); // the next poll tries again
}

/** How far the change is. */
function progress({ results, tickets }) {
  const [done, all] = [results.length, tickets.length];
  return html`<div class="bulk-result" tabindex="-1">
    <progress max=${all} .value=${done} aria-label=${t('saving')}></progress
    ><span>${t('bulk-progress', { done: number(done), all: number(all) })}</span>
  </div>`;
}

/** Each ticket that was refused, and why. */
const refusals = (refused) =>
  html`<ul class="refusals">
    ${refused.map(
      (each) =>
        html`<li>
          <a href=${ticketAddress(each.ticket.number)}
            ><bdi>#${each.ticket.number}</bdi> <bdi>${each.ticket.subject}</bdi></a
          >
          <span>${reason(each)}</span>
        </li>`,
    )}
  </ul>`;

/** What was done and what was refused. job: a BulkJob · leave(): the reader has seen it. */
function resultOf(job, leave) {
  const { error, busy } = job.value.value;
  if (busy) return progress(job.value.value);
  const { refused } = job;
  return html`<div class="bulk-result ${error || refused.length ? 'partly' : ''}" tabindex="-1">
    <p class="row">
      <span class="strong">${summary(job.value.value)}</span>
      ${
        error
          ? html`<span>${problemText(error)}</span><button type="button" @click=${job.goOn}>${t('try-again')}</button>`
          : nothing
      }
      ${
        job.canUndo
          ? html`<button type="button" @click=${job.undo}>${icon('rotate-ccw', 'small')}${t('undo')}</button>`
          : nothing
      }
      <button type="button" class="icon-only quiet" aria-label=${t('close')} @click=${leave}>${icon('x')}</button>
    </p>
    ${refused.length ? refusals(refused) : nothing}
  </div>`;
}

/** Choose nothing any more. */
function leaveSelection() {
  select([]);
  document.querySelector('.q-row')?.focus();
}

/** <bulk-bar>: tickets are those that are chosen. */
class BulkBar extends Page {
  static properties = { tickets: { attribute: false } };

  job = new BulkJob({
    finished: (results) => {
      settle(results);
      announce(summary(this.job.value.value));
    },
    stopped: () => this.#toResult(),
  });

  /** Do it with all that are chosen. change: as the desk takes it. */
  #start(change) {
    this.job.start(this.tickets, () => change);
  }

  async #toResult() {
    await this.updateComplete;
    this.querySelector('.bulk-result')?.focus();
  }

  #leave = () => {
    this.job.close();
    document.querySelector('.q-all input')?.focus();
  };

  async #choose(title, items, change, short = false) {
    try {
      const found = await pick({ title, label: t('bulk-find'), items: await items(), none: t('mention-none'), short });
      if (found) this.#start(change(found.id));
    } catch (error) {
      toast(problemText(error));
    }
  }

  #assign = () =>
    this.#choose(
      t('bulk-assign-title', { n: this.tickets.length }),
      async () => {
        const me = person.value.id;
        return [
          { id: 'me', name: t('me') },
          { id: '', name: t('unassigned') },
          ...(await colleagues()).filter(({ id }) => id !== me),
        ];
      },
      (id) => ({ assignee: id || null }),
    );

  #plain = (name, title, items) => () => this.#choose(title(), items, (id) => ({ [name]: id }), true);

  #tags = () => {
    const typed = { add: '', remove: '' };
    const control = (name) =>
      textControl({
        value: typed[name],
        onInput: (value) => {
          typed[name] = value;
        },
      });
    return ask({
      title: t('bulk-tags-title', { n: this.tickets.length }),
      hint: t('bulk-tags-hint'),
      button: t('bulk-change'),
      check: () =>
        asList(typed.add + typed.remove).length ? [] : [{ field: 'bulk-add', text: t('bulk-tags-needed') }],
      send: async () => {
        this.#start({ add_tags: asList(typed.add), remove_tags: asList(typed.remove) });
      },
      body: (form) =>
        html`${field(form, { name: 'bulk-add', label: t('bulk-tags-add'), control: control('add') })}${field(form, {
          name: 'bulk-remove',
          label: t('bulk-tags-remove'),
          control: control('remove'),
        })}`,
    });
  };

  #snooze = () =>
    askUntil(async (until) => {
      this.#start({ snooze: until });
    });

  render() {
    const job = this.job.value.value;
    return html`${this.tickets.length && !job?.busy ? this.#actions() : nothing}${
      job ? resultOf(this.job, this.#leave) : nothing
    }`;
  }

  #actions() {
    const n = this.tickets.length;
    const place = shownBy(queue.address.value).filter.place?.[0];
    return html`<div class="bulk-actions" role="toolbar" aria-label=${t('bulk-actions', { n })}>
      ${button('user-plus', t('bulk-assign'), this.#assign)}
      ${button(
        'check',
        t('status'),
        this.#plain(
          'status',
          () => t('bulk-status-title', { n }),
          () => STATUSES.map((id) => ({ id, name: statusText(id) })),
        ),
      )}
      ${button(
        'triangle-alert',
        t('priority'),
        this.#plain(
          'priority',
          () => t('bulk-priority-title', { n }),
          () => PRIORITIES.map((id) => ({ id, name: priorityText(id) })),
        ),
      )}
      ${button(
        'users',
        t('team'),
        this.#plain(
          'team',
          () => t('bulk-team-title', { n }),
          () => teams.value.map(([id, name]) => ({ id, name })),
        ),
      )}
      ${button('tag', t('tags'), this.#tags)}
      ${
        place === 'snoozed'
          ? button('alarm-clock', t('unsnooze'), () => this.#start({ snooze: null }))
          : place === 'spam'
            ? nothing
            : button('alarm-clock', t('snooze'), this.#snooze)
      }
      ${
        place === 'spam'
          ? button('check', t('bulk-release'), () => this.#start({ spam: null }))
          : button('ban', t('view-spam'), () => this.#start({ spam: 'spam' }))
      }
      <button type="button" class="quiet" @click=${leaveSelection}>${t('bulk-leave')}</button>
    </div>`;
  }
}
customElements.define('bulk-bar', BulkBar);
