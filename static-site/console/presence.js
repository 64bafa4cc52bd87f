// Who else looks at the ticket, or writes in it. Said every 15 seconds; the desk forgets it after 30. Customers never learn of it.
import { html, nothing, signal } from '../vendor/lit.js';
import { api } from '../lib/api.js';
import { list, t } from '../lib/i18n.js';
import { icon } from '../parts/basics.js';
import { watch } from './desk.js';

const WRITING_MS = 20_000;

/** The presence of one agent at one ticket: others is a signal of [{ id, name, state }]. */
export class Presence {
  others = signal([]);
  #wrote = 0;

  constructor(number) { this.path = `/tickets/${number}/presence`; }

  start() {
    this.#tell().catch(() => {});
    this.polling = watch(this.#tell);
  }

  #tell = async () => {
    const state = Date.now() - this.#wrote < WRITING_MS ? 'typing' : 'viewing';
    const { items } = await api(this.path, { method: 'PUT', body: { state } });
    this.others.value = items;
  };

  /** Somebody types: colleagues hear of it at the first letter, and then every 15 seconds. */
  typing = () => {
    const began = Date.now() - this.#wrote >= WRITING_MS;
    this.#wrote = Date.now();
    if (began) this.#tell().catch(() => {});
  };

  stop() {
    this.polling?.stop();
    api(this.path, { method: 'DELETE' }).catch(() => {});
  }
}

/** Who is there, in a line above what one writes. */
export function presenceLine(others) {
  if (!others.length) return nothing;
  const writing = others.filter(({ state }) => state === 'typing').map(({ name }) => name);
  const looking = others.filter(({ state }) => state !== 'typing').map(({ name }) => name);
  return html`<p class="present ${writing.length ? 'writing' : ''}" role="status">${icon(writing.length ? 'square-pen' : 'eye', 'small')}<span>
    ${writing.length ? t('others-writing', { names: list(writing), n: writing.length }) : nothing}
    ${looking.length ? t('others-looking', { names: list(looking), n: looking.length }) : nothing}</span></p>`;
}
