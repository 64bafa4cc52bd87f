// One change to many tickets: sent in parts, each ticket done or refused for itself, and taken back on request.
import { signal } from '../../vendor/lit.js';
import { get, newKey, post } from '../../lib/api.js';
import { person } from '../../lib/session.js';

const AT_ONCE = 25; // in one request, so that one sees it go on
const LIMIT_MS = 30_000;

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

const isDone = ({ status }) => status === 200;
const canBeUndone = ({ status, before }) => status === 200 && Object.keys(before ?? {}).length > 0;

/**
 * The change under way, or the last one, as signals. value: null, or { tickets, of(ticket), undo, parts, at, results,
 * error, busy } · finished(results): called when all parts have been answered · stopped(): called then, and when a
 * part has had no answer.
 */
export class BulkJob {
  value = signal(null);

  constructor({ finished, stopped }) {
    this.finished = finished;
    this.stopped = stopped;
  }

  /** Change these tickets. of(ticket): the change, as the desk takes it. */
  start(tickets, of, undo = false) {
    const parts = [];
    for (let at = 0; at < tickets.length; at += AT_ONCE) {
      parts.push({ key: newKey(), tickets: tickets.slice(at, at + AT_ONCE) });
    }
    this.value.value = { tickets, of, undo, parts, at: 0, results: [], error: null, busy: true };
    return this.goOn();
  }

  /** Part by part; one that had no answer is sent again with its own key, so that nothing is done twice. */
  goOn = async () => {
    let job = (this.value.value = { ...this.value.value, error: null, busy: true });
    while (job.at < job.parts.length) {
      try {
        const results = await this.#send(job, job.parts[job.at]);
        job = { ...job, at: job.at + 1, results: [...job.results, ...results] };
      } catch (error) {
        this.value.value = { ...job, error, busy: false };
        this.stopped();
        return;
      }
      this.value.value = job;
    }
    this.value.value = { ...job, busy: false };
    this.finished(job.results);
    this.stopped();
  };

  async #send({ of, undo }, { key, tickets }) {
    const body = {
      tickets: tickets.map((ticket) => ({ id: ticket.id, version: ticket.version, change: of(ticket) })),
      undo,
    };
    const { results } = await post('/tickets/bulk', body, { key, limit: LIMIT_MS });
    return results.map((result, at) => ({ ...result, ticket: tickets[at] }));
  }

  get refused() {
    return this.value.value.results.filter((result) => !isDone(result));
  }

  get canUndo() {
    const { undo, error, results } = this.value.value;
    return !undo && !error && results.some(({ before }) => Object.keys(before ?? {}).length > 0);
  }

  /** What was done is taken back where it still holds, whatever else the desk has done since, e.g. by routing. */
  undo = async () => {
    const { results, of } = this.value.value;
    const done = results.filter(canBeUndone);
    const before = new Map(done.map((each) => [each.id, each.before]));
    this.value.value = { ...this.value.value, tickets: done, results: [], busy: true };
    const tickets = await Promise.all(
      done.map(async ({ id, ticket, version }) => {
        const now = await get(`/tickets/${id}`).catch(() => null); // the API's error says what is wrong with it
        return { ...ticket, version: now && holds(now, of(ticket)) ? now.version : version };
      }),
    );
    await this.start(tickets, (ticket) => before.get(ticket.id), true);
  };

  close() {
    this.value.value = null;
  }
}
