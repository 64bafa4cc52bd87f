// One saved reply: its text, buttons that insert variables, and a preview.
import { html, live, nothing } from '../vendor/lit.js';
import { get } from '../lib/api.js';
import { LANGUAGES, t } from '../lib/i18n.js';
import { setTitle } from '../lib/page.js';
import { callout, icon, shown, toast } from '../parts/basics.js';
import { go } from '../console/state.js';
import { EditPage, areaField, choiceField, insertInto, textField } from './edit-page.js';
import { askToDelete, isLead, languageName, pageHead } from './shared.js';
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

const NEW = { name: '', body: '', shared: false, team: null, language: null, may_change: true };
const variableName = (name) => (VARIABLE_TEXTS[name] ? t(VARIABLE_TEXTS[name]) : name.replace('field.', ''));

/** The languages of the site, and the reply's own. */
const languageOptions = (own) => [
  ['', t('reply-any-language')],
  ...Object.entries(LANGUAGES),
  ...(own && !(own in LANGUAGES) ? [[own, languageName(own)]] : []),
];

/** Whether a new reply is for its author or shared. */
function sharing(edit) {
  const choice = (value, label, hint) =>
    html`<label class="check"
      ><input
        type="radio"
        name="shared"
        .checked=${live(edit.get('shared') === value)}
        @change=${() => edit.set('shared')(value)} /><span>${label}<br /><span class="hint">${hint}</span></span></label
    >`;
  return html`<fieldset class="field">
    <legend>${t('reply-whose')}</legend>
    ${choice(false, t('reply-only-me'), t('reply-only-me-hint'))}${choice(
      true,
      t('replies-shared'),
      t('reply-shared-hint'),
    )}
  </fieldset>`;
}

const variableButtons = (names, insert) =>
  html`<div class="variables" role="group" aria-label=${t('variables')}>
    <p class="field-label" aria-hidden="true">${t('variables')}</p>
    ${names.map(
      (name) =>
        html`<button type="button" class="chip-button" @click=${() => insert(name)}>
          ${icon('plus', 'small')}<bdi>${variableName(name)}</bdi>
        </button>`,
    )}
  </div>`;

class ReplyPage extends EditPage {
  static properties = { reply: {} };

  variables = [];

  get isNew() {
    return this.reply === 'new';
  }

  get startTitle() {
    return t('saved-reply');
  }

  get #path() {
    return `/saved-replies/${encodeURIComponent(this.reply)}`;
  }

  options() {
    return {
      name: `saved-reply-${this.reply}`,
      path: this.isNew ? '/saved-replies' : this.#path,
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
    };
  }

  async fetch() {
    const [{ variables }, teams, known] = await Promise.all([
      get('/saved-replies'),
      get('/teams'),
      this.isNew ? NEW : get(this.#path),
    ]);
    this.variables = variables;
    this.teams = teams.items;
    return this.take(known);
  }

  take(reply) {
    setTitle(this.isNew ? t('reply-add') : reply.name);
    return super.take(reply);
  }

  #insert = (name) => insertInto(this, this.querySelector('#body'), `{{${name}}}`);

  check() {
    return [
      ...(this.edit.get('name').trim() ? [] : [{ field: 'name', text: t('name-needed') }]),
      ...(this.edit.get('body').trim() ? [] : [{ field: 'body', text: t('reply-body-needed') }]),
    ];
  }

  send() {
    if (!this.isNew) return this.edit.save();
    const { shared, team, ...content } = this.edit.all;
    return this.edit.create({ ...content, shared, ...(shared && team ? { team } : {}) });
  }

  done(reply) {
    if (reply) toast(t('reply-saved'));
    if (this.isNew) go(LIST, { replace: true });
    else if (reply) this.showVersion(reply);
  }

  #delete(reply) {
    return askToDelete({
      title: t('reply-remove-title', { name: reply.name }),
      text: t(reply.shared ? 'reply-remove-shared' : 'reply-remove-own'),
      path: `/saved-replies/${reply.id}`,
      version: () => this.load.value.value.version,
      changed: this.load.run,
      done: () => {
        this.edit.draft.clear();
        toast(t('reply-removed', { name: reply.name }));
        go(LIST, { replace: true });
      },
    });
  }

  #fields(reply) {
    const { edit } = this;
    const shared = this.isNew ? edit.get('shared') : reply.shared;
    return html`${textField(edit, 'name', { label: t('reply-name'), hint: t('reply-name-hint') })}
    ${this.isNew && isLead() ? sharing(edit) : nothing}
    ${
      shared
        ? choiceField(edit, 'team', {
            label: t('reply-team'),
            options: [['', t('reply-for-all')], ...this.teams.map(({ id, name }) => [id, name])],
            nullable: true,
          })
        : nothing
    }
    ${choiceField(edit, 'language', {
      label: t('reply-language'),
      options: languageOptions(edit.get('language')),
      nullable: true,
    })}
    ${areaField(edit, 'body', { label: t('reply-body'), hint: t('reply-body-hint'), rows: 8, maxlength: 60000 })}
    ${variableButtons(this.variables, this.#insert)}`;
  }

  #form(reply) {
    return this.formAround(this.#fields(reply), this.isNew ? { end: this.createRow(t('save')) } : {});
  }

  render() {
    const known = this.load.value.value;
    return html`${pageHead({
      title: this.isNew ? t('reply-add') : (known?.name ?? t('saved-reply')),
      back: [LIST, t('section-replies')],
      actions:
        known && !this.isNew && known.may_change
          ? html`<button type="button" class="danger" @click=${() => this.#delete(known)}>
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
