// Ask without an account: an address is enough. What is typed is a draft; it becomes a ticket once the address is
// confirmed.
import { html, signal } from '../vendor/lit.js';
import { Load, get, keyFor, post, sent } from '../lib/api.js';
import { draft } from '../lib/drafts.js';
import { errorSummary, field, submitButton, textControl } from '../parts/form.js';
import { addTexts, lang, t } from '../lib/i18n.js';
import { focusHeading, setTitle, takeDeskName } from '../lib/page.js';
import { timeZone } from '../lib/time.js';
import { icon, otherVersion, shown } from '../parts/basics.js';
import '../parts/app-header.js';
import { TicketForm } from '../portal/ticket-form.js';

const SCOPE = 'guest-ticket';
const QUICKEST_MS = 1_600; // what comes sooner the desk takes for a machine's

class GuestPage extends TicketForm {
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

  #body() {
    const [email, name] = ['email', 'name'].map((each) => this.draftValue(each).trim());
    return { email, ...this.message(), language: lang, time_zone: timeZone(), ...(name ? { name } : {}) };
  }

  #wrong() {
    const { email } = this.#body();
    return [...(email ? [] : [{ field: 'email', text: t('email-missing') }]), ...this.wrongMessage()];
  }

  submit = (event) =>
    this.form.submit(event, {
      check: () => this.#wrong(),
      texts: { email: t('email-wrong') },
      send: async () => {
        this.draft.save();
        await new Promise((done) => {
          setTimeout(done, QUICKEST_MS - (performance.now() - this.began));
        }); // a saved draft is sent at once, and no bot wrote it
        const body = this.#body();
        const seen = {
          website: this.querySelector('#leave-empty').value,
          took_ms: Math.round(performance.now() - this.began),
        };
        return post('/guest/tickets', { ...body, ...seen }, { open: true, key: keyFor(SCOPE, body) });
      },
      done: async () => {
        sent(SCOPE);
        this.asked.value = this.draftValue('email').trim();
        this.draft.clear();
        setTitle(t('guest-sent'));
        await focusHeading(this);
      },
    });

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

  #form(config) {
    const { draftValue } = this;
    return html`<form class="form" @submit=${this.submit} novalidate>
      <p class="muted">${t('guest-text')}</p>
      ${errorSummary(this.form)}${otherVersion(this.draft)}
      <div class="pair">
        ${field(this.form, {
          name: 'email',
          label: t('email'),
          control: textControl({
            type: 'email',
            value: draftValue('email'),
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
            value: draftValue('name'),
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
          value: draftValue('subject'),
          autocomplete: 'off',
          dir: 'auto',
          maxlength: 200,
          onInput: this.set('subject'),
        }),
      })}
      ${this.categoryField(config)}${this.categoryForm()}${this.bodyField()}
      <div class="row">
        ${submitButton(this.form, t('new-send'), t('sending'))}<span class="hint">${t('draft-saved')}</span>
      </div>
      <p class="hint">${t('have-account')} <a href="/login.html?next=%2Fnew.html">${t('login')}</a></p>
    </form>`;
  }
}
customElements.define('guest-page', GuestPage);
