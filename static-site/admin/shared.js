// What the admin pages share: rights, page heads, dialogs, and lists that come page by page.
import { html, nothing, render, signal } from '../vendor/lit.js';
import { Load, api, get } from '../lib/api.js';
import { Form, errorSummary } from '../parts/form.js';
import { lang, locale, t } from '../lib/i18n.js';
import { Page, announce, showDialog } from '../lib/page.js';
import { timeZone } from '../lib/time.js';
import { icon, problemText, toast } from '../parts/basics.js';
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

/**
 * Ask before something is deleted: { title, text, button, path, version, changed: called if another change was faster,
 * inUse: what to show when it cannot be deleted (409), done(answer): what follows }. Returns whether it was deleted.
 */
export async function askToDelete({ title, text, button, path, version, changed, inUse, done }) {
  let answer = null;
  const deleted = await ask({
    title,
    danger: true,
    button: button ?? t('remove'),
    text: html`<p>${text}</p>`,
    send: async () => {
      answer = await api(path, { method: 'DELETE', version: version() });
    },
    explain: (error) => {
      if (error.status === 412) {
        changed();
        return [{ field: '', text: t('conflict-summary') }];
      }
      return inUse && error.status === 409 ? [{ field: '', text: sentence(error, inUse) }] : null;
    },
  });
  if (deleted) await done(answer);
  return deleted;
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
