// The reply box. Text and files are a draft from the first keystroke on; the button says what sending will do.
import { html, live, nothing, signal } from '../vendor/lit.js';
import { keyFor, sent } from '../lib/api.js';
import { draft } from '../lib/drafts.js';
import { t } from '../lib/i18n.js';
import { Page, announce } from '../lib/page.js';
import { callout, icon, problemText } from './basics.js';
import './attach.js';

/**
 * <reply-box>. name: of the draft, e.g. 'reply-17' · modes: [{ value, label, fieldLabel, button, note? }], one or
 * several (a note is on amber paper and has no status; each mode has a text of its own; sentText may be its own, too)
 * · statuses: [{ value, label, button }], the first is "as it is" with value '' · send({ mode, body, status,
 * attachments, key }): a promise; when it fails the text stays and explain(error), a template, is shown ·
 * sentText: what is announced afterwards · tools(mode): a template beside the attach button · extra(mode): one above
 * the end · typing(mode): called while the user types.
 */
class ReplyBox extends Page {
  static properties = {
    name: {},
    modes: { attribute: false },
    statuses: { attribute: false },
    send: { attribute: false },
    explain: { attribute: false },
    sentText: { attribute: false },
    tools: { attribute: false },
    extra: { attribute: false },
    typing: { attribute: false },
  };

  busy = signal(false);
  error = signal(null); // an ApiError, 'empty', or 'uploading'

  willUpdate(changed) {
    if (!changed.has('name')) return;
    this.draft?.close();
    this.draft = draft(this.name);
    this.error.value = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.draft?.close();
  }

