// Forms: errors first (a summary that links to the fields), text never lost, one send at a time.
import { html, nothing, signal } from '../vendor/lit.js';
import { lang, t } from '../lib/i18n.js';
import { announce } from '../lib/page.js';
import { icon, problemText } from './basics.js';

/** The state of one form. ids: the field's name -> id of its element, for the links of the summary. */
export class Form {
  errors = signal([]); // [{ field: name or '', text }]
  busy = signal(false);

  constructor(host) {
    this.host = host;
  }

  error(field) {
    return this.errors.value.find((e) => e.field === field)?.text ?? '';
  }

  /**
   * Run one send: check() answers [{field, text}] (or [] to go on), send() does it and done(result) follows.
   * Errors of the desk become errors of fields by their pointers, worded by texts {field: text} where it has one;
   * anything else is only in the summary. explain(error) may answer [{field, text}] instead.
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
    } catch (error) {
      if (!('status' in error)) {
        this.busy.value = false;
        throw error;
      }
      this.refuse(explain(error) ?? errorsOf(error, texts));
    }
    this.busy.value = false;
  };

  show(errors) {
    this.errors.value = errors;
    const prefix = `${t('error-label')} `;
    const plain = document.title.startsWith(prefix) ? document.title.slice(prefix.length) : document.title;
    document.title = errors.length ? prefix + plain : plain;
  }

  async refuse(errors) {
    this.show(errors);
    await this.host.updateComplete;
    this.host.querySelector('.error-summary')?.focus();
  }
}

function errorsOf(error, texts) {
  if (!error.errors.length) return [{ field: '', text: problemText(error) }];
  return error.errors.map(({ pointer, detail }) => {
    const [first, second] = pointer.replace(/^[#/]+/, '').split('/');
    const field = first === 'fields' && second ? `fields-${second}` : first; // an answer to a category's form
    // the desk's sentences are English
    return { field, text: texts[field] ?? (lang === 'en' ? detail : t('field-wrong')) };
  });
}

/** What is wrong, before the form: focused when a send was refused. */
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

function goTo(event) {
  event.preventDefault();
  const field = document.getElementById(event.currentTarget.hash.slice(1));
  field?.focus();
  field?.scrollIntoView({ block: 'center' });
}

/**
 * One labelled control with hint and error. control: (attributes) => template, given id and what describes it;
 * the name is the field's name in the API and the id of the control.
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

/**
 * A one-line text control for field(). options: type, value, autocomplete, inputmode, maxlength, extra class,
 * onInput(value).
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
      @input=${(e) => options.onInput(e.target.value)} />`;

/** A password with a button that shows it. */
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
        @input=${(e) => options.onInput(e.target.value)} />
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

function showPassword(event) {
  const button = event.currentTarget;
  const input = button.previousElementSibling;
  const shown = input.type === 'text';
  input.type = shown ? 'password' : 'text';
  button.setAttribute('aria-pressed', String(!shown));
  announce(t(shown ? 'password-hidden' : 'password-shown'));
}

/** A choice of one: options [[value, label]]. */
export const selectControl =
  ({ value, options, onInput }) =>
  ({ id, described, invalid }) =>
    html`<select
      id=${id}
      name=${id}
      aria-describedby=${described}
      aria-invalid=${invalid}
      @change=${(e) => onInput(e.target.value)}>
      ${options.map(([v, text]) => html`<option value=${v} ?selected=${v === value}>${text}</option>`)}
    </select>`;

/** The form's main button, with another label while it is being sent. */
export const submitButton = (form, label, busyLabel) =>
  html`<button class="primary" aria-disabled=${form.busy.value ? 'true' : nothing}>
    ${form.busy.value ? busyLabel : label}
  </button>`;
