// Ask without an account: an address is enough. What is typed is a draft; it becomes a ticket once the address is
// confirmed.
import { html, live, nothing, signal } from '../vendor/lit.js';
import { Load, get, keyFor, post, sent } from '../lib/api.js';
import { draft } from '../lib/drafts.js';
import { Form, errorSummary, field, selectControl, submitButton, textControl } from '../parts/form.js';
import { addTexts, lang, t } from '../lib/i18n.js';
import { Page, announce, focusHeading, setTitle, takeDeskName } from '../lib/page.js';
import { timeZone } from '../lib/time.js';
import { callout, icon, shown } from '../parts/basics.js';
import '../parts/app-header.js';
import { answersOf, formField, nameOf, wrongAnswers } from '../portal/form-fields.js';

const SCOPE = 'guest-ticket';
const QUICKEST_MS = 1_600; // what comes sooner the desk takes for a machine's

class GuestPage extends Page {
  form = new Form(this);
  asked = signal(''); // the address that a mail has gone to
  began = performance.now();
  config = new Load(async () => {
    const [config] = await Promise.all([
      get('/config', { open: true }),
      addTexts('guest').catch((error) => {
        throw Object.assign(error, { status: 0 });
      }),
    ]);
    takeDeskName(config.desk);
    setTitle(t('guest-title'));
    this.draft ??= draft('guest');
    return config;
  });

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('guest-offer'));
    this.config.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.draft?.close();
  }

  kept = (name) => this.draft.get(name);

  set = (name) => (value) => this.draft.set(name, value);

  get category() {
    return this.config.value.value?.categories.find(({ id }) => id === this.kept('category'));
  }

  get fields() {
    return this.category?.fields ?? [];
  }

  #body() {
    const [email, name, subject, body] = ['email', 'name', 'subject', 'body'].map((each) => this.kept(each).trim());
    const fields = answersOf(this.fields, this.kept);
    return {
      email,
      subject,
      body,
      language: lang,
      time_zone: timeZone(),
      ...(name ? { name } : {}),
      ...(this.category ? { category: this.category.id } : {}),
      ...(Object.keys(fields).length ? { fields } : {}),
    };
  }

  #wrong() {
    const { email, subject, body } = this.#body();
    return [
      ...(email ? [] : [{ field: 'email', text: t('email-missing') }]),
      ...(subject ? [] : [{ field: 'subject', text: t('subject-missing') }]),
      ...wrongAnswers(this.fields, this.kept),
      ...(body ? [] : [{ field: 'body', text: t('body-missing') }]),
    ];
  }

  submit = (event) =>
    this.form.submit(event, {
      check: () => this.#wrong(),
      texts: { email: t('email-wrong') },
      send: async () => {
        this.draft.save();
        await new Promise((done) => {
          setTimeout(done, QUICKEST_MS - (performance.now() - this.began));
        }); // a kept draft is sent at once, and is no machine's
        const body = this.#body();
        const seen = {
          website: this.querySelector('#leave-empty').value,
          took_ms: Math.round(performance.now() - this.began),
        };
        return post('/guest/tickets', { ...body, ...seen }, { open: true, key: keyFor(SCOPE, body) });
      },
      done: async () => {
        sent(SCOPE);
        this.asked.value = this.kept('email').trim();
        this.draft.clear();
        setTitle(t('guest-sent'));
        await focusHeading(this);
      },
    });

  chooseCategory = (value) => {
    this.draft.set('category', value);
    // those of fields were another category\'s
    this.form.show(this.form.errors.value.filter(({ field: name }) => !name.startsWith('fields-')));
    if (this.fields.length) announce(t('new-asks', { n: this.fields.length }));
  };

  render() {
    if (this.asked.value) return this.#sent();
    return shown(
      this.config,
      (config) =>
        html`<h1>${t('guest-title')}</h1>
          ${this.#form(config)}`,
    );
  }

  #sent() {
    return html`<section class="panel form">
      <h1>${t('guest-sent')}</h1>
      ${icon('mail')}
      <p>${t('guest-sent-text', { email: this.asked.value })}</p>
      <p class="hint">${t('guest-sent-hint')}</p>
    </section>`;
  }

  #elsewhere() {
    if (!this.draft.theirs.value) return nothing;
    return callout(
      'warn',
      html`<p>${t('draft-elsewhere')}</p>
        <p class="row">
          <button type="button" @click=${() => this.draft.takeTheirs()}>${t('draft-take')}</button>
          <button type="button" class="quiet" @click=${() => this.draft.keepMine()}>${t('draft-keep')}</button>
        </p>`,
    );
  }

  #form(config) {
    const { kept } = this;
    const categories = [['', t('category-none')], ...config.categories.map(({ id, name }) => [id, name])];
    return html`<form class="form" @submit=${this.submit} novalidate>
      <p class="muted">${t('guest-text')}</p>
      ${errorSummary(this.form)}${this.#elsewhere()}
      <div class="pair">
        ${field(this.form, {
          name: 'email',
          label: t('email'),
          control: textControl({
            type: 'email',
            value: kept('email'),
            autocomplete: 'email',
            dir: 'ltr',
            maxlength: 254,
            onInput: this.set('email'),
          }),
        })}
        ${field(this.form, {
          name: 'name',
          label: t('name'),
          optional: true,
          control: textControl({
            value: kept('name'),
            autocomplete: 'name',
            dir: 'auto',
            maxlength: 100,
            onInput: this.set('name'),
          }),
        })}
      </div>
      <div class="vh" aria-hidden="true">
        <label for="leave-empty">${t('guest-trap')}</label
        ><input id="leave-empty" name="leave-empty" tabindex="-1" autocomplete="off" />
      </div>
      ${field(this.form, {
        name: 'subject',
        label: t('subject'),
        hint: t('subject-hint'),
        control: textControl({
          value: kept('subject'),
          autocomplete: 'off',
          dir: 'auto',
          maxlength: 200,
          onInput: this.set('subject'),
        }),
      })}
      ${
        categories.length > 1
          ? field(this.form, {
              name: 'category',
              label: t('category'),
              optional: true,
              control: selectControl({ value: kept('category'), options: categories, onInput: this.chooseCategory }),
            })
          : nothing
      }
      ${
        this.fields.length
          ? html`<fieldset class="asks" aria-label=${this.category.name}>
              ${this.fields.map((each) => formField(this.form, each, kept(nameOf(each)), this.set(nameOf(each))))}
            </fieldset>`
          : nothing
      }
      ${field(this.form, {
        name: 'body',
        label: t('body'),
        hint: t('body-hint'),
        control: ({ id, described, invalid }) =>
          html`<textarea
            id=${id}
            name=${id}
            dir="auto"
            rows="8"
            maxlength="10000"
            .value=${live(kept('body'))}
            aria-describedby=${described}
            aria-invalid=${invalid}
            @input=${(e) => this.draft.set('body', e.target.value)}></textarea>`,
      })}
      <div class="row">
        ${submitButton(this.form, t('new-send'), t('sending'))}<span class="hint">${t('draft-kept')}</span>
      </div>
      <p class="hint">${t('have-account')} <a href="/login.html?next=%2Fnew.html">${t('login')}</a></p>
    </form>`;
  }
}
customElements.define('guest-page', GuestPage);
