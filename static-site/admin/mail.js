// One mail template: its text in each language, buttons that insert placeholders, and a preview.
import { html, live, nothing, signal } from '../vendor/lit.js';
import { Load, api, get } from '../lib/api.js';
import { errorSummary, field, textControl } from '../parts/form.js';
import { directionOf, lang, list, t } from '../lib/i18n.js';
import { Page, announce, setTitle } from '../lib/page.js';
import { empty, icon, problemText, shown, toast } from '../parts/basics.js';
import { go, route } from '../console/state.js';
import { Edit, ask, languageName, pageHead } from './shared.js';
import { kindName } from './mails.js';
import { wrongIn } from './mail-check.js';
import './mail-preview.js';

const LIST = '/console/admin/mail';
const PAUSE_MS = 400;
const PLACEHOLDER_TEXTS = {
  number: 'placeholder-number',
  subject: 'placeholder-subject',
  reader: 'placeholder-reader',
  by: 'placeholder-by',
  desk: 'placeholder-desk',
  status: 'placeholder-status',
  customer: 'placeholder-customer',
  priority: 'placeholder-priority',
  closing: 'placeholder-closing',
  other: 'placeholder-other',
  opening: 'placeholder-opening',
  status_news: 'placeholder-status-news',
  meaning: 'placeholder-meaning',
  closing_news: 'placeholder-closing-news',
  reason: 'placeholder-reason',
  news: 'placeholder-news',
  message: 'placeholder-message',
  link: 'placeholder-link',
  keep_open: 'placeholder-keep-open',
  solve: 'placeholder-solve',
  stars: 'placeholder-stars',
  confirm: 'placeholder-confirm',
};
const placeholderName = (name) => (PLACEHOLDER_TEXTS[name] ? t(PLACEHOLDER_TEXTS[name]) : name);

class MailPage extends Page {
  static properties = { kind: {} };

  view = signal('page');
  seen = signal(null); // the last preview, and whether it is out of date
  changed = signal([]); // languages in which the text is another than the desk's own
  languages = [];
  edit = null;
  #timer = 0;
  #last = 'body';

  texts = new Load(async () => {
    const { items, languages } = await get('/mail/templates');
    this.languages = languages;
    const own = items.filter(({ kind }) => kind === this.kind);
    this.changed.value = own.filter((text) => text.changed).map(({ language }) => language);
    if (own.length) this.text.run();
    return own;
  });

  text = new Load(async () => this.#take(await get(this.#path)));

  connectedCallback() {
    super.connectedCallback();
    setTitle(kindName(this.kind));
    this.forget = route.subscribe(({ page, path, query }) => {
      const language = query.get('language') ?? lang;
      if (page !== 'admin' || path.at(-1) !== this.kind || language === this.language) return;
      this.language = language;
      this.#begin();
    });
    this.texts.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.forget?.();
    clearTimeout(this.#timer);
    this.edit?.close();
  }

  get #path() {
    return `/mail/templates/${encodeURIComponent(this.kind)}/${encodeURIComponent(this.language)}`;
  }

  #begin() {
    this.edit?.close();
    this.edit = new Edit(this, {
      name: `mail-${this.kind}-${this.language}`,
      path: this.#path,
      method: 'PUT',
      of: ({ template }) => template,
      plain: ({ subject, body }) => ({ subject, body }),
      labels: { subject: t('mail-subject'), body: t('mail-body') },
    });
    this.text.value.value = null;
    this.seen.value = null;
    if (this.languages.length) this.text.run();
  }

