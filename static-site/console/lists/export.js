// A list as a file: fetched page by page, put together here, and saved when it is whole.
import { html, nothing, render, signal } from '../../vendor/lit.js';
import { get } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { Page, announce, showDialog } from '../../lib/page.js';
import { icon, problemText } from '../../parts/basics.js';
import { me, views } from '../state.js';
import { asked, questionOf } from '../queue.js';

const ROWS = 500; // in one answer
const LIMIT_MS = 30_000;
const TYPES = { csv: 'text/csv', jsonl: 'application/jsonl' };

/** How many rows a piece holds: line ends in quotes are none. */
const rowsIn = (text, format, first) =>
  (format === 'csv' ? text.replace(/"[^"]*"/g, '') : text).split('\n').length - 1 - (format === 'csv' && first ? 1 : 0);

class ExportForm extends Page {
  static properties = { address: {}, format: {}, title: {} };

  pieces = [];
  next = null;
  rows = signal(0);
  error = signal(null);
  whole = signal(null); // { url, cut }
  cut = false;
  stopped = false;

  connectedCallback() {
    super.connectedCallback();
    this.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopped = true;
    if (this.whole.value) URL.revokeObjectURL(this.whole.value);
  }

  /** From where it broke off. */
  run = async () => {
    this.error.value = null;
    const question = questionOf(asked(this.address));
    for (const [name, value] of Object.entries({ format: this.format, limit: ROWS, time_zone: me.value.time_zone })) {
      question.set(name, value);
    }
    try {
      do {
        if (this.next) question.set('cursor', this.next);
        const { text, headers } = await get(`/tickets/export?${question}`, { file: true, limit: LIMIT_MS });
        if (this.stopped) return;
        this.rows.value += rowsIn(text, this.format, !this.pieces.length);
        this.pieces.push(text);
        this.next = headers.get('desk-next');
        this.truncated ||= headers.get('desk-truncated') === 'true';
      } while (this.next);
    } catch (error) {
      if (!('status' in error)) throw error;
      this.error.value = error;
      return;
    }
    this.whole.value = URL.createObjectURL(new Blob(this.pieces, { type: `${TYPES[this.format]};charset=utf-8` }));
    announce(t('export-done', { n: this.rows.value }));
    await this.updateComplete;
    this.querySelector('a')?.click();
    this.querySelector('a')?.focus();
  };

  #name() {
    return `${
      this.title
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-|-$/g, '')
        .toLowerCase() || 'tickets'
    }.${this.format}`;
  }

  render() {
    const { value: rows } = this.rows;
    const close = (text, kind = 'quiet') =>
      html`<button type="button" class=${kind} @click=${() => this.closest('dialog').close('')}>${text}</button>`;
    const total = views.value.find(({ view }) => view === asked(this.address).view && view.startsWith('views/'))?.count;
    return html`<div class="stack">
      <h2 id="export-title">${t('export-title', { name: this.title })}</h2>
      ${
        this.whole.value
          ? html`<p>${t('export-done', { n: rows })}${this.truncated ? html` ${t('list-cut')}` : nothing}</p>
              <div class="row">
                <a class="button primary" href=${this.whole.value} download=${this.#name()}
                  >${icon('download', 'small')}${t('export-save')}</a
                >${close(t('close'))}
              </div>`
          : this.error.value
            ? html`<p role="alert">${problemText(this.error.value)}</p>
                <p class="hint">${t('export-so-far', { n: rows })}</p>
                <div class="row">
                  <button type="button" class="primary" @click=${this.run}>${t('try-again')}</button
                  >${close(t('cancel'))}
                </div>`
            : html`<p role="status">${t('export-so-far', { n: rows })}</p>
                <progress
                  aria-label=${t('export-title', { name: this.title })}
                  max=${total || nothing}
                  value=${total ? Math.min(rows, total) : nothing}>
                  ${number(rows)}
                </progress>
                <div class="row">${close(t('cancel'), '')}</div>`
      }
    </div>`;
  }
}
customElements.define('export-form', ExportForm);

/** format: 'csv' or 'jsonl'. */
export async function exportList(address, format) {
  const title = views.value.find(({ view }) => view === asked(address).view)?.name ?? t('list');
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'export-title');
  render(html`<export-form .address=${address} .format=${format} .title=${title}></export-form>`, dialog);
  await showDialog(dialog);
  dialog.remove();
}
