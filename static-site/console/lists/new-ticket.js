// A ticket that is raised on behalf of a customer, as data: what is typed, what is missing in it, and how it is sent.
import { draft } from '../../lib/drafts.js';
import { keyFor, post, sent } from '../../lib/api.js';
import { lang, t } from '../../lib/i18n.js';
import { problemText, toast } from '../../parts/basics.js';

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
export const named = ({ names }) => names[lang] ?? names.en;
const isEmpty = (answer) => ['', null, undefined].includes(answer);
const asList = (text) => [
  ...new Set(
    text
      .split(/[,،\n]/)
      .map((each) => each.trim())
      .filter(Boolean),
  ),
];

/**
 * What has been typed so far. old: the ticket that this one follows up, or null · draft: of lib/drafts.js ·
 * categories: with their forms · files(): the ids of the files that can be sent.
 */
export class NewTicket {
  constructor({ old, draft: typed, categories, files }) {
    Object.assign(this, { old, draft: typed, categories, files });
  }

  value = (name) => this.draft.get(name);

  set = (name) => (value) => {
    this.draft.set(name, value);
  };

  get customer() {
    return this.value('customer') || { email: '', name: '' };
  }

  get answers() {
    return this.value('fields') || {};
  }

  answer = (id) => (value) => this.set('fields')({ ...this.answers, [id]: value });

  /** What the chosen category asks for; a follow-up has the category of the old ticket if none is chosen. */
  get fields() {
    const chosen = this.value('category') || (this.old?.category ?? '');
    return this.categories().find(({ id }) => id === chosen)?.fields ?? [];
  }

  /** The body of the request. */
  body() {
    const filled = this.fields.filter(({ id }) => !isEmpty(this.answers[id])).map(({ id }) => [id, this.answers[id]]);
    const { email, name } = this.customer;
    const tags = asList(this.value('tags'));
    const files = this.files();
    const chosen = ['category', 'priority', 'language'].filter((each) => this.value(each));
    return {
      subject: this.value('subject').trim(),
      body: this.value('body').trim(),
      ...Object.fromEntries(chosen.map((each) => [each, this.value(each)])),
      ...(filled.length ? { fields: Object.fromEntries(filled) } : {}),
      ...(tags.length ? { tags } : {}),
      ...(this.old
        ? { follow_up_of: this.old.id }
        : { requester: { email: email.trim(), ...(name.trim() ? { name: name.trim() } : {}) } }),
      ...(files.length ? { attachments: files } : {}),
    };
  }

  #wrongCustomer() {
    const email = this.customer.email.trim();
    if (this.old || ADDRESS.test(email)) return [];
    return [{ field: 'customer', text: t(email ? 'customer-email-wrong' : 'customer-needed') }];
  }

  /** What is missing or wrong, as [{ field, text }], in the order of the page. */
  wrong() {
    const { subject, body } = this.body();
    const missing = this.old
      ? []
      : this.fields.filter(({ required, id }) => {
          const answer = this.answers[id];
          return required && (isEmpty(answer) || answer === false);
        });
    return [
      ...this.#wrongCustomer(),
      ...(subject ? [] : [{ field: 'subject', text: t('subject-needed') }]),
      ...missing.map((each) => ({ field: `field-${each.id}`, text: t('field-needed', { name: named(each) }) })),
      ...(body ? [] : [{ field: 'body', text: t('new-body-needed') }]),
    ];
  }

  /** What the desk refused, as [{ field, text }]; null for the usual text. */
  explain(error) {
    if (error.status === 409 && this.old) return [{ field: '', text: t('follow-up-not-closed') }];
    if (!error.errors?.length) return null;
    return error.errors.map(({ pointer, detail }) => {
      const [first, second] = pointer.replace(/^[#/]+/, '').split('/');
      const name = first === 'requester' ? 'customer' : first === 'fields' && second ? `field-${second}` : first;
      return {
        field: name === 'attachments' || name === 'follow_up_of' ? '' : name,
        text: lang === 'en' ? detail : t('field-wrong'),
      };
    });
  }
}

/** Add a note to the new ticket; one that could not be added stays where it can be sent from. */
export async function addNote(ticket, note, scope) {
  try {
    await post(`/tickets/${ticket.id}/notes`, { body: note }, { key: keyFor(scope, { ticket: ticket.id, note }) });
    sent(scope);
  } catch (error) {
    const reply = draft(`reply-${ticket.id}`);
    reply.set('body-note', note);
    reply.set('mode', 'note');
    reply.close();
    toast(t('new-note-failed', { problem: problemText(error) }));
  }
}
