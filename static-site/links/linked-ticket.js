// One ticket opened by a link: its conversation and a reply box. Everything else needs an account.
import { html, live, nothing } from '../vendor/lit.js';
import { Load, keyFor, sent } from '../lib/api.js';
import { Conversation } from '../lib/conversation.js';
import { draft } from '../lib/drafts.js';
import { Form, errorSummary, field, submitButton } from '../parts/form.js';
import { t } from '../lib/i18n.js';
import { Page, announce, setTitle } from '../lib/page.js';
import { dateTime, when } from '../lib/time.js';
import { callout, problemText, shown, statusBadge, toast } from '../parts/basics.js';
import { place } from '../parts/attach.js';
import '../parts/timeline.js';
import { lineOf } from '../ticket-view/notices.js';

/** <linked-ticket>. call(path, body, options): calls the API with the link's pass. */
class LinkedTicket extends Page {
  static properties = { call: { attribute: false } };

  form = new Form(this);
  conversation = new Conversation((cursor) => this.call('ticket', cursor ? { cursor } : undefined), {
    refused: (error) => toast(problemText(error)),
  });
  ticket = new Load(async () => {
    const page = await this.call('ticket');
    const { ticket } = page;
    this.draft ??= draft(`link-${ticket.id}`);
    this.conversation.show(page);
    setTitle(`${ticket.subject} (#${ticket.number})`);
    return ticket;
  });

  connectedCallback() {
    super.connectedCallback();
    place.of = (id) => this.call('attachment', { attachment: id });
    this.ticket.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.draft?.close();
  }

  send = (event) =>
    this.form.submit(event, {
      check: () => (this.draft.get('body').trim() ? [] : [{ field: 'body', text: t('reply-empty') }]),
      send: () => {
        this.draft.save();
        const body = this.draft.get('body').trim();
        return this.call('messages', { body }, { key: keyFor(this.#scope, body) });
      },
      done: async ({ token }) => {
        sent(this.#scope);
        this.draft.clear();
        if (token) {
          location.hash = token;
          return;
        }
        announce(t('sent'));
        await this.ticket.run();
      },
    });

  get #scope() {
    return `link-${this.ticket.value.value.id}`;
  }

  render() {
    return shown(this.ticket, (ticket) => this.#ticket(ticket));
  }

  #ticket(ticket) {
    const { conversation } = this;
    return html`<article class="conversation">
      <div class="ticket-head">
        <h1><bdi>${ticket.subject}</bdi></h1>
        <p class="row muted">
          ${statusBadge(ticket.status, 'customer')}<span><bdi>#${ticket.number}</bdi></span
          ><span>${t('linked-raised')} ${when(ticket.created_at)}</span>
        </p>
        <p class="row muted">
          ${
            ticket.assignee
              ? t('linked-who', { name: ticket.assignee.name, team: ticket.team.name })
              : t('linked-team', { team: ticket.team.name })
          }
        </p>
      </div>
      <h2 class="vh">${t('linked-conversation')}</h2>
      <ticket-timeline
        .events=${conversation.events.value}
        audience="customer"
        .ticket=${ticket.id}
        .line=${lineOf}
        .earlier=${conversation.earlier.value ? conversation.showEarlier : null}
        ?busy=${conversation.busy.value}
        .fresh=${conversation.fresh.value}></ticket-timeline>
      ${this.#closing(ticket)}
      <form class="form panel" @submit=${this.send} novalidate>
        ${errorSummary(this.form)}
        ${field(this.form, {
          name: 'body',
          label: t('linked-reply'),
          hint: ticket.status === 'closed' ? t('linked-closed') : nothing,
          control: ({ id, described, invalid }) =>
            html`<textarea
              id=${id}
              name=${id}
              dir="auto"
              rows="5"
              maxlength="10000"
              .value=${live(this.draft.get('body'))}
              aria-describedby=${described}
              aria-invalid=${invalid}
              @input=${(e) => this.draft.set('body', e.target.value)}></textarea>`,
        })}
        <div class="row">${submitButton(this.form, t('linked-send'), t('sending'))}</div>
      </form>
      <p class="hint">
        ${t('linked-more')} <a href=${`/ticket.html?id=${encodeURIComponent(ticket.id)}`}>${t('link-log-in')}</a>
      </p>
    </article>`;
  }

  #closing({ closes_at, status }) {
    if (!closes_at || status === 'closed') return nothing;
    return callout(
      status === 'solved' ? '' : 'warn',
      html`<p>${t(status === 'solved' ? 'linked-closes-solved' : 'linked-closes', { date: dateTime(closes_at) })}</p>`,
      'clock',
    );
  }
}
customElements.define('linked-ticket', LinkedTicket);