  #take(text) {
    this.edit.open(text, text.version);
    this.changed.value = [
      ...this.changed.peek().filter((language) => language !== this.language),
      ...(text.changed ? [this.language] : []),
    ];
    this.#updatePreview(text);
    return text;
  }

  /** Fetch the preview shortly after the last change; while the text has errors, the last preview stays. */
  #updatePreview(text) {
    clearTimeout(this.#timer);
    if (wrongIn(this.edit.all, text).length) {
      this.seen.value = this.seen.peek() && { ...this.seen.peek(), late: true };
      return;
    }
    const path = this.#path;
    this.#timer = setTimeout(
      async () => {
        try {
          const seen = await api(`${path}/preview`, { method: 'POST', body: this.edit.all });
          if (path === this.#path) this.seen.value = seen;
        } catch (error) {
          if (path === this.#path) this.seen.value = { failed: problemText(error) };
        }
      },
      this.seen.peek() ? PAUSE_MS : 0,
    );
  }

  #write(name, value, text) {
    this.edit.set(name)(value);
    this.#updatePreview(text);
  }

  #put(name, text) {
    const box = this.querySelector(text.placeholders.values.includes(name) ? `#${this.#last}` : '#body');
    const { selectionStart: from, selectionEnd: to } = box;
    const block = text.placeholders.blocks.includes(name);
    const before = box.value.slice(0, from);
    const after = box.value.slice(to);
    const placeholder = `${
      block && before.trim() && !before.endsWith('\n\n') ? '\n\n' : ''
    }{{${name}}}${block && after.trim() && !after.startsWith('\n\n') ? '\n\n' : ''}`;
    this.#write(box.id, before + placeholder + after, text);
    this.updateComplete.then(() => {
      box.focus();
      box.setSelectionRange(from + placeholder.length, from + placeholder.length);
    });
  }

  submit = (event) =>
    this.edit.form.submit(event, {
      check: () => wrongIn(this.edit.all, this.text.value.value),
      send: () => this.edit.save(() => this.edit.all),
      explain: this.edit.explain,
      done: (text) => {
        if (text) {
          this.text.value.value = this.#take(text);
          toast(t('mail-saved'));
        }
      },
    });

  #reset(text) {
    return ask({
      title: t('mail-reset-title', { name: kindName(this.kind), language: languageName(this.language) }),
      danger: true,
      button: t('mail-reset'),
      text: html`<p>${t('mail-reset-text')}</p>`,
      send: async () => {
        this.back = await api(this.#path, { method: 'DELETE', version: text.version });
      },
      explain: (error) => {
        if (error.status === 412) this.text.run();
        return error.status === 412 ? [{ field: '', text: t('conflict-summary') }] : null;
      },
    }).then((done) => {
      if (!done) return;
      this.edit.forget();
      this.text.value.value = this.#take(this.back);
      toast(t('mail-was-reset'));
      this.querySelector('h1').focus();
    });
  }

  #tabs() {
    return html`<nav class="tabs languages" aria-label=${t('mail-languages')}>
      <ul>
        ${this.languages.map(
          (language) =>
            html`<li>
              <a
                href="${LIST}/${this.kind}?language=${language}"
                aria-current=${language === this.language ? 'page' : nothing}
                >${languageName(language)}${
                  this.changed.value.includes(language)
                    ? html`${icon('pencil', 'small')}<span class="vh">${t('mail-changed')}</span>`
                    : nothing
                }</a
              >
            </li>`,
        )}
      </ul>
    </nav>`;
  }

  #buttons(text) {
    const { values, sentences, blocks, required } = text.placeholders;
    const group = (id, label, names) =>
      names.length
        ? html`<div class="variables" role="group" aria-labelledby=${id}>
            <p class="field-label" id=${id}>${label}</p>
            ${names.map(
              (name) =>
                html`<button type="button" class="chip-button" @click=${() => this.#put(name, text)}>
                  ${icon('plus', 'small')}${placeholderName(name)} <code dir="ltr">{{${name}}}</code>
                </button>`,
            )}
          </div>`
        : nothing;
    return html`${group('insert-values', t('mail-insert-values'), values)}${group(
      'insert-sentences',
      t('mail-insert-sentences'),
      sentences,
    )}${group('insert-blocks', t('mail-insert-blocks'), blocks)}
    ${
      required.length
        ? html`<p class="hint">${t('mail-required', { names: list(required.map(placeholderName)) })}</p>`
        : nothing
    }`;
  }

  #form(text) {
    const { edit } = this;
    const dir = directionOf(this.language);
    const keep = (name) => (event) => {
      this.#last = name;
      event.stopPropagation();
    };
    return html`<form class="form panel" @submit=${this.submit} novalidate>
      ${errorSummary(edit.form)}${edit.showConflicts(() => this.submit())}
      <div @focusin=${keep('subject')}>
        ${field(edit.form, {
          name: 'subject',
          label: t('mail-subject'),
          hint: t('mail-subject-hint'),
          control: textControl({
            value: edit.get('subject'),
            dir,
            maxlength: 200,
            autocomplete: 'off',
            onInput: (value) => this.#write('subject', value, text),
          }),
        })}
      </div>
      <div @focusin=${keep('body')}>
        ${field(edit.form, {
          name: 'body',
          label: t('mail-body'),
          hint: t('mail-body-hint'),
          control: ({ id, described, invalid }) =>
            html`<textarea
              id=${id}
              rows="16"
              dir=${dir}
              lang=${this.language}
              maxlength="4000"
              aria-describedby=${described}
              aria-invalid=${invalid}
              .value=${live(edit.get('body'))}
              @input=${(event) => this.#write('body', event.target.value, text)}></textarea>`,
        })}
      </div>
      ${this.#buttons(text)}${edit.end()}
    </form>`;
  }

  #choose(view) {
    this.view.value = view;
    announce(t(view === 'page' ? 'mail-as-page' : 'mail-as-text'));
  }

  #preview(text) {
    const seen = this.seen.value;
    const view = this.view.value;
    const wrong = wrongIn(this.edit.all, text);
    const button = (name, label) =>
      html`<button type="button" aria-pressed=${String(view === name)} @click=${() => this.#choose(name)}>
        ${label}
      </button>`;
    return html`<section class="panel stack preview" aria-labelledby="preview-title">
      <h2 id="preview-title">${t('preview')}</h2>
      <p class="hint">${t('mail-preview-hint')}</p>
      <div class="choice" role="group" aria-label=${t('preview')}>
        ${button('page', t('mail-as-page'))}${button('text', t('mail-as-text'))}
      </div>
      ${
        wrong.length
          ? html`<div class="callout warn" role="status">
              <div>
                <p class="strong">${t('mail-preview-waits')}</p>
                <ul class="plain-list">
                  ${wrong.map((each) => html`<li>${each.text}</li>`)}
                </ul>
              </div>
            </div>`
          : nothing
      }
      ${
        !seen
          ? nothing
          : seen.failed
            ? html`<p class="muted">${seen.failed}</p>`
            : html`<p class="strong mail-shown-subject" dir="auto">${seen.subject}</p>
                ${
                  view === 'page'
                    ? html`<mail-preview .page=${seen.html} inert></mail-preview>`
                    : html`<pre
                        class="mail-shown-text"
                        dir="auto"
                        lang=${this.language}
                        tabindex="0"
                        aria-label=${t('mail-as-text')}>
${seen.text}</pre>`
                }`
      }
    </section>`;
  }

  #page() {
    return html`${this.#tabs()}${shown(
      this.text,
      (text) => html`<div class="two mail-editor">${this.#form(text)}${this.#preview(text)}</div>`,
    )}`;
  }

  render() {
    const text = this.text.value.value;
    return html`${pageHead({
      title: kindName(this.kind),
      back: [LIST, t('section-mail')],
      actions: text?.changed
        ? html`<button type="button" class="danger" @click=${() => this.#reset(text)}>
            ${icon('rotate-ccw', 'small')}${t('mail-reset')}…
          </button>`
        : nothing,
    })}
    ${shown(this.texts, (own) =>
      own.length && this.languages.includes(this.language)
        ? this.#page()
        : empty({
            name: 'search',
            title: t('missing-title'),
            text: t('problem-missing'),
            actions: html`<button type="button" @click=${() => go(LIST)}>${t('section-mail')}</button>`,
          }),
    )}`;
  }
}
customElements.define('mail-page', MailPage);
