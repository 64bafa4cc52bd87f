// Raise an issue. What is typed is a draft from the first keystroke; sending it twice makes one ticket.
import { html, live, nothing } from '../vendor/lit.js';
import { Load, get, keyFor, post, sent } from '../lib/api.js';
import { draft } from '../lib/drafts.js';
import { errorSummary, field, selectControl, submitButton } from '../parts/form.js';
import { fileSize, lang, t } from '../lib/i18n.js';
import { setTitle, takeDeskName } from '../lib/page.js';
import { requireSession } from '../lib/session.js';
import { MAX_BYTES, MAX_FILES } from '../lib/uploads.js';
import { icon, otherVersion, priorityText, shown } from '../parts/basics.js';
import '../parts/app-header.js';
import '../parts/attach.js';
import { TicketForm } from './ticket-form.js';

const PRIORITIES = ['low', 'normal', 'high', 'urgent'];
const SCOPE = 'new-ticket';
const MARKDOWN = [
  ['**…**', 'markdown-bold'],
  ['*…*', 'markdown-italic'],
  ['- …', 'markdown-list'],
  ['`…`', 'markdown-code'],
  ['> …', 'markdown-quote'],
];

/** How a text can be formatted. */
const markdownHelp = () =>
  html`<details class="markdown">
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
  </details>`;

/** The files of a ticket. saved: what the draft remembers · changed(saved): called when that changes. */
function attachments(form, saved, changed) {
  const error = form.error('attachments');
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
            ${icon('circle-alert', 'small')}<span><span class="vh">${t('error-label')}</span> ${error}</span>
          </p>`
        : nothing
    }
    <attach-files .saved=${saved} .changed=${changed}></attach-files>
  </div>`;
}

class NewTicket extends TicketForm {
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

  get attached() {
    return this.querySelector('attach-files');
  }

  #body() {
    const priority = this.draftValue('priority');
    const files = this.attached.ids;
    return {
      ...this.message(),
      language: lang,
      ...(priority ? { priority } : {}),
      ...(files.length ? { attachments: files } : {}),
    };
  }

  submit = (event) =>
    this.form.submit(event, {
      check: () => [
        ...this.wrongMessage(),
        ...(this.attached.busy ? [{ field: 'attachments', text: t('reply-uploading') }] : []),
      ],
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

  #files() {
    const saved = this.draft.get('files');
    return saved ? JSON.parse(saved) : [];
  }

  saveFiles = (files) => this.draft.set('files', files.length ? JSON.stringify(files) : '');

  render() {
    return html`<h1>${t('nav-new')}</h1>
      ${shown(this.config, (config) => this.#form(config))}`;
  }

  #form(config) {
    const { draftValue } = this;
    return html`<form class="form" @submit=${this.submit} @keydown=${this.keydown} novalidate>
      <p class="muted">${t('new-text')}</p>
      ${errorSummary(this.form)}${otherVersion(this.draft)}
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
            .value=${live(draftValue('subject'))}
            aria-describedby=${described}
            aria-invalid=${invalid}
            @input=${(e) => this.draft.set('subject', e.target.value)} />`,
      })}
      <div class="pair">
        ${this.categoryField(config)}
        ${field(this.form, {
          name: 'priority',
          label: t('priority'),
          control: selectControl({
            value: draftValue('priority') || 'normal',
            options: PRIORITIES.map((p) => [p, priorityText(p)]),
            onInput: this.set('priority'),
          }),
        })}
      </div>
      ${this.categoryForm()} ${this.bodyField()} ${markdownHelp()}
      ${attachments(this.form, this.#files(), this.saveFiles)}
      <div class="row">
        ${submitButton(this.form, t('new-send'), t('sending'))}<span class="hint">${t('draft-saved')}</span>
      </div>
    </form>`;
  }
}
customElements.define('new-ticket', NewTicket);
