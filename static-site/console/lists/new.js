// Raise a ticket on behalf of a customer, e.g. after a call: requester, subject, category and message.
import { html, live, nothing } from '../../vendor/lit.js';
import { Load, get, keyFor, post, sent } from '../../lib/api.js';
import { draft } from '../../lib/drafts.js';
import { Form, errorSummary, field, selectControl, submitButton, textControl } from '../../parts/form.js';
import { lang, t } from '../../lib/i18n.js';
import { Page, focusHeading, setTitle } from '../../lib/page.js';
import { callout, icon, priorityText, problemText, shown, toast } from '../../parts/basics.js';
import { categories, go, hasMoved, route, ticketAddress } from '../state.js';
import '../../parts/attach.js';
import './person-picker.js';

const PRIORITIES = ['low', 'normal', 'high', 'urgent'];
const FIELD_TYPES = { number: 'number', date: 'date', text: 'text' };
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const named = ({ names }) => names[lang] ?? names.en;
const asList = (text) => [
  ...new Set(
    text
      .split(/[,،\n]/)
      .map((each) => each.trim())
      .filter(Boolean),
  ),
];

class RaiseTicket extends Page {
  form = new Form(this);
  note = null; // the ticket that has been raised, while its note has not gone out

  /** The ticket that it follows up, and the categories with their forms. */
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
    return { old };
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

