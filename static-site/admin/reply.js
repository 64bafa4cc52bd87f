// One saved reply: its text, buttons that insert variables, and a preview.
import { html, live, nothing } from '../vendor/lit.js';
import { Load, api, get } from '../lib/api.js';
import { errorSummary, field, selectControl, submitButton, textControl } from '../parts/form.js';
import { LANGUAGES, t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { callout, icon, shown, toast } from '../parts/basics.js';
import { go } from '../console/state.js';
import { Edit, ask, isLead, languageName, pageHead } from './shared.js';
import { replyPreview } from './preview.js';

const VARIABLE_TEXTS = {
  'customer.name': 'var-customer',
  'customer.first_name': 'var-first-name',
  'agent.name': 'var-agent',
  'ticket.number': 'var-number',
  'ticket.subject': 'var-subject',
  'ticket.link': 'var-link',
  'desk.name': 'var-desk',
};
const LIST = '/console/admin/replies';

class ReplyPage extends Page {
  static properties = { reply: {} };

  variables = [];
  load = new Load(async () => {
    const [{ variables }, teams, known] = await Promise.all([
      get('/saved-replies'),
      get('/teams'),
      this.isNew ? null : get(`/saved-replies/${encodeURIComponent(this.reply)}`),
    ]);
    this.variables = variables;
    this.teams = teams.items;
    return this.#take(known ?? { name: '', body: '', shared: false, team: null, language: null, may_change: true });
  });

  get isNew() {
    return this.reply === 'new';
  }

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('saved-reply'));
    this.edit = new Edit(this, {
      name: `saved-reply-${this.reply}`,
      path: this.isNew ? '/saved-replies' : `/saved-replies/${encodeURIComponent(this.reply)}`,
      of: ({ reply }) => reply,
      plain: ({ name, body, shared, team, language }) => ({
        name,
        body,
        ...(this.isNew ? { shared } : {}),
        team: team?.id ?? null,
        language,
      }),
      labels: { name: t('reply-name'), body: t('reply-body'), team: t('reply-team'), language: t('reply-language') },
      formats: {
        team: (id) => this.teams.find((team) => team.id === id)?.name ?? t('reply-for-all'),
        language: (code) => (code ? languageName(code) : t('reply-any-language')),
      },
    });
    this.load.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.edit.close();
  }

  #take(reply) {
    this.edit.open(reply, reply.version);
    setTitle(this.isNew ? t('reply-add') : reply.name);
    return reply;
  }

  #put(name) {
    const box = this.querySelector('#body');
    const { selectionStart: from, selectionEnd: to } = box;
    const variable = `{{${name}}}`;
    this.edit.set('body')(box.value.slice(0, from) + variable + box.value.slice(to));
    this.updateComplete.then(() => {
      box.focus();
      box.setSelectionRange(from + variable.length, from + variable.length);
    });
  }

  submit = (event) =>
    this.edit.form.submit(event, {
      check: () => [
        ...(this.edit.get('name').trim() ? [] : [{ field: 'name', text: t('name-needed') }]),
        ...(this.edit.get('body').trim() ? [] : [{ field: 'body', text: t('reply-body-needed') }]),
      ],
      send: () => {
        if (!this.isNew) return this.edit.save();
        const { shared, team, ...content } = this.edit.all;
        return this.edit.create({ ...content, shared, ...(shared && team ? { team } : {}) });
      },
      explain: this.edit.explain,
      done: (reply) => {
        if (reply) toast(t('reply-saved'));
        if (this.isNew) go(LIST, { replace: true });
        else if (reply) this.load.value.value = this.#take(reply);
      },
    });

  #remove(reply) {
    return ask({
      title: t('reply-remove-title', { name: reply.name }),
      danger: true,
      button: t('remove'),
      text: html`<p>${t(reply.shared ? 'reply-remove-shared' : 'reply-remove-own')}</p>`,
      send: () => api(`/saved-replies/${reply.id}`, { method: 'DELETE', version: this.load.value.value.version }),
      explain: (error) => {
        if (error.status === 412) this.load.run();
        return error.status === 412 ? [{ field: '', text: t('conflict-summary') }] : null;
      },
    }).then((done) => {
      if (done) {
        this.edit.draft.clear();
        toast(t('reply-removed', { name: reply.name }));
        go(LIST, { replace: true });
      }
    });
  }

  #whose(reply) {
    const { edit } = this;
    const shared = this.isNew ? edit.get('shared') : reply.shared;
    const choice = (value, label, hint) =>
      html`<label class="check"
        ><input
          type="radio"
          name="shared"
          .checked=${live(shared === value)}
          @change=${() => edit.set('shared')(value)} /><span
          >${label}<br /><span class="hint">${hint}</span></span
        ></label
      >`;
    return html`${
      this.isNew && isLead()
        ? html`<fieldset class="field">
            <legend>${t('reply-whose')}</legend>
            ${choice(
              false,
              t('reply-only-me'),
              t('reply-only-me-hint'),
            )}${choice(true, t('replies-shared'), t('reply-shared-hint'))}
          </fieldset>`
        : nothing
    }
    ${
      shared
        ? field(edit.form, {
            name: 'team',
            label: t('reply-team'),
            control: selectControl({
              value: edit.get('team') ?? '',
              options: [['', t('reply-for-all')], ...this.teams.map(({ id, name }) => [id, name])],
              onInput: (id) => edit.set('team')(id || null),
            }),
          })
        : nothing
    }`;
  }

  #form(reply) {
    const { edit } = this;
    const languages = [['', t('reply-any-language')], ...Object.entries(LANGUAGES)];
    const own = edit.get('language');
    if (own && !(own in LANGUAGES)) languages.push([own, languageName(own)]);
    return html`<form class="form panel" @submit=${this.submit} novalidate>
      ${errorSummary(edit.form)}${edit.showConflicts(() => this.submit())}
      ${field(edit.form, {
        name: 'name',
        label: t('reply-name'),
        hint: t('reply-name-hint'),
        control: textControl({
          value: edit.get('name'),
          dir: 'auto',
          maxlength: 200,
          autocomplete: 'off',
          onInput: edit.set('name'),
        }),
      })}
      ${this.#whose(reply)}
      ${field(edit.form, {
        name: 'language',
        label: t('reply-language'),
        control: selectControl({
          value: own ?? '',
          options: languages,
          onInput: (code) => edit.set('language')(code || null),
        }),
      })}
      ${field(edit.form, {
        name: 'body',
        label: t('reply-body'),
        hint: t('reply-body-hint'),
        control: ({ id, described, invalid }) =>
          html`<textarea
            id=${id}
            rows="8"
            dir="auto"
            maxlength="60000"
            aria-describedby=${described}
            aria-invalid=${invalid}
            .value=${live(edit.get('body'))}
            @input=${(event) => edit.set('body')(event.target.value)}></textarea>`,
      })}
      <div class="variables" role="group" aria-label=${t('variables')}>
        <p class="field-label" aria-hidden="true">${t('variables')}</p>
        ${this.variables.map(
          (name) =>
            html`<button type="button" class="chip-button" @click=${() => this.#put(name)}>
              ${icon('plus', 'small')}<bdi
                >${VARIABLE_TEXTS[name] ? t(VARIABLE_TEXTS[name]) : name.replace('field.', '')}</bdi
              >
            </button>`,
        )}
      </div>
      ${
        this.isNew
          ? html`<div class="row form-end">${submitButton(edit.form, t('save'), t('saving'))}</div>`
          : html`${edit.end()}`
      }
    </form>`;
  }

  render() {
    const known = this.load.value.value;
    return html`${pageHead({
      title: this.isNew ? t('reply-add') : (known?.name ?? t('saved-reply')),
      back: [LIST, t('section-replies')],
      actions:
        known && !this.isNew && known.may_change
          ? html`<button type="button" class="danger" @click=${() => this.#remove(known)}>
              ${icon('trash-2', 'small')}${t('remove')}…
            </button>`
          : nothing,
    })}
    ${shown(
      this.load,
      (reply) =>
        html`<div class="two wide-first">
          ${reply.may_change ? this.#form(reply) : callout('', html`<p>${t('reply-read-only')}</p>`, 'lock')}
          <section class="panel stack preview" aria-labelledby="preview-title">
            <h2 id="preview-title">${t('preview')}</h2>
            <p class="hint">${t('preview-reply-hint')}</p>
            ${replyPreview(this.edit.get('body'), this.variables)}
          </section>
        </div>`,
    )}`;
  }
}
customElements.define('reply-page', ReplyPage);
