// What the admin pages share: rights, page heads, dialogs, and edits that never overwrite another change silently.
import { html, nothing, render, signal } from '../vendor/lit.js';
import { Load, api, get, keyFor, sent } from '../lib/api.js';
import { draft } from '../lib/drafts.js';
import { Form, errorSummary, submitButton } from '../parts/form.js';
import { lang, locale, t } from '../lib/i18n.js';
import { Page, announce, showDialog } from '../lib/page.js';
import { timeZone } from '../lib/time.js';
import { callout, icon, problemText, toast } from '../parts/basics.js';
import { me } from '../console/state.js';

const ROLE_TEXTS = { customer: 'role-customer', agent: 'role-agent', lead: 'role-lead', admin: 'role-admin' };
export const roleText = (role) => t(ROLE_TEXTS[role] ?? 'role-agent');
export const isAdmin = () => me.value?.role === 'admin';
export const isLead = () => isAdmin() || me.value?.role === 'lead';

/** What a language is called in the reader's; an unknown code is shown as it is. */
export function languageName(code) {
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** A name by language, in the reader's. */
export const named = (names) => names[lang] || names.en || '';

/** What a field of the type datetime-local shows of a moment, by the clock on the reader's wall. */
export const localOf = (iso) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: timeZone(), dateStyle: 'short', timeStyle: 'short' })
    .format(Date.parse(iso))
    .replace(' ', 'T');

/** The head of a page. back: [address, label] · actions: buttons at its end. */
export const pageHead = ({ title, back, actions = nothing, under = nothing }) =>
  html`<header class="admin-head">
    ${back ? html`<a class="admin-back" href=${back[0]}>${icon('arrow-left', 'small')}${back[1]}</a>` : nothing}
    <div class="admin-title">
      <h1 tabindex="-1"><bdi>${title}</bdi></h1>
      ${actions === nothing ? nothing : html`<div class="row">${actions}</div>`}
    </div>
    ${under}
  </header>`;

export const line = (label, value) =>
  html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;
export const check = (label, checked, onChange, more = {}) =>
  html`<label class="check"
    ><input
      type="checkbox"
      id=${more.id ?? nothing}
      .checked=${checked}
      ?disabled=${more.disabled}
      @change=${(event) => onChange(event.target.checked)} /><span>${label}</span></label
  >`;

/** The detail of the API's error if the reader's language is English, else the fallback. */
export const sentence = (error, fallback) => (lang === 'en' && error.problem?.detail) || fallback || problemText(error);

/** A question in a dialog: body(form) is its content, send() does it and closes. */
class AskDialog extends Page {
  static properties = { question: { attribute: false } };

  form = new Form(this);

  submit = (event) =>
    this.form.submit(event, {
      check: this.question.check,
      send: this.question.send,
      explain: this.question.explain,
      done: () => this.closest('dialog').close('done'),
    });

  render() {
    const { title, text, body, button, danger, noCancel } = this.question;
    const busy = this.form.busy.value;
    return html`<form class="form" @submit=${this.submit} novalidate>
      <h2 id="asked">${title}</h2>
      ${errorSummary(this.form)}${text ?? nothing}${body?.(this.form) ?? nothing}
      <div class="row">
        <button class=${danger ? 'danger' : 'primary'} aria-disabled=${busy ? 'true' : nothing}>
          ${busy ? t('saving') : button}
        </button>
        ${
          noCancel
            ? nothing
            : html`<button type="button" class="quiet" @click=${() => this.closest('dialog').close('')}>
                ${t('cancel')}
              </button>`
        }
      </div>
    </form>`;
  }
}
customElements.define('admin-ask', AskDialog);

/**
 * Ask before something is done: { title, text, body(form), button, danger, check(), send(), explain(error), noCancel:
 * there is only one button }. Returns whether it was done.
 */
export async function ask(question) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'asked');
  render(html`<admin-ask .question=${question}></admin-ask>`, dialog);
  document.body.append(dialog);
  await dialog.firstElementChild.updateComplete;
  const answer = await showDialog(dialog);
  dialog.remove();
  return answer === 'done';
}

const valueText = (value) => (value === '' || value === null || value === undefined ? '–' : String(value));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * A form that creates or changes one thing. What differs from the saved version is a draft from the first keystroke
 * on; after a conflict, both versions stay until the user chooses one. name: of the draft · path,
 * method, of(problem): where it is changed, and what a refusal shows of it as it is now · plain(thing): its
 * fields · labels: { field: text }, formats: { field: (value) => text }, for showing two versions.
 */
export class Edit {
  conflicts = signal(null);
  gone = signal(false);

  constructor(host, { name, path, method = 'PATCH', of, plain, labels = {}, formats = {} }) {
    Object.assign(this, { host, name, path, method, of, plain, labels, formats });
    this.form = new Form(host);
    this.draft = draft(name);
    this.base = {};
  }

  /** What the desk has now, or what a new one begins with. */
  open(thing, version) {
    this.base = this.plain(thing);
    this.version = version;
    this.conflicts.value = null;
    return thing;
  }

  get(field) {
    const saved = this.draft.values.value[field];
    return saved ? saved.v : this.base[field];
  }