  get #old() {
    return this.start.value.value.old;
  }

  #set = (name) => (value) => {
    this.draft.set(name, value);
  };

  get #customer() {
    return this.draft.get('customer') || { email: '', name: '' };
  }

  get #category() {
    return this.draft.get('category') || (this.#old?.category ?? '');
  }

  get #fields() {
    return categories.value.find(({ id }) => id === this.#category)?.fields ?? [];
  }

  #body() {
    const answers = this.draft.get('fields') || {};
    const asked = Object.fromEntries(
      this.#fields.filter(({ id }) => !['', null, undefined].includes(answers[id])).map(({ id }) => [id, answers[id]]),
    );
    const { email, name } = this.#customer;
    const tags = asList(this.draft.get('tags'));
    return {
      subject: this.draft.get('subject').trim(),
      body: this.draft.get('body').trim(),
      ...(this.draft.get('category') ? { category: this.draft.get('category') } : {}),
      ...(this.draft.get('priority') ? { priority: this.draft.get('priority') } : {}),
      ...(Object.keys(asked).length ? { fields: asked } : {}),
      ...(tags.length ? { tags } : {}),
      ...(this.draft.get('language') ? { language: this.draft.get('language') } : {}),
      ...(this.#old
        ? { follow_up_of: this.#old.id }
        : { requester: { email: email.trim(), ...(name.trim() ? { name: name.trim() } : {}) } }),
      ...(this.#files?.ids.length ? { attachments: this.#files.ids } : {}),
    };
  }

  get #files() {
    return this.querySelector('attach-files');
  }

  #check() {
    const { subject, body } = this.#body();
    const { email } = this.#customer;
    return [
      ...(this.#old || ADDRESS.test(email.trim())
        ? []
        : [{ field: 'customer', text: t(email.trim() ? 'customer-email-wrong' : 'customer-needed') }]),
      ...(subject ? [] : [{ field: 'subject', text: t('subject-needed') }]),
      ...this.#fields
        .filter(
          ({ required, id }) =>
            required && !this.#old && ['', null, undefined, false].includes((this.draft.get('fields') || {})[id]),
        )
        .map((each) => ({ field: `field-${each.id}`, text: t('field-needed', { name: named(each) }) })),
      ...(body ? [] : [{ field: 'body', text: t('new-body-needed') }]),
      ...(this.#files?.busy ? [{ field: '', text: t('reply-uploading') }] : []),
    ];
  }

  submit = (event) =>
    this.form.submit(event, {
      check: () => this.#check(),
      send: async () => {
        this.draft.save();
        const body = this.#body();
        const ticket = await post('/tickets', body, { key: keyFor(this.scope, body) });
        const note = this.draft.get('note').trim();
        if (note) await this.#addNote(ticket, note);
        return ticket;
      },
      done: (ticket) => {
        sent(this.scope);
        this.draft.clear();
        this.#files?.clear();
        toast(t('new-done', { number: `#${ticket.number}` }));
        go(ticketAddress(ticket.number));
      },
      explain: (error) => this.#explained(error),
    });

  /** The ticket is there; a note that could not be added stays where it can be sent from. */
  async #addNote(ticket, note) {
    const scope = `${this.scope}-note`;
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

  #explained(error) {
    if (error.status === 409 && this.#old) return [{ field: '', text: t('follow-up-not-closed') }];
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

  #keydown = (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.submit(event);
  };

  #elsewhere() {
    if (!this.draft.otherVersion.value) return nothing;
    return callout(
      'warn',
      html`<p>${t('draft-elsewhere')}</p>
        <p class="row">
          <button type="button" @click=${() => this.draft.takeOtherVersion()}>${t('draft-take')}</button>
          <button type="button" class="quiet" @click=${() => this.draft.keepOwnVersion()}>${t('draft-keep')}</button>
        </p>`,
    );
  }

  render() {
    return html`<div class="page-head"><h1>${t('new-ticket')}</h1></div>
      <div class="page-body">${shown(this.start, () => this.#form())}</div>`;
  }

  #form() {
    const draftValue = (name) => this.draft.get(name);
    const options = [
      ['', this.#old ? t('category-as-before') : t('category-none')],
      ...categories.value.map(({ id, name }) => [id, name]),
    ];
    const area =
      (name, rows) =>
      ({ id, described, invalid }) =>
        html`<textarea
          id=${id}
          name=${id}
          dir="auto"
          rows=${rows}
          maxlength="10000"
          .value=${live(draftValue(name))}
          aria-describedby=${described}
          aria-invalid=${invalid}
          @input=${(e) => this.draft.set(name, e.target.value)}></textarea>`;
    return html`<form class="form" @submit=${this.submit} @keydown=${this.#keydown} novalidate>
      ${errorSummary(this.form)}${this.#elsewhere()}
      ${
        this.#old
          ? callout(
              '',
              html`<p>
                  ${t('follow-up-of')}
                  <a href=${ticketAddress(this.#old.number)}
                    ><bdi>#${this.#old.number}</bdi> <bdi>${this.#old.subject}</bdi></a
                  >
                </p>
                <p>${t('follow-up-text', { name: this.#old.requester.name })}</p>`,
              'reply',
            )
          : field(this.form, {
              name: 'customer',
              label: t('customer'),
              hint: t('customer-hint'),
              control: ({ id, described, invalid }) =>
                html`<person-picker
                  .field=${{ id, described, invalid }}
                  .person=${this.#customer}
                  .changed=${this.#set('customer')}></person-picker>`,
            })
      }
      ${field(this.form, {
        name: 'subject',
        label: t('subject'),
        control: ({ id, described, invalid }) =>
          html`<input
            id=${id}
            name=${id}
            dir="auto"
            maxlength="200"
            autocomplete="off"
            .value=${live(draftValue('subject'))}
            aria-describedby=${described}
            aria-invalid=${invalid}
            @input=${(e) => this.draft.set('subject', e.target.value)} />`,
      })}
      <div class="two">
        ${field(this.form, {
          name: 'category',
          label: t('category'),
          control: selectControl({ value: draftValue('category'), options, onInput: this.#set('category') }),
        })}
        ${field(this.form, {
          name: 'priority',
          label: t('priority'),
          control: selectControl({
            value: draftValue('priority') || (this.#old ? '' : 'normal'),
            options: [
              ...(this.#old ? [['', t('category-as-before')]] : []),
              ...PRIORITIES.map((p) => [p, priorityText(p)]),
            ],
            onInput: this.#set('priority'),
          }),
        })}
      </div>
      ${
        this.#fields.length
          ? html`<fieldset class="form group">
              <legend>${t('form')}</legend>
              ${this.#fields.map((each) => this.#answer(each))}
            </fieldset>`
          : nothing
      }
      ${field(this.form, { name: 'body', label: t('new-body'), hint: t('new-body-hint'), control: area('body', 6) })}
      <attach-files
        .saved=${draftValue('files') || []}
        .changed=${(files) => this.draft.set('files', files.length ? files : '')}></attach-files>
      ${field(this.form, {
        name: 'tags',
        label: t('tags'),
        optional: true,
        hint: t('filter-commas'),
        control: textControl({ value: draftValue('tags'), autocomplete: 'off', onInput: this.#set('tags') }),
      })}
      <div class="note-field">
        ${field(this.form, {
          name: 'note',
          label: html`${icon('lock', 'small')} ${t('new-note')}`,
          optional: true,
          hint: t('new-note-hint'),
          control: area('note', 3),
        })}
      </div>
      <div class="row">
        ${submitButton(this.form, t('new-raise'), t('sending'))}<span class="hint">${t('new-draft-saved')}</span>
        <button type="button" class="quiet" @click=${this.#discard}>${t('new-discard')}</button>
      </div>
    </form>`;
  }

  #discard = () => {
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

  /** One thing the category asks for. */
  #answer(asked) {
    const answers = this.draft.get('fields') || {};
    const set = (value) => {
      this.draft.set('fields', { ...(this.draft.get('fields') || {}), [asked.id]: value });
    };
    const name = `field-${asked.id}`;
    const label = html`${named(asked)}${
      asked.for_customers ? nothing : html` ${icon('lock', 'small')}<span class="vh">${t('field-inside')}</span>`
    }`;
    const value = answers[asked.id];
    if (asked.kind === 'checkbox') {
      return html`<label class="check" for=${name}
        ><input
          id=${name}
          type="checkbox"
          .checked=${live(Boolean(value))}
          @change=${(event) => set(event.target.checked)} />${label}</label
      >`;
    }
    const optional = !asked.required;
    if (asked.kind === 'choice') {
      return field(this.form, {
        name,
        label,
        optional,
        control: selectControl({
          value: value ?? '',
          options: [['', t('change-none')], ...asked.options.map((option) => [option.id, named(option)])],
          onInput: set,
        }),
      });
    }
    return field(this.form, {
      name,
      label,
      optional,
      control: ({ id, described, invalid }) =>
        html`<input
          id=${id}
          type=${FIELD_TYPES[asked.kind]}
          step=${asked.kind === 'number' ? 'any' : nothing}
          maxlength=${asked.kind === 'text' ? 500 : nothing}
          dir="auto"
          .value=${live(String(value ?? ''))}
          aria-describedby=${described}
          aria-invalid=${invalid}
          @input=${(event) =>
            set(
              asked.kind === 'number' && event.target.value !== '' ? Number(event.target.value) : event.target.value,
            )} />`,
    });
  }
}
customElements.define('raise-ticket', RaiseTicket);