  #mode() {
    return this.modes.find((m) => m.value === this.draft.get('mode')) ?? this.modes[0];
  }

  #status(mode) {
    const offered = mode.note ? [] : (this.statuses ?? []);
    return offered.find((s) => s.value === this.draft.get('status')) ?? offered[0];
  }

  #field(mode = this.#mode()) {
    return mode.value === this.modes[0].value ? 'body' : `body-${mode.value}`;
  }

  #filesField(mode = this.#mode()) {
    return mode.value === this.modes[0].value ? 'files' : `files-${mode.value}`;
  }

  #files(mode) {
    const saved = this.draft.get(this.#filesField(mode));
    return saved ? JSON.parse(saved) : [];
  }

  get picker() {
    return this.querySelector('attach-files');
  }

  #named(value) {
    return this.modes.find((mode) => mode.value === value);
  }

  /** Whether something is written that has not been sent; in one mode, or in any. */
  hasText(value) {
    const modes = value ? [this.#named(value)] : this.modes;
    return modes.some((mode) => this.draft.get(this.#field(mode)).trim() !== '');
  }

  /** Write in this mode now. */
  async choose(value) {
    this.draft.set('mode', value);
    this.error.value = null;
    await this.updateComplete;
    this.querySelector('textarea').focus();
  }

  /** Move the text to another mode, after the text that is there. */
  turnInto(value) {
    const text = this.draft.get(this.#field());
    this.draft.set(this.#field(), '');
    this.draft.set('mode', value);
    this.insert(text);
    return this.choose(value);
  }

  /** What stood in the way of the last send has been dealt with; the text stays. */
  settle() {
    this.error.value = null;
  }

  /** Put text into the box, e.g. from a macro, after what is there already. */
  insert(text) {
    const field = this.#field();
    const before = this.draft.get(field);
    this.draft.set(field, before ? `${before}\n${text}` : text);
    this.querySelector('textarea').focus();
  }

  /** Put text where the cursor is, e.g. a name. */
  insertHere(text) {
    const area = this.querySelector('textarea');
    area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
    this.draft.set(this.#field(), area.value);
    area.focus();
  }

  /** What is written in a mode, e.g. to see whom it names. */
  textOf(value) {
    return this.draft.get(this.#field(this.#named(value)));
  }

  /** Give back what was sent and taken back again: { body, attachments, status }. */
  restore(value, { body, attachments, status }) {
    const mode = this.#named(value);
    const field = this.#field(mode);
    const before = this.draft.get(field);
    this.draft.set(field, before.trim() ? `${body}\n\n${before}` : body);
    this.draft.set(this.#filesField(mode), JSON.stringify([...attachments, ...this.#files(mode)]));
    if (status) this.draft.set('status', status);
    return this.choose(value);
  }

  submit = async (event) => {
    event?.preventDefault();
    if (this.busy.value) return;
    const mode = this.#mode();
    const field = this.#field(mode);
    const body = this.draft.get(field).trim();
    if (!body) {
      this.#refuse('empty');
      return;
    }
    if (this.picker.busy) {
      this.#refuse('uploading');
      return;
    }
    const status = this.#status(mode)?.value ?? '';
    const what = { mode: mode.value, body, status, attachments: this.picker.ids };
    this.draft.save();
    this.busy.value = true;
    this.error.value = null;
    const scope = field === 'body' ? this.name : `${this.name}-${mode.value}`;
    const sending = this.draft;
    try {
      await this.send({ ...what, key: keyFor(scope, what) });
      sent(scope);
      // What was written or chosen while it was under way is for the next one.
      const written = sending.get(field).trimStart();
      sending.set(field, written.startsWith(body) ? written.slice(body.length).trimStart() : written);
      const left = this.#files(mode).filter(({ id }) => !what.attachments.includes(id));
      sending.set(this.#filesField(mode), left.length ? JSON.stringify(left) : '');
      if (!mode.note && sending.get('status') === status) sending.set('status', '');
      sending.save();
      announce(mode.sentText ?? this.sentText ?? t('sent'));
    } catch (error) {
      this.#refuse(error);
      if (!('status' in error)) throw error;
    } finally {
      this.busy.value = false;
    }
  };

  async #refuse(error) {
    this.error.value = error;
    await this.updateComplete;
    // what explain() asks to be read first
    (this.querySelector('#reply-problem [tabindex="-1"]') ?? this.querySelector('textarea'))?.focus();
  }

  keydown = (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.submit(event);
  };

  #problem() {
    const error = this.error.value;
    if (!error) return nothing;
    if (error === 'uploading') {
      return html`<p class="field-error" id="reply-problem" role="alert">
        ${icon('clock', 'small')}${t('reply-uploading')}
      </p>`;
    }
    if (error === 'empty') {
      return html`<p class="field-error" id="reply-problem" role="alert">
        ${icon('circle-alert', 'small')}${t('reply-empty')}
      </p>`;
    }
    const text =
      this.explain?.(error) ??
      html`<p>${problemText(error)}</p>
        <p>${t('text-saved')}</p>`;
    return html`<div id="reply-problem" role="alert">${callout('failed', text)}</div>`;
  }

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
    const mode = this.#mode();
    const status = this.#status(mode);
    const busy = this.busy.value;
    const button = status?.button || mode.button;
    return html`<form
      class="reply ${mode.note ? 'note' : ''}"
      @submit=${this.submit}
      @keydown=${this.keydown}
      novalidate>
      ${
        this.modes.length > 1
          ? html`<div class="choice" role="group" aria-label=${t('reply-kind')}>
              ${this.modes.map(
                (m) =>
                  html` <button
                    type="button"
                    aria-pressed=${String(m === mode)}
                    @click=${() => {
                      this.draft.set('mode', m.value);
                      this.settle();
                    }}>
                    ${m.label}
                  </button>`,
              )}
            </div>`
          : nothing
      }
      <div class="field">
        <label for="reply-text">${mode.fieldLabel}</label>
        <textarea
          id="reply-text"
          dir="auto"
          .value=${live(this.draft.get(this.#field(mode)))}
          aria-describedby=${this.error.value ? 'reply-problem' : nothing}
          aria-invalid=${this.error.value === 'empty' ? 'true' : nothing}
          @input=${(e) => {
            this.draft.set(this.#field(mode), e.target.value);
            this.typing?.(mode.value);
          }}></textarea>
      </div>
      <div class="reply-tools">
        <attach-files
          .saved=${this.#files(mode)}
          .changed=${(saved) =>
            this.draft.set(this.#filesField(mode), saved.length ? JSON.stringify(saved) : '')}></attach-files
        >${this.tools?.(mode) ?? nothing}
      </div>
      ${this.#problem()}${this.#elsewhere()}${this.extra?.(mode) ?? nothing}
      <div class="reply-end">
        ${this.#choice(mode, status)}
        <button class="primary action" aria-disabled=${busy ? 'true' : nothing}>
          ${icon(mode.note ? 'sticky-note' : 'send', 'small')}${busy ? t('sending') : button}
        </button>
      </div>
    </form>`;
  }

  #choice(mode, status) {
    if (mode.note || !this.statuses?.length) return html`<span class="hint">${t('reply-keys')}</span>`;
    const set = (value) => this.draft.set('status', value);
    if (this.statuses.length === 2) {
      return html`<label class="check"
        ><input
          type="checkbox"
          .checked=${live(status === this.statuses[1])}
          @change=${(e) => set(e.target.checked ? this.statuses[1].value : '')} />${this.statuses[1].label}</label
      >`;
    }
    return html`<label class="row"
      ><span>${t('reply-then')}</span
      ><select @change=${(e) => set(e.target.value)}>
        ${this.statuses.map((s) => html` <option value=${s.value} ?selected=${s === status}>${s.label}</option>`)}
      </select></label
    >`;
  }
}
customElements.define('reply-box', ReplyBox);
