// Raise a ticket on behalf of a customer, e.g. after a call: requester, subject, category and message.
import { html } from '../../vendor/lit.js';
import { Load, get, keyFor, post, sent } from '../../lib/api.js';
import { draft } from '../../lib/drafts.js';
import { Form } from '../../parts/form.js';
import { t } from '../../lib/i18n.js';
import { Page, focusHeading, setTitle } from '../../lib/page.js';
import { shown, toast } from '../../parts/basics.js';
import { categories, go, hasMoved, route, ticketAddress } from '../state.js';
import { ticketForm } from './new-form.js';
import { NewTicket, addNote } from './new-ticket.js';

class RaiseTicket extends Page {
  form = new Form(this);

  /** A NewTicket, once the ticket that it follows up and the categories with their forms are known. */
  start = new Load(async () => {
    const { query } = route.peek();
    const of = query.get('follow_up_of');
    const [old, { items }] = await Promise.all([
      of ? get(`/tickets/${encodeURIComponent(of)}`) : null,
      get('/ticket-categories', { cached: true }),
    ]);
    categories.value = items;
    this.scope = old ? `follow-up-${old.id}` : 'console-new';
    this.draft ??= draft(this.scope);
    if (old && !this.draft.get('subject')) this.draft.set('subject', old.subject);
    if (!old && query.get('email')) {
      this.draft.set('customer', { email: query.get('email'), name: query.get('name') ?? '' });
    }
    return new NewTicket({
      old,
      draft: this.draft,
      categories: () => categories.value,
      files: () => this.#files?.ids ?? [],
    });
  });

  async connectedCallback() {
    super.connectedCallback();
    setTitle(t('new-ticket'));
    await this.start.run();
    if (hasMoved()) focusHeading(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.draft?.close();
  }

  get #ticket() {
    return this.start.value.value;
  }

  get #files() {
    return this.querySelector('attach-files');
  }

  submit = (event) =>
    this.form.submit(event, {
      check: () => [...this.#ticket.wrong(), ...(this.#files?.busy ? [{ field: '', text: t('reply-uploading') }] : [])],
      send: () => this.#send(),
      done: (ticket) => {
        sent(this.scope);
        this.draft.clear();
        this.#files?.clear();
        toast(t('new-done', { number: `#${ticket.number}` }));
        go(ticketAddress(ticket.number));
      },
      explain: (error) => this.#ticket.explain(error),
    });

  async #send() {
    this.draft.save();
    const body = this.#ticket.body();
    const ticket = await post('/tickets', body, { key: keyFor(this.scope, body) });
    const note = this.draft.get('note').trim();
    if (note) await addNote(ticket, note, `${this.scope}-note`);
    return ticket;
  }

  keydown = (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.submit(event);
  };

  discard = () => {
    const typed = this.draft.values.value;
    this.draft.clear();
    this.#files?.clear();
    this.form.show([]);
    toast(t('new-discarded'), {
      label: t('undo'),
      run: () => {
        for (const [name, value] of Object.entries(typed)) this.draft.set(name, value);
      },
    });
    this.querySelector('input')?.focus();
  };

  render() {
    return html`<div class="page-head"><h1>${t('new-ticket')}</h1></div>
      <div class="page-body">${shown(this.start, (ticket) => ticketForm(ticket, this))}</div>`;
  }
}
customElements.define('raise-ticket', RaiseTicket);
