// The reply box. Text and files are a draft from the first keystroke on; the button says what sending will do.
import { html, live, nothing, signal } from '../vendor/lit.js';
import { keyFor, sent } from '../lib/api.js';
import { draft } from '../lib/drafts.js';
import { t } from '../lib/i18n.js';
import { Page, announce } from '../lib/page.js';
import { callout, icon, otherVersion, problemText } from './basics.js';
import './attach.js';

/**
 * What is written in a reply box, as a draft: a text and files for each mode, the chosen mode and status. box: its
 * modes and statuses.
 */
export class ReplyDraft {
  constructor(name, box) {
    this.name = name;
    this.box = box;
    this.draft = draft(name);
  }

  get mode() {
    return this.#named(this.draft.get('mode')) ?? this.box.modes[0];
  }

  /** The status that sending will set; the first one offered leaves it as it is. */
  get status() {
    const offered = this.mode.note ? [] : (this.box.statuses ?? []);
    return offered.find(({ value }) => value === this.draft.get('status')) ?? offered[0];
  }

  #named(value) {
    return this.box.modes.find((mode) => mode.value === value);
  }

  /** The name of something of a mode in the draft: that of the first mode has no suffix. */
  #key(name, mode) {
    return mode.value === this.box.modes[0].value ? name : `${name}-${mode.value}`;
  }

  /** What is written in a mode, by its value; else in the chosen one. */
  text(value) {
    return this.draft.get(this.#key('body', this.#named(value) ?? this.mode));
  }

  setText(text, mode = this.mode) {
    this.draft.set(this.#key('body', mode), text);
  }

  /** The files of a mode, as <attach-files> remembers them. */
  files(mode = this.mode) {
    const saved = this.draft.get(this.#key('files', mode));
    return saved ? JSON.parse(saved) : [];
  }

  setFiles(files, mode = this.mode) {
    this.draft.set(this.#key('files', mode), files.length ? JSON.stringify(files) : '');
  }

  setStatus = (value) => this.draft.set('status', value);

  choose(value) {
    this.draft.set('mode', value);
  }

  /** Whether something is written that has not been sent; in one mode, or in any. */
  hasText(value) {
    const values = value ? [value] : this.box.modes.map((mode) => mode.value);
    return values.some((each) => this.text(each).trim() !== '');
  }

  /** Add a text after what is there already. */
  append(text) {
    const before = this.text();
    this.setText(before ? `${before}\n${text}` : text);
  }

  /** Move the text to another mode, after the text that is there. */
  moveTo(value) {
    const text = this.text();
    this.setText('');
    this.choose(value);
    this.append(text);
  }

  /** Put what was sent and taken back again before what has been written since. */
  restore(value, { body, attachments, status }) {
    const mode = this.#named(value) ?? this.mode;
    const before = this.text(value);
    this.setText(before.trim() ? `${body}\n\n${before}` : body, mode);
    this.setFiles([...attachments, ...this.files(mode)], mode);
    if (status) this.setStatus(status);
    this.choose(value);
  }

  /**
   * What is sent now, in the chosen mode with these files: { what, scope: what sends of this mode are called, so that a
   * retry is known as one, takeOut(): to be called when it was sent }.
   */
  begin(body, attachments) {
    const { mode } = this;
    const what = { mode: mode.value, body, status: this.status?.value ?? '', attachments };
    const keys = { text: this.#key('body', mode), files: this.#key('files', mode) };
    this.draft.save();
    return { what, scope: this.#key(this.name, mode), takeOut: () => this.#takeOut(what, keys, mode) };
  }

  /** Take out what was sent; what was written or chosen while it was under way is for the next one. */
  #takeOut({ body, status, attachments }, keys, { note }) {
    const written = this.draft.get(keys.text).trimStart();
    this.draft.set(keys.text, written.startsWith(body) ? written.slice(body.length).trimStart() : written);
    const files = JSON.parse(this.draft.get(keys.files) || '[]').filter(({ id }) => !attachments.includes(id));
    this.draft.set(keys.files, files.length ? JSON.stringify(files) : '');
    if (!note && this.draft.get('status') === status) this.setStatus('');
    this.draft.save();
  }
}

const fieldProblem = (name, text) =>
  html`<p class="field-error" id="reply-problem" role="alert">${icon(name, 'small')}${text}</p>`;

/** Why it was not sent. error: an ApiError, 'empty' or 'uploading' · explain(error): a template, if it has one. */
function problem(error, explain) {
  if (!error) return nothing;
  if (error === 'uploading') return fieldProblem('clock', t('reply-uploading'));
  if (error === 'empty') return fieldProblem('circle-alert', t('reply-empty'));
  const text =
    explain?.(error) ??
    html`<p>${problemText(error)}</p>
      <p>${t('text-saved')}</p>`;
  return html`<div id="reply-problem" role="alert">${callout('failed', text)}</div>`;
}

/** Reply or note. chosen: a mode · choose(value). */
const modeChoice = (modes, chosen, choose) =>
  html`<div class="choice" role="group" aria-label=${t('reply-kind')}>
    ${modes.map(
      (mode) =>
        html` <button type="button" aria-pressed=${String(mode === chosen)} @click=${() => choose(mode.value)}>
          ${mode.label}
        </button>`,
    )}
  </div>`;

/** The text and what helps to write it. box: the reply-box: written, error, typed(), tools(). */
function writingArea({ written, error, typed, tools }) {
  const { mode } = written;
  return html`<div class="field">
      <label for="reply-text">${mode.fieldLabel}</label>
      <textarea
        id="reply-text"
        dir="auto"
        .value=${live(written.text())}
        aria-describedby=${error.value ? 'reply-problem' : nothing}
        aria-invalid=${error.value === 'empty' ? 'true' : nothing}
        @input=${typed}></textarea>
    </div>
    <div class="reply-tools">
      <attach-files .saved=${written.files()} .changed=${(saved) => written.setFiles(saved, mode)}></attach-files
      >${tools?.(mode) ?? nothing}
    </div>`;
}

/** Which status sending sets: a tick for one, a list for several. */
function statusChoice({ mode, status, setStatus }, statuses) {
  if (mode.note || !statuses?.length) return html`<span class="hint">${t('reply-keys')}</span>`;
  if (statuses.length === 2) {
    const [, other] = statuses;
    return html`<label class="check"
      ><input
        type="checkbox"
        .checked=${live(status === other)}
        @change=${(e) => setStatus(e.target.checked ? other.value : '')} />${other.label}</label
    >`;
  }
  return html`<label class="row"
    ><span>${t('reply-then')}</span
    ><select @change=${(e) => setStatus(e.target.value)}>
      ${statuses.map((s) => html` <option value=${s.value} ?selected=${s === status}>${s.label}</option>`)}
    </select></label
  >`;
}

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
    this.written?.draft.close();
    this.written = new ReplyDraft(this.name, this);
    this.error.value = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.written?.draft.close();
  }

  get #picker() {
    return this.querySelector('attach-files');
  }

  get #area() {
    return this.querySelector('textarea');
  }

  /** Whether something is written that has not been sent; in one mode, or in any. */
  hasText(value) {
    return this.written.hasText(value);
  }

  /** Write in this mode now. */
  async choose(value) {
    this.written.choose(value);
    this.error.value = null;
    await this.updateComplete;
    this.#area.focus();
  }

  /** Move the text to another mode, after the text that is there. */
  turnInto(value) {
    this.written.moveTo(value);
    return this.choose(value);
  }

  /** What stood in the way of the last send has been dealt with; the text stays. */
  settle() {
    this.error.value = null;
  }

  /** Put text into the box, e.g. from a macro, after what is there already. */
  insert(text) {
    this.written.append(text);
    this.#area.focus();
  }

  /** Put text where the cursor is, e.g. a name. */
  insertHere(text) {
    const area = this.#area;
    area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
    this.written.setText(area.value);
    area.focus();
  }

  /** Give back what was sent and taken back again: { body, attachments, status }. */
  restore(value, sentBefore) {
    this.written.restore(value, sentBefore);
    return this.choose(value);
  }

  submit = async (event) => {
    event?.preventDefault();
    if (this.busy.value) return;
    const body = this.written.text().trim();
    if (!body) this.#refuse('empty');
    else if (this.#picker.busy) this.#refuse('uploading');
    else await this.#send(body);
  };

  async #send(body) {
    const { written } = this;
    const { mode } = written;
    const { what, scope, takeOut } = written.begin(body, this.#picker.ids);
    this.busy.value = true;
    this.error.value = null;
    try {
      await this.send({ ...what, key: keyFor(scope, what) });
      sent(scope);
      takeOut();
      announce(mode.sentText ?? this.sentText ?? t('sent'));
    } catch (error) {
      this.#refuse(error);
      if (!('status' in error)) throw error;
    } finally {
      this.busy.value = false;
    }
  }

  async #refuse(error) {
    this.error.value = error;
    await this.updateComplete;
    // what explain() asks to be read first
    (this.querySelector('#reply-problem [tabindex="-1"]') ?? this.#area)?.focus();
  }

  keydown = (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.submit(event);
  };

  #switch = (value) => {
    this.written.choose(value);
    this.settle();
  };

  typed = (event) => {
    this.written.setText(event.target.value);
    this.typing?.(this.written.mode.value);
  };

  render() {
    const { written, modes } = this;
    const { mode, status } = written;
    const busy = this.busy.value;
    return html`<form
      class="reply ${mode.note ? 'note' : ''}"
      @submit=${this.submit}
      @keydown=${this.keydown}
      novalidate>
      ${modes.length > 1 ? modeChoice(modes, mode, this.#switch) : nothing} ${writingArea(this)}
      ${problem(this.error.value, this.explain)}${otherVersion(written.draft)}${this.extra?.(mode) ?? nothing}
      <div class="reply-end">
        ${statusChoice(written, this.statuses)}
        <button class="primary action" aria-disabled=${busy ? 'true' : nothing}>
          ${icon(mode.note ? 'sticky-note' : 'send', 'small')}${busy ? t('sending') : status?.button || mode.button}
        </button>
      </div>
    </form>`;
  }
}
customElements.define('reply-box', ReplyBox);