  set = (field) => (value) => {
    this.draft.set(field, same(value, this.base[field]) ? null : { v: value });
    this.host.requestUpdate();
  };

  /** { field: value } of what is different. */
  get changed() {
    return Object.fromEntries(
      Object.keys(this.base)
        .filter((field) => !same(this.get(field), this.base[field]))
        .map((field) => [field, this.get(field)]),
    );
  }

  get all() {
    return Object.fromEntries(Object.keys(this.base).map((field) => [field, this.get(field)]));
  }

  get dirty() {
    return Object.keys(this.changed).length > 0;
  }

  close() {
    this.draft.close();
  }

  forget() {
    this.draft.clear();
    this.host.requestUpdate();
  }

  /**
   * Send what is different. body(fields): as the desk takes it. Answers the desk's answer, null where nothing
   * differs.
   */
  async save(body = (fields) => fields) {
    if (!this.dirty) return null;
    this.draft.save();
    try {
      const answer = await api(this.path, { method: this.method, body: body(this.changed), version: this.version });
      this.draft.clear();
      return answer;
    } catch (error) {
      if (error.status !== 412) throw error;
      return this.#conflict(error, body);
    }
  }

  /** Retry if the other change did not touch these fields, else record the conflict. */
  async #conflict(error, body) {
    const now = this.of(error.problem);
    this.version = now?.version ?? error.problem.version;
    this.gone.value = !now;
    if (now && same(this.plain(now), this.base)) return this.save(body);
    if (now) {
      const before = this.base;
      this.base = this.plain(now);
      this.conflicts.value = Object.keys(this.base).filter((field) => !same(before[field], this.base[field]));
    }
    throw error;
  }

  /** Send all of it as something new; sending twice makes one. */
  async create(body) {
    this.draft.save();
    const answer = await api(this.path, { method: 'POST', body, key: keyFor(this.name, body) });
    sent(this.name);
    this.draft.clear();
    return answer;
  }

  /** For form.submit(): a change that came too late is shown by showConflicts(), everything else as usual. */
  explain = (error) => {
    if (error.status === 412) return [{ field: '', text: t(this.gone.value ? 'gone-meanwhile' : 'conflict-summary') }];
    return error.status === 409 ? [{ field: '', text: sentence(error) }] : null;
  };

  #format(field, value) {
    return this.formats[field]?.(value) ?? valueText(value);
  }

  /** Both versions, until one is chosen. */
  showConflicts(retry) {
    const fields = this.conflicts.value;
    if (!fields) return nothing;
    return callout(
      'warn',
      html`<p class="strong">${t('conflict-title')}</p>
        <table class="versions">
          <thead>
            <tr>
              <th scope="col"><span class="vh">${t('conflict-field')}</span></th>
              <th scope="col">${t('conflict-current')}</th>
              <th scope="col">${t('conflict-own')}</th>
            </tr>
          </thead>
          <tbody>
            ${fields.map(
              (field) =>
                html`<tr>
                  <th scope="row">${this.labels[field] ?? field}</th>
                  <td><bdi>${this.#format(field, this.base[field])}</bdi></td>
                  <td><bdi>${this.#format(field, this.get(field))}</bdi></td>
                </tr>`,
            )}
          </tbody>
        </table>
        <p class="row">
          <button
            type="button"
            @click=${() => {
              this.conflicts.value = null;
              retry();
            }}>
            ${t('conflict-overwrite')}
          </button>
          <button
            type="button"
            class="quiet"
            @click=${() => {
              this.conflicts.value = null;
              this.form.show([]);
              this.forget();
            }}>
            ${t('conflict-discard')}
          </button>
        </p>`,
    );
  }

  /** Save, and how many things are not saved yet. */
  end(label = t('save')) {
    return html`<div class="row form-end">
      ${submitButton(this.form, label, t('saving'))}
      ${
        this.dirty
          ? html`<button
                type="button"
                class="quiet"
                @click=${() => {
                  this.form.show([]);
                  this.forget();
                }}>
                ${t('discard')}</button
              ><span class="muted small">${t('unsaved')}</span>`
          : nothing
      }
    </div>`;
  }
}

/** A list that comes page by page. path(cursor): the address of a page, '' for the first; run() fetches that one. */
export class PagedLoad extends Load {
  next = signal(null); // cursor of the next page
  busy = signal(false);

  constructor(path) {
    super(async () => {
      const page = await get(path(''));
      this.next.value = page.next;
      return page.items;
    });
    this.path = path;
  }

  more = async () => {
    if (this.busy.value) return;
    this.busy.value = true;
    try {
      const { items, next } = await get(this.path(this.next.value));
      this.value.value = [...this.value.value, ...items];
      this.next.value = next;
      announce(t('more-loaded', { n: items.length }));
    } catch (error) {
      toast(problemText(error));
    }
    this.busy.value = false;
  };

  /** The button below the list, while there is more. */
  button(label = t('load-more')) {
    if (!this.next.value) return nothing;
    return html`<p class="more">
      <button type="button" @click=${this.more}>${this.busy.value ? t('loading') : label}</button>
    </p>`;
  }
}
