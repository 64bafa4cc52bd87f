// The preview beside the text of a mail: fetched shortly after the last change, shown as a page or as text.
import { html, nothing, signal } from '../vendor/lit.js';
import { post } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { announce } from '../lib/page.js';
import { problemText } from '../parts/basics.js';
import './mail-preview.js';

const PAUSE_MS = 400;

/** The preview of one text, as signals. */
export class LivePreview {
  view = signal('page');
  seen = signal(null); // { subject, html, text } or { failed: text }
  #timer = 0;
  #path = '';

  /** Another text is shown, at this path of the API: nothing of it has been fetched. */
  open(path) {
    this.stop();
    this.#path = path;
    this.seen.value = null;
  }

  /** Fetch the preview shortly after the last change; while the text has errors, the last preview stays. */
  update(body, hasErrors) {
    this.stop();
    if (hasErrors) return;
    const path = this.#path;
    const fetchSeen = () => post(`${path}/preview`, body).catch((error) => ({ failed: problemText(error) }));
    this.#timer = setTimeout(
      async () => {
        const seen = await fetchSeen();
        if (path === this.#path) this.seen.value = seen;
      },
      this.seen.peek() ? PAUSE_MS : 0,
    );
  }

  stop() {
    clearTimeout(this.#timer);
  }

  choose = (view) => {
    this.view.value = view;
    announce(t(view === 'page' ? 'mail-as-page' : 'mail-as-text'));
  };
}

const viewButton = (preview, name, label) =>
  html`<button type="button" aria-pressed=${String(preview.view.value === name)} @click=${() => preview.choose(name)}>
    ${label}
  </button>`;

/** Why there is no new preview. wrong: the errors of the text. */
const waiting = (wrong) =>
  html`<div class="callout warn" role="status">
    <div>
      <p class="strong">${t('mail-preview-waits')}</p>
      <ul class="plain-list">
        ${wrong.map((each) => html`<li>${each.text}</li>`)}
      </ul>
    </div>
  </div>`;

function mailShown({ failed, subject, html: page, text }, view, language) {
  if (failed) return html`<p class="muted">${failed}</p>`;
  return html`<p class="strong mail-shown-subject" dir="auto">${subject}</p>
    ${
      view === 'page'
        ? html`<mail-preview .page=${page} inert></mail-preview>`
        : html`<pre class="mail-shown-text" dir="auto" lang=${language} tabindex="0" aria-label=${t('mail-as-text')}>
${text}</pre>`
    }`;
}

/** The section with the preview. wrong: the errors of the text, [{ text }]. */
export function previewOf(preview, { wrong, language }) {
  const seen = preview.seen.value;
  return html`<section class="panel stack preview" aria-labelledby="preview-title">
    <h2 id="preview-title">${t('preview')}</h2>
    <p class="hint">${t('mail-preview-hint')}</p>
    <div class="choice" role="group" aria-label=${t('preview')}>
      ${viewButton(preview, 'page', t('mail-as-page'))}${viewButton(preview, 'text', t('mail-as-text'))}
    </div>
    ${wrong.length ? waiting(wrong) : nothing} ${seen ? mailShown(seen, preview.view.value, language) : nothing}
  </section>`;
}
