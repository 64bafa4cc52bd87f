// The ratings that an agent got credit for, newest first, and their average of the last 90 days.
import { html, nothing, repeat, signal } from '../vendor/lit.js';
import { Load, get } from '../lib/api.js';
import { number, t } from '../lib/i18n.js';
import { Page, announce } from '../lib/page.js';
import { when } from '../lib/time.js';
import { empty, problemText, shown, toast } from '../parts/basics.js';
import { ticketAddress } from '../console/state.js';
import { isLead } from './shared.js';

const LIMIT = 10;

/** <agent-ratings>. agent: an id, or "me". */
class AgentRatings extends Page {
  static properties = { agent: {} };

  next = signal(null);
  busy = signal(false);
  summary = signal(null);
  ratings = new Load(async () => {
    const { items, next, summary } = await this.#page();
    this.next.value = next;
    this.summary.value = summary;
    return items;
  });

  connectedCallback() {
    super.connectedCallback();
    this.ratings.run();
  }

  #page(cursor) {
    const query = new URLSearchParams({ limit: LIMIT, ...(cursor ? { cursor } : {}) });
    return get(`/agents/${encodeURIComponent(this.agent)}/ratings?${query}`);
  }

  #more = async () => {
    if (this.busy.value) return;
    this.busy.value = true;
    try {
      const { items, next } = await this.#page(this.next.value);
      this.ratings.value.value = [...this.ratings.value.value, ...items];
      this.next.value = next;
      announce(t('more-loaded', { n: items.length }));
    } catch (error) {
      toast(problemText(error));
    }
    this.busy.value = false;
  };

  #summary() {
    const { count, average, days } = this.summary.value;
    if (!count) return nothing;
    return html`<p class="muted">${t('ratings-summary', { average: number(average), count, days })}</p>`;
  }

  #row({ ticket, score, comment, at, customer }) {
    return html`<li class="log-row">
      <p class="log-head">
        <span class="strong">${t('rating-only', { score })}</span> <span class="muted small">${when(at)}</span>
      </p>
      ${comment ? html`<p dir="auto">${comment}</p>` : nothing}
      <p class="muted small">
        <bdi>${customer.name}</bdi> · <a href=${ticketAddress(ticket.id)}>#${ticket.id} <bdi>${ticket.subject}</bdi></a>
      </p>
    </li>`;
  }

  #list(items) {
    if (!items.length && !this.next.value) {
      return empty({ name: 'star', title: t('ratings-empty'), text: t('ratings-empty-text') });
    }
    return html`${this.#summary()}
      <ol class="rows">
        ${repeat(
          items,
          ({ ticket, at }) => `${ticket.id} ${at}`,
          (each) => this.#row(each),
        )}
      </ol>
      ${
        this.next.value
          ? html`<p>
              <button type="button" class="quiet" @click=${this.#more}>
                ${this.busy.value ? t('loading') : t('load-more')}
              </button>
            </p>`
          : nothing
      }`;
  }

  render() {
    return html`<section class="panel stack" aria-labelledby="agent-ratings">
      <h2 id="agent-ratings">${t('ratings')}</h2>
      ${shown(this.ratings, (items) => this.#list(items))}
    </section>`;
  }
}
customElements.define('agent-ratings', AgentRatings);

/** The section of an agent's page, for the agent (own) and for leads. agent: an id. */
export const ratingsOf = (agent, own) =>
  own || isLead() ? html`<agent-ratings .agent=${own ? 'me' : agent}></agent-ratings>` : nothing;
