// What can be done with many tickets at once: each is done or refused for itself, and what was done can be taken back.
import { html, nothing, signal } from '../../vendor/lit.js';
import { get, newKey, post } from '../../lib/api.js';
import { lang, number, t } from '../../lib/i18n.js';
import { field, textControl } from '../../parts/form.js';
import { Page, announce } from '../../lib/page.js';
import { person } from '../../lib/session.js';
import { icon, priorityText, problemText, statusText, toast } from '../../parts/basics.js';
import { refreshCounts, teams, ticketAddress } from '../state.js';
import { ask, askUntil } from '../dialogs.js';
import { markSeen, queue, seenVersion, select } from '../queue.js';
import { colleagues, pick } from '../writing.js';
import { shownBy } from './naming.js';

const AT_ONCE = 25; // in one request, so that one sees it go on
const LIMIT_MS = 30_000;
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

const HOLDS = {
  status: (ticket, value) => ticket.status === value,
  priority: (ticket, value) => ticket.priority === value,
  team: (ticket, value) => ticket.team.id === value,
  assignee: (ticket, value) => (ticket.assignee?.id ?? null) === (value === 'me' ? person.value.id : value),
  spam: (ticket, value) => ticket.spam === value,
  snooze: (ticket, value) => Boolean(ticket.snoozed_until) === Boolean(value),
  add_tags: (ticket, tags) => tags.every((tag) => ticket.tags.includes(tag)),
  remove_tags: (ticket, tags) => !tags.some((tag) => ticket.tags.includes(tag)),
};

/** Whether a ticket still is as a change has made it. */
const holds = (ticket, change) => Object.entries(change).every(([name, value]) => HOLDS[name](ticket, value));

/** <bulk-bar>: tickets are those that are chosen. */
class BulkBar extends Page {
  static properties = { tickets: { attribute: false } };

  job = signal(null); // { tickets, of(ticket), undo, parts, at, results, error, busy }

  /** Do it with all that are chosen. change: as the desk takes it. */
  #start(change) {
    this.#begin(this.tickets, () => change);
  }

  #begin(tickets, of, undo = false) {
    const parts = [];
    for (let at = 0; at < tickets.length; at += AT_ONCE) {
      parts.push({ key: newKey(), tickets: tickets.slice(at, at + AT_ONCE) });
    }
    this.job.value = { tickets, of, undo, parts, at: 0, results: [], error: null, busy: true };
    return this.#goOn();
  }

  /** Part by part; one that had no answer is sent again with its own key, so that nothing is done twice. */
  #goOn = async () => {
    let job = (this.job.value = { ...this.job.value, error: null, busy: true });
    while (job.at < job.parts.length) {
      const { key, tickets } = job.parts[job.at];
      try {
        const body = {
          tickets: tickets.map((ticket) => ({ id: ticket.id, version: ticket.version, change: job.of(ticket) })),
          undo: job.undo,
        };
        const { results } = await post('/tickets/bulk', body, { key, limit: LIMIT_MS });
        job = {
          ...job,
          at: job.at + 1,
          results: [...job.results, ...results.map((result, at) => ({ ...result, ticket: tickets[at] }))],
        };
      } catch (error) {
        this.job.value = { ...job, error, busy: false };
        this.#toResult();
        return;
      }
      this.job.value = job;
    }
    this.job.value = { ...job, busy: false };
    this.#settle(job);
  };

  #settle({ results }) {
    const done = results.filter(({ status }) => status === 200);
    for (const { id, version, ticket } of done) {
      if (seenVersion(id) >= ticket.version) markSeen({ id, version });
      queue.touch({ id, version }, { own: true });
    }
    select(results.filter(({ status }) => status !== 200).map(({ id }) => id));
    announce(this.#summary());
    this.#toResult();
    Promise.all([queue.refresh(), refreshCounts()]).catch(() => {}); // the next poll tries again
  }

  async #toResult() {
    await this.updateComplete;
    this.querySelector('.bulk-result')?.focus();
  }

  #summary() {
    const { results, undo } = this.job.value;
    const [done, refused] = [true, false].map((is) => results.filter(({ status }) => (status === 200) === is).length);
    return [
      done || !refused ? t(undo ? 'bulk-undone' : 'bulk-done', { n: done }) : '',
      refused ? t('bulk-refused', { n: refused }) : '',
    ]
      .filter(Boolean)
      .join(' ');
  }

  /** What was done is taken back where it still holds, whatever else the desk has done since, e.g. by routing. */
  #undo = async () => {
    const { results, of } = this.job.value;
    const done = results.filter(({ status, before }) => status === 200 && Object.keys(before ?? {}).length);
    const before = new Map(done.map((each) => [each.id, each.before]));
    this.job.value = { ...this.job.value, tickets: done, results: [], busy: true };
    const tickets = await Promise.all(
      done.map(async ({ id, ticket, version }) => {
        const now = await get(`/tickets/${id}`).catch(() => null); // the API's error says what is wrong with it
        return { ...ticket, version: now && holds(now, of(ticket)) ? now.version : version };
      }),
    );
    await this.#begin(tickets, (ticket) => before.get(ticket.id), true);
  };

  #leave = () => {
    this.job.value = null;
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
    return html`${
      this.tickets.length && !this.job.value?.busy ? this.#actions() : nothing
    }${this.job.value ? this.#result(this.job.value) : nothing}`;
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
      <button
        type="button"
        class="quiet"
        @click=${() => {
          select([]);
          document.querySelector('.q-row')?.focus();
        }}>
        ${t('bulk-leave')}
      </button>
    </div>`;
  }

  #result(job) {
    if (job.busy) {
      const [done, all] = [job.results.length, job.tickets.length];
      return html`<div class="bulk-result" tabindex="-1">
        <progress max=${all} .value=${done} aria-label=${t('saving')}></progress
        ><span>${t('bulk-progress', { done: number(done), all: number(all) })}</span>
      </div>`;
    }
    const refused = job.results.filter(({ status }) => status !== 200);
    const back = !job.undo && job.results.some(({ before }) => Object.keys(before ?? {}).length);
    return html`<div class="bulk-result ${job.error || refused.length ? 'partly' : ''}" tabindex="-1">
      <p class="row">
        <span class="strong">${this.#summary()}</span>
        ${
          job.error
            ? html`<span>${problemText(job.error)}</span
                ><button type="button" @click=${this.#goOn}>${t('try-again')}</button>`
            : nothing
        }
        ${
          back && !job.error
            ? html`<button type="button" @click=${this.#undo}>${icon('rotate-ccw', 'small')}${t('undo')}</button>`
            : nothing
        }
        <button type="button" class="icon-only quiet" aria-label=${t('close')} @click=${this.#leave}>
          ${icon('x')}
        </button>
      </p>
      ${
        refused.length
          ? html`<ul class="refusals">
              ${refused.map(
                (each) =>
                  html`<li>
                    <a href=${ticketAddress(each.ticket.number)}
                      ><bdi>#${each.ticket.number}</bdi> <bdi>${each.ticket.subject}</bdi></a
                    >
                    <span>${reason(each)}</span>
                  </li>`,
              )}
            </ul>`
          : nothing
      }
    </div>`;
  }
}
customElements.define('bulk-bar', BulkBar);
