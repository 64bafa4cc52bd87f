// Raise an issue. What is typed is a draft from the first letter; sending it twice makes one ticket.
import { html, live, nothing } from '../vendor/lit.js';
import { Load, get, keyFor, post, sent } from '../lib/api.js';
import { draft } from '../lib/drafts.js';
import { Form, errorSummary, field, selectControl, submitButton } from '../parts/form.js';
import { fileSize, lang, t } from '../lib/i18n.js';
import { Page, announce, setTitle, takeDeskName } from '../lib/page.js';
import { requireSession } from '../lib/session.js';
import { MAX_BYTES, MAX_FILES } from '../lib/uploads.js';
import { callout, icon, priorityText, shown } from '../parts/basics.js';
import '../parts/app-header.js';
import '../parts/attach.js';
import { answersOf, formField, nameOf, wrongAnswers } from './form-fields.js';

const PRIORITIES = ['low', 'normal', 'high', 'urgent'];
const SCOPE = 'new-ticket';
const MARKDOWN = [
  ['**…**', 'markdown-bold'],
  ['*…*', 'markdown-italic'],
  ['- …', 'markdown-list'],
  ['`…`', 'markdown-code'],
  ['> …', 'markdown-quote'],
];

class NewTicket extends Page {
  form = new Form(this);
  config = new Load(async () => {
    if (!(await requireSession())) return null;
    const config = await get('/config', { open: true });
    takeDeskName(config.desk);
    this.draft ??= draft('new');
    return config;
  });

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('nav-new'));
    this.config.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.draft?.close();
  }

  kept = (name) => this.draft.get(name);

  get attached() {
    return this.querySelector('attach-files');
  }

  /** The chosen category, as long as there still is one of that name. */
  get category() {
    return this.config.value.value?.categories.find(({ id }) => id === this.draft.get('category'));
  }

  /** What the chosen category asks for. */
  get asked() {
    return this.category?.fields ?? [];
  }

  #body() {
    const priority = this.draft.get('priority');
    const category = this.category?.id;
    const fields = answersOf(this.asked, this.kept);
    const attachments = this.attached.ids;
    return {
      subject: this.draft.get('subject').trim(),
      body: this.draft.get('body').trim(),
      language: lang,
      ...(category ? { category } : {}),
      ...(priority ? { priority } : {}),
      ...(Object.keys(fields).length ? { fields } : {}),
      ...(attachments.length ? { attachments } : {}),
    };
  }

  submit = (event) =>
    this.form.submit(event, {
      check: () => {
        const { subject, body } = this.#body();
        return [
          ...(subject ? [] : [{ field: 'subject', text: t('subject-missing') }]),
          ...wrongAnswers(this.asked, this.kept),
          ...(body ? [] : [{ field: 'body', text: t('body-missing') }]),
          ...(this.attached.busy ? [{ field: 'attachments', text: t('reply-uploading') }] : []),
        ];
      },
      texts: { attachments: t('new-files-gone') },
      explain: (error) => {
        this.#askAnew(error);
        return null;
      },
      send: () => {
        this.draft.save();
        const body = this.#body();
        return post('/tickets', body, { key: keyFor(SCOPE, body) });
      },
      done: (ticket) => {
        sent(SCOPE);
        this.draft.clear();
        location.assign(`/ticket.html?id=${encodeURIComponent(ticket.id)}&raised=1`);
      },
    });

  /** An answer was refused: perhaps the form asks for something else since the page was opened. */
  async #askAnew({ errors }) {
    if (!errors.some(({ pointer }) => pointer.includes('/fields/'))) return;
    const config = await get('/config', { open: true }).catch(() => null);
    if (config) this.config.value.value = config;
  }

  keydown = (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.submit(event);
  };

  set = (name) => (value) => this.draft.set(name, value);

  chooseCategory = (value) => {
    this.draft.set('category', value);
    // those of fields were another category\'s
    this.form.show(this.form.errors.value.filter(({ field: name }) => !name.startsWith('fields-')));
    if (this.asked.length) announce(t('new-asks', { n: this.asked.length }));
  };

  #files() {
    const kept = this.draft.get('files');
    return kept ? JSON.parse(kept) : [];
  }

  keepFiles = (files) => this.draft.set('files', files.length ? JSON.stringify(files) : '');

  #elsewhere() {
    if (!this.draft.theirs.value) return nothing;
    return callout(
      'warn',
      html`<p>${t('draft-elsewhere')}</p>
        <p class="row">
          <button type="button" @click=${() => this.draft.takeTheirs()}>${t('draft-take')}</button>
          <button type="button" class="quiet" @click=${() => this.draft.keepMine()}>${t('draft-keep')}</button>
        </p>`,
    );
  }

  render() {
    return html`<h1>${t('nav-new')}</h1>
      ${shown(this.config, (config) => this.#form(config))}`;
  }

  #form(config) {
    const { kept } = this;
    const categories = [['', t('category-none')], ...config.categories.map(({ id, name }) => [id, name])];
    return html`<form class="form" @submit=${this.submit} @keydown=${this.keydown} novalidate>
      <p class="muted">${t('new-text')}</p>
      ${errorSummary(this.form)}${this.#elsewhere()}
      ${field(this.form, {
        name: 'subject',
        label: t('subject'),
        hint: t('subject-hint'),
        control: ({ id, described, invalid }) =>
          html`<input
            id=${id}
            name=${id}
            dir="auto"
            maxlength="200"
            autocomplete="off"
            .value=${live(kept('subject'))}
            aria-describedby=${described}
            aria-invalid=${invalid}
            @input=${(e) => this.draft.set('subject', e.target.value)} />`,
      })}
      <div class="pair">
        ${
          categories.length > 1
            ? field(this.form, {
                name: 'category',
                label: t('category'),
                optional: true,
                control: selectControl({ value: kept('category'), options: categories, onInput: this.chooseCategory }),
              })
            : nothing
        }
        ${field(this.form, {
          name: 'priority',
          label: t('priority'),
          control: selectControl({
            value: kept('priority') || 'normal',
            options: PRIORITIES.map((p) => [p, priorityText(p)]),
            onInput: this.set('priority'),
          }),
        })}
      </div>
      ${this.#asks()}
      ${field(this.form, {
        name: 'body',
        label: t('body'),
        hint: t('body-hint'),
        control: ({ id, described, invalid }) =>
          html`<textarea
            id=${id}
            name=${id}
            dir="auto"
            rows="8"
            maxlength="10000"
            .value=${live(kept('body'))}
            aria-describedby=${described}
            aria-invalid=${invalid}
            @input=${(e) => this.draft.set('body', e.target.value)}></textarea>`,
      })}
      <details class="markdown">
        <summary>${t('markdown')}</summary>
        <dl>
          ${MARKDOWN.map(
            ([typed, text]) =>
              html`<div>
                <dt><code dir="ltr">${typed}</code></dt>
                <dd>${t(text)}</dd>
              </div>`,
          )}
        </dl>
      </details>
      ${this.#attachments()}
      <div class="row">
        ${submitButton(this.form, t('new-send'), t('sending'))}<span class="hint">${t('draft-kept')}</span>
      </div>
    </form>`;
  }

  #asks() {
    if (!this.asked.length) return nothing;
    return html`<fieldset class="asks" aria-label=${this.category.name}>
      ${this.asked.map((each) => formField(this.form, each, this.kept(nameOf(each)), this.set(nameOf(each))))}
    </fieldset>`;
  }

  #attachments() {
    const error = this.form.error('attachments');
    return html`<div
      class="field ${error ? 'wrong' : ''}"
      id="attachments"
      tabindex="-1"
      role="group"
      aria-labelledby="attachments-name">
      <span class="field-label" id="attachments-name"
        >${t('new-files')} <span class="optional">${t('optional')}</span></span
      >
      <p class="hint">${t('new-files-hint', { n: MAX_FILES, limit: fileSize(MAX_BYTES) })}</p>
      ${
        error
          ? html`<p class="field-error">
              ${icon('circle-alert', 'small')}<span><span class="vh">${t('error-word')}</span> ${error}</span>
            </p>`
          : nothing
      }
      <attach-files .kept=${this.#files()} .changed=${this.keepFiles}></attach-files>
    </div>`;
  }
}
customElements.define('new-ticket', NewTicket);
