// @ts-check
// Forms: errors first (a summary that links to the fields), text never lost, one send at a time.
import { html, nothing, signal } from '../vendor/lit.js';
import { lang, t } from '../lib/i18n.js';
import { announce } from '../lib/page.js';
import { icon, problemText } from './basics.js';

/** @typedef {import('../lib/api.js').ApiError} ApiError */
/** @typedef {{ field: string, text: string }} Wrong field: its name, '' for what belongs to none */
/** @typedef {{ id: string, described: unknown, invalid: unknown }} ControlAttributes */
/** @typedef {(attributes: ControlAttributes) => unknown} Control */

/**
 * How a form is sent; see Form.submit.
 * @template Result
 * @typedef {object} Sending
 * @property {() => Wrong[]} [check]
 * @property {() => Result | Promise<Result>} send
 * @property {(result: Result) => unknown} [done]
 * @property {(error: ApiError) => Wrong[] | null} [explain]
 * @property {Record<string, string>} [texts]
 */

/** The state of one form. ids: the field's name -> id of its element, for the links of the summary. */
export class Form {
  errors = signal(/** @type {Wrong[]} */ ([]));
  busy = signal(false);

  /** @param {Pick<HTMLElement, 'querySelector'> & { updateComplete: Promise<unknown> }} host */
  constructor(host) {
    this.host = host;
  }

  /** @param {string} field */
  error(field) {
    return this.errors.value.find((e) => e.field === field)?.text ?? '';
  }

  /**
   * Run one send: check() answers [{field, text}] (or [] to go on), send() does it and done(result) follows.
   * Errors of the desk become errors of fields by their pointers, worded by texts {field: text} where it has one;
   * anything else is only in the summary. explain(error) may answer [{field, text}] instead.
   * @template Result
   * @param {Event | null | undefined} event
   * @param {Sending<Result>} sending
   */
  submit = async (event, { check = () => [], send, done, explain = () => null, texts = {} }) => {
    event?.preventDefault();
    if (this.busy.value) return;
    const wrong = check();
    if (wrong.length) {
      this.refuse(wrong);
      return;
    }
    this.busy.value = true;
    try {
      const result = await send();
      this.show([]);
      await done?.(result);
    } catch (thrown) {
      const error = /** @type {ApiError} */ (thrown);
      if (!('status' in error)) {
        this.busy.value = false;
        throw error;
      }
      this.refuse(explain(error) ?? errorsOf(error, texts));
    }
    this.busy.value = false;
  };

  /** @param {Wrong[]} errors */
  show(errors) {
    this.errors.value = errors;
    const prefix = `${t('error-label')} `;
    const plain = document.title.startsWith(prefix) ? document.title.slice(prefix.length) : document.title;
    document.title = errors.length ? prefix + plain : plain;
  }

  /** @param {Wrong[]} errors */
  async refuse(errors) {
    this.show(errors);
    await this.host.updateComplete;
    /** @type {HTMLElement | null} */ (this.host.querySelector('.error-summary'))?.focus();
  }
}

/**
 * @param {ApiError} error
 * @param {Record<string, string>} texts
 */
