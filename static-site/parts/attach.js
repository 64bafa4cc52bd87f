// Attaching files, and showing those that were sent. What does the work is fetched when the first file comes.
import { html, nothing, signal } from '../vendor/lit.js';
import { get } from '../lib/api.js';
import { fileSize, t } from '../lib/i18n.js';
import { Page } from '../lib/page.js';
import { icon, iconOfFile, problemOfFile, toast } from './basics.js';

const hasFiles = (event) => Boolean(event.dataTransfer?.types.includes('Files'));

/**
 * <attach-files>: a button, and the files that were chosen with it, dropped on the form around it or pasted into that.
 * saved: what a draft remembers, [{ id, name, size, type, state }] · changed(saved): called when that changes.
 * ids: what can be sent now · busy: whether something is still on its way · clear(): all of it was sent.
 */
class AttachFiles extends Page {
  static properties = { saved: { attribute: false }, changed: { attribute: false } };

  needed = signal(false);
  over = signal(false);

  get picker() {
    return this.querySelector('file-picker');
  }

  get ids() {
    return this.picker?.ids ?? (this.saved ?? []).map(({ id }) => id);
  }

  get busy() {
    return this.picker?.busy ?? false;
  }

  clear() {
    if (this.picker) this.picker.clear();
    else this.changed?.([]);
  }

  async #picker() {
    await import('./file-picker.js');
    this.needed.value = true;
    await this.updateComplete;
    await this.picker.updateComplete;
    return this.picker;
  }

  choose = async () => (await this.#picker()).choose();

  add = async (files) => {
    const chosen = [...files]; // the event that brought them is soon over
    (await this.#picker()).add(chosen);
  };

  #takes = {
    dragover: (event) => {
      if (hasFiles(event)) {
        event.preventDefault();
        this.over.value = true;
      }
    },
    dragleave: (event) => {
      if (!event.currentTarget.contains(event.relatedTarget)) this.over.value = false;
    },
    drop: (event) => {
      this.over.value = false;
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.add(event.dataTransfer.files);
    },
    paste: (event) => {
      if (!event.clipboardData?.files.length) return;
      event.preventDefault();
      this.add(event.clipboardData.files);
    },
  };

  connectedCallback() {
    super.connectedCallback();
    this.box = this.closest('form') ?? this.parentElement;
    for (const [name, run] of Object.entries(this.#takes)) this.box.addEventListener(name, run);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const [name, run] of Object.entries(this.#takes)) this.box.removeEventListener(name, run);
  }

  updated() {
    if (this.saved?.length && !this.needed.value) this.#picker();
  }

  render() {
    return html`<div class="attach-files ${this.over.value ? 'over' : ''}">
      ${this.needed.value ? html`<file-picker .saved=${this.saved} .changed=${this.changed}></file-picker>` : nothing}
      <button type="button" class="quiet attach" @click=${this.choose}>
        ${icon('paperclip', 'small')}${t('files-add')}
      </button>
      ${
        this.over.value
          ? html`<p class="drop-here" aria-hidden="true">${icon('upload')}${t('files-drop')}</p>`
          : nothing
      }
    </div>`;
  }
}
customElements.define('attach-files', AttachFiles);

/** Asks the desk where a file is; a page that is not signed in asks in another way. */
export const place = { of: (id) => get(`/attachments/${id}`) };

/** Download a file. The API checks the reader's rights and returns a link that is valid for a minute. */
async function download(file) {
  try {
    const { url } = await place.of(file.id);
    const link = document.createElement('a');
    link.href = url;
    link.download = file.name;
    link.click();
  } catch (error) {
    toast(problemOfFile(error));
  }
}

/** What was sent along with a message. */
export function attachmentList(files) {
  if (!files?.length) return nothing;
  return html`<ul class="file-rows sent" aria-label=${t('files')}>
    ${files.map(
      (file) =>
        html`<li class="file ${file.state}">
          ${
            file.state === 'clean'
              ? html`<button type="button" class="link" @click=${() => download(file)}>
                    ${icon(iconOfFile(file.type), 'small')}<span class="vh">${t('download')}</span>
                    <bdi>${file.name}</bdi></button
                  ><span class="muted">${fileSize(file.size)}</span>`
              : html`${icon(iconOfFile(file.type), 'small')}<bdi class="name">${file.name}</bdi
                  ><span class="muted">${t(file.state === 'waiting' ? 'file-waiting' : 'file-not-allowed')}</span>`
          }
        </li>`,
    )}
  </ul>`;
}
