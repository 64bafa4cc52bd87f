// Attached files: chosen, dropped or pasted; each shows its progress and can be removed or retried. Loaded when the
// first file is attached.
import { html, nothing, repeat, signal } from '../vendor/lit.js';
import { fileSize, list, t } from '../lib/i18n.js';
import { Page, announce } from '../lib/page.js';
import { MAX_BYTES, MAX_FILES, Upload } from '../lib/uploads.js';
import { icon, iconOfFile, problemOfFile, toast } from './basics.js';

const fits = ({ size }) => size > 0 && size <= MAX_BYTES;

/**
 * <file-picker>. saved: what a draft remembers, [{ id, name, size, type, state }] · changed(saved): called when that
 * changes. ids: what can be sent now · busy: whether something is still on its way.
 */
class FilePicker extends Page {
  static properties = { saved: { attribute: false }, changed: { attribute: false } };

  uploads = signal([]);
  tooLarge = signal([]);
  #known = '';

  willUpdate(changes) {
    if (!changes.has('saved')) return;
    const known = JSON.stringify((this.saved ?? []).map(({ id }) => id));
    if (known === this.#known) return;
    this.#known = known;
    const here = new Map(this.uploads.value.map((upload) => [upload.id, upload]));
    const unsent = this.uploads.value.filter((upload) => !upload.isDone);
    this.uploads.value = [...(this.saved ?? []).map((file) => here.get(file.id) ?? Upload.fromDraft(file)), ...unsent];
  }

  get ids() {
    return this.uploads.value.filter((upload) => upload.isDone).map(({ id }) => id);
  }

  get busy() {
    return this.uploads.value.some((upload) => upload.state.value === 'sending');
  }

  /** Add files up to the limit; files that are too large are named and left out. */
  add(files) {
    const chosen = [...files];
    this.tooLarge.value = chosen.filter((file) => !fits(file)).map(({ name }) => name);
    const free = MAX_FILES - this.uploads.value.length;
    const added = chosen
      .filter(fits)
      .slice(0, free)
      .map((file) => new Upload(file, file));
    if (chosen.filter(fits).length > free) toast(t('files-too-many', { n: MAX_FILES }));
    this.uploads.value = [...this.uploads.value, ...added];
    if (this.tooLarge.value.length) announce(this.#tooLargeText());
    added.forEach((upload) => this.#send(upload));
  }

  async #send(upload) {
    await upload.send();
    this.#notify();
    if (upload.state.value === 'failed') announce(t('file-failed', { name: upload.name }));
    if (upload.state.value === 'refused') announce(t('file-refused', { name: upload.name }));
  }

  #notify() {
    const saved = this.uploads.value.map((upload) => upload.saved).filter(Boolean);
    this.#known = JSON.stringify(saved.map(({ id }) => id));
    this.changed?.(saved);
  }

  #drop(upload) {
    upload.drop();
    this.uploads.value = this.uploads.value.filter((other) => other !== upload);
    this.#notify();
    announce(t('file-removed', { name: upload.name }));
    (this.querySelector('.file button') ?? this.closest('form')?.querySelector('.attach'))?.focus();
  }

  /** Everything was sent with the message. */
  clear() {
    this.uploads.value = [];
    this.tooLarge.value = [];
    this.#notify();
  }

  #tooLargeText() {
    return t('files-too-large', { names: list(this.tooLarge.value), limit: fileSize(MAX_BYTES) });
  }

  #state(upload) {
    const state = upload.state.value;
    if (state === 'sending') {
      return html`<progress
        max="1"
        .value=${upload.progress.value}
        aria-label=${t('file-sending', { name: upload.name })}></progress>`;
    }
    if (state === 'waiting') return html`<span class="muted">${t('file-waiting')}</span>`;
    if (state === 'clean') return html`<span class="muted">${fileSize(upload.size)}</span>`;
    const why = state === 'refused' ? upload.reason.value || t('file-not-allowed') : problemOfFile(upload.error.value);
    return html`<span class="field-error">${icon('circle-alert', 'small')}${why}</span>`;
  }

  #row(upload) {
    const failed = upload.state.value === 'failed' && upload.file;
    return html`<li class="file ${upload.state.value}">
      ${icon(iconOfFile(upload.type), 'small')}<bdi class="name">${upload.name}</bdi>${this.#state(upload)}
      ${
        failed
          ? html`<button type="button" class="quiet small" @click=${() => this.#send(upload)}>
              ${t('try-again')}
            </button>`
          : nothing
      }
      <button
        type="button"
        class="icon-only"
        aria-label=${t('file-remove', { name: upload.name })}
        @click=${() => this.#drop(upload)}>
        ${icon('x', 'small')}
      </button>
    </li>`;
  }

  /** Open the browser's file dialog. */
  choose() {
    this.querySelector('input').click();
  }

  render() {
    return html`<div class="files">
      ${
        this.uploads.value.length
          ? html`<ul class="file-rows" aria-label=${t('files')}>
              ${repeat(
                this.uploads.value,
                (upload) => upload,
                (upload) => this.#row(upload),
              )}
            </ul>`
          : nothing
      }
      ${
        this.tooLarge.value.length
          ? html`<p class="field-error">${icon('circle-alert', 'small')}${this.#tooLargeText()}</p>`
          : nothing
      }
      <input
        hidden
        type="file"
        multiple
        @change=${(event) => {
          this.add(event.target.files);
          event.target.value = '';
        }} />
    </div>`;
  }
}
customElements.define('file-picker', FilePicker);