function errorsOf(error, texts) {
  if (!error.errors.length) return [{ field: '', text: problemText(error) }];
  return error.errors.map(({ pointer, detail }) => {
    const [first, second] = pointer.replace(/^[#/]+/, '').split('/');
    const field = first === 'fields' && second ? `fields-${second}` : first; // an answer to a category's form
    // the desk's sentences are English
    return { field, text: texts[field] ?? (lang === 'en' ? detail : t('field-wrong')) };
  });
}

/**
 * What is wrong, before the form: focused when a send was refused.
 * @param {Form} form
 */
export function errorSummary(form) {
  if (!form.errors.value.length) return nothing;
  return html`<div class="error-summary" tabindex="-1" aria-labelledby="error-title">
    <div role="alert">
      <h2 id="error-title">${t('error-title')}</h2>
      <ul>
        ${form.errors.value.map(
          ({ field, text }) => html`<li>${field ? html`<a href="#${field}" @click=${goTo}>${text}</a>` : text}</li>`,
        )}
      </ul>
    </div>
  </div>`;
}

/** @param {Event} event */
function goTo(event) {
  event.preventDefault();
  const { hash } = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  const field = document.getElementById(hash.slice(1));
  field?.focus();
  field?.scrollIntoView({ block: 'center' });
}

/**
 * One labelled control with hint and error. control: (attributes) => template, given id and what describes it;
 * the name is the field's name in the API and the id of the control.
 * @param {Form} form
 * @param {{ name: string, label: unknown, hint?: unknown, optional?: boolean, control: Control }} about
 */
export function field(form, { name, label, hint, optional, control }) {
  const error = form.error(name);
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return html`<div class="field ${error ? 'wrong' : ''}">
    <label for=${name}>${label}${optional ? html` <span class="optional">${t('optional')}</span>` : nothing}</label>
    ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : nothing}
    ${
      error
        ? html`<p class="field-error" id="${name}-error">
            ${icon('circle-alert', 'small')}<span><span class="vh">${t('error-label')}</span> ${error}</span>
          </p>`
        : nothing
    }
    ${control({ id: name, described: described || nothing, invalid: error ? 'true' : nothing })}
  </div>`;
}

/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value;

/**
 * A one-line text control for field(). options: type, value, autocomplete, inputmode, maxlength, extra class,
 * onInput(value).
 * @param {{ onInput: (value: string) => void, [option: string]: any }} options
 * @returns {Control}
 */
export const textControl =
  (options) =>
  ({ id, described, invalid }) =>
    html`<input
      id=${id}
      name=${id}
      type=${options.type ?? 'text'}
      class=${options.class ?? nothing}
      .value=${options.value ?? ''}
      autocomplete=${options.autocomplete ?? nothing}
      inputmode=${options.inputmode ?? nothing}
      maxlength=${options.maxlength ?? nothing}
      dir=${options.dir ?? nothing}
      spellcheck=${options.type === 'email' ? 'false' : nothing}
      aria-describedby=${described}
      aria-invalid=${invalid}
      @input=${(/** @type {Event} */ e) => options.onInput(valueOf(e))} />`;

/**
 * A password with a button that shows it.
 * @param {{ onInput: (value: string) => void, [option: string]: any }} options
 * @returns {Control}
 */
export const passwordControl =
  (options) =>
  ({ id, described, invalid }) =>
    html`<div class="with-button">
      <input
        id=${id}
        name=${id}
        type="password"
        .value=${options.value ?? ''}
        autocomplete=${options.autocomplete}
        ?autofocus=${options.autofocus}
        dir="ltr"
        aria-describedby=${described}
        aria-invalid=${invalid}
        @input=${(/** @type {Event} */ e) => options.onInput(valueOf(e))} />
      <button
        type="button"
        class="icon-only"
        aria-pressed="false"
        aria-label=${t('show-password')}
        aria-controls=${id}
        @click=${showPassword}>
        ${icon('eye')}
      </button>
    </div>`;

/** @param {Event} event */
function showPassword(event) {
  const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
  const input = /** @type {HTMLInputElement} */ (button.previousElementSibling);
  const shown = input.type === 'text';
  input.type = shown ? 'password' : 'text';
  button.setAttribute('aria-pressed', String(!shown));
  announce(t(shown ? 'password-hidden' : 'password-shown'));
}

/**
 * A choice of one: options [[value, label]].
 * @param {{ value: unknown, options: unknown[][], onInput: (value: string) => void }} choice
 * @returns {Control}
 */
export const selectControl =
  ({ value, options, onInput }) =>
  ({ id, described, invalid }) =>
    html`<select
      id=${id}
      name=${id}
      aria-describedby=${described}
      aria-invalid=${invalid}
      @change=${(/** @type {Event} */ e) => onInput(valueOf(e))}>
      ${options.map(([v, text]) => html`<option value=${v} ?selected=${v === value}>${text}</option>`)}
    </select>`;

/**
 * The form's main button, with another label while it is being sent.
 * @param {Form} form
 * @param {unknown} label
 * @param {unknown} busyLabel
 */
export const submitButton = (form, label, busyLabel) =>
  html`<button class="primary" aria-disabled=${form.busy.value ? 'true' : nothing}>
    ${form.busy.value ? busyLabel : label}
  </button>`;
