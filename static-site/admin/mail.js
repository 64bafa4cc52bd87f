// One mail template: its text in each language, buttons that insert placeholders, and a preview.
import { html, nothing, signal } from '../vendor/lit.js';
import { Load, get } from '../lib/api.js';
import { lang, t } from '../lib/i18n.js';
import { empty, icon, shown, toast } from '../parts/basics.js';
import { go, route } from '../console/state.js';
import { EditPage } from './edit-page.js';
import { askToDelete, languageName, pageHead } from './shared.js';
import { kindName } from './mails.js';
import { wrongIn } from './mail-check.js';
import { LivePreview, previewOf } from './mail-live-preview.js';
import { MailFields } from './mail-fields.js';

const LIST = '/console/admin/mail';

/** One tab for each language. chosen: the one that is shown · changed: those whose text is not the desk's own. */
const languageTabs = (kind, languages, { chosen, changed }) =>
  html`<nav class="tabs languages" aria-label=${t('mail-languages')}>
    <ul>
      ${languages.map(
        (language) =>
          html`<li>
            <a href="${LIST}/${kind}?language=${language}" aria-current=${language === chosen ? 'page' : nothing}
              >${languageName(language)}${
                changed.includes(language)
                  ? html`${icon('pencil', 'small')}<span class="vh">${t('mail-changed')}</span>`
                  : nothing
              }</a
            >
          </li>`,
      )}
    </ul>
  </nav>`;

const unknownMail = () =>
  empty({
    name: 'search',
    title: t('missing-title'),
    text: t('problem-missing'),
    actions: html`<button type="button" @click=${() => go(LIST)}>${t('section-mail')}</button>`,
  });

class MailPage extends EditPage {
  static properties = { kind: {} };

  preview = new LivePreview();
  changed = signal([]); // languages in which the text is another than the desk's own
  languages = [];
  #fields = new MailFields(this);

  texts = new Load(async () => {
    const { items, languages } = await get('/mail/templates');
    this.languages = languages;
    const own = items.filter(({ kind }) => kind === this.kind);
    this.changed.value = own.filter((text) => text.changed).map(({ language }) => language);
    if (own.length) this.load.run();
    return own;
  });

  get startTitle() {
    return kindName(this.kind);
  }

  /** Show the language of the address, then whichever is chosen. */
  start() {
    this.forget = route.subscribe(({ page, path, query }) => {
      const language = query.get('language') ?? lang;
      if (page !== 'admin' || path.at(-1) !== this.kind || language === this.language) return;
      this.language = language;
      this.begin();
    });
    this.texts.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.forget?.();
    this.preview.stop();
  }

  get #path() {
    return `/mail/templates/${encodeURIComponent(this.kind)}/${encodeURIComponent(this.language)}`;
  }

  options() {
    return {
      name: `mail-${this.kind}-${this.language}`,
      path: this.#path,
      method: 'PUT',
      of: ({ template }) => template,
      plain: ({ subject, body }) => ({ subject, body }),
      labels: { subject: t('mail-subject'), body: t('mail-body') },
    };
  }

  begin() {
    super.begin();
    this.load.value.value = null;
    this.preview.open(this.#path);
    if (this.languages.length) this.load.run();
  }

  async fetch() {
    return this.take(await get(this.#path));
  }

  take(text) {
    super.take(text);
    this.changed.value = [
      ...this.changed.peek().filter((language) => language !== this.language),
      ...(text.changed ? [this.language] : []),
    ];
    this.#updatePreview(text);
    return text;
  }

  #updatePreview(text) {
    this.preview.update(this.edit.all, wrongIn(this.edit.all, text).length > 0);
  }

  /** A field of the text was changed. */
  write = (name, text) => (value) => {
    this.edit.set(name)(value);
    this.#updatePreview(text);
  };

  check() {
    return wrongIn(this.edit.all, this.load.value.value);
  }

  send() {
    return this.edit.save(() => this.edit.all);
  }

  done(text) {
    if (!text) return;
    this.showVersion(text);
    toast(t('mail-saved'));
  }

  #reset(text) {
    return askToDelete({
      title: t('mail-reset-title', { name: kindName(this.kind), language: languageName(this.language) }),
      text: t('mail-reset-text'),
      button: t('mail-reset'),
      path: this.#path,
      version: () => text.version,
      changed: this.load.run,
      done: (back) => {
        this.edit.forget();
        this.showVersion(back);
        toast(t('mail-was-reset'));
        this.querySelector('h1').focus();
      },
    });
  }

  #page() {
    const tabs = languageTabs(this.kind, this.languages, { chosen: this.language, changed: this.changed.value });
    return html`${tabs}${shown(
      this.load,
      (text) =>
        html`<div class="two mail-editor">
          ${this.formAround(this.#fields.template(text))}${previewOf(this.preview, {
            wrong: wrongIn(this.edit.all, text),
            language: this.language,
          })}
        </div>`,
    )}`;
  }

  render() {
    const text = this.load.value.value;
    return html`${pageHead({
      title: kindName(this.kind),
      back: [LIST, t('section-mail')],
      actions: text?.changed
        ? html`<button type="button" class="danger" @click=${() => this.#reset(text)}>
            ${icon('rotate-ccw', 'small')}${t('mail-reset')}…
          </button>`
        : nothing,
    })}
    ${shown(this.texts, (own) => {
      const known = own.length && this.languages.includes(this.language);
      return known ? this.#page() : unknownMail();
    })}`;
  }
}
customElements.define('mail-page', MailPage);
