// Sign in; when the desk asks for a new password first, that is the second step.
import { html, nothing, signal } from '../vendor/lit.js';
import { get } from '../lib/api.js';
import { Form, errorSummary, field, passwordControl, submitButton, textControl } from '../parts/form.js';
import { t } from '../lib/i18n.js';
import { Page, focusHeading, setTitle } from '../lib/page.js';
import { answer, login, person, ready, returnAddress, takeProfile } from '../lib/session.js';
import { callout } from '../parts/basics.js';
import '../parts/app-header.js';

const query = new URLSearchParams(location.search);

class LoginPage extends Page {
  form = new Form(this);
  challenge = signal(null); // { challenge, session } when the desk asks for a new password
  values = { email: '', password: '', new_password: '' };

  async connectedCallback() {
    super.connectedCallback();
    setTitle(t('login'));
    if (await ready) this.#goOn();
  }

  set = (name) => (value) => {
    this.values[name] = value;
  };

  async #goOn() {
    const fallback = person.value?.role === 'customer' ? '/tickets.html' : '/console/';
    location.replace(returnAddress(fallback));
  }

  submit = (event) =>
    this.form.submit(event, {
      texts: { email: t('email-wrong') },
      check: () => [
        ...(this.values.email.trim() ? [] : [{ field: 'email', text: t('email-missing') }]),
        ...(this.values.password ? [] : [{ field: 'password', text: t('password-missing') }]),
      ],
      send: () => login(this.values.email.trim(), this.values.password),
      done: (reply) => this.#signedIn(reply),
      explain: (error) => (error.status === 401 ? [{ field: 'email', text: t('login-refused') }] : null),
    });

  submitNew = (event) =>
    this.form.submit(event, {
      texts: { new_password: t('password-weak') },
      check: () => (this.values.new_password ? [] : [{ field: 'new_password', text: t('password-missing') }]),
      send: () =>
        answer({ ...this.challenge.value, email: this.values.email.trim(), new_password: this.values.new_password }),
      done: (reply) => this.#signedIn(reply),
    });

  async #signedIn(reply) {
    if (reply.challenge) {
      this.challenge.value = { challenge: reply.challenge, session: reply.session };
      setTitle(t('choose-password'));
      await focusHeading(this);
      return;
    }
    const me = await get('/me').catch(() => null); // the profile's language and zone are for the next page
    if (me) takeProfile(me);
    this.#goOn();
  }

  #notice() {
    if (query.has('out')) return callout('', html`<p>${t('signed-out')}</p>`);
    if (query.has('changed')) return callout('done', html`<p>${t('password-changed')}</p>`);
    return query.has('next') ? callout('', html`<p>${t('login-first')}</p>`) : nothing;
  }

  render() {
    return this.challenge.value
      ? this.#newPassword()
      : html`<form class="form" @submit=${this.submit} novalidate>
          <h1>${t('login')}</h1>
          ${this.#notice()}${errorSummary(this.form)}
          ${field(this.form, {
            name: 'email',
            label: t('email'),
            control: textControl({
              type: 'email',
              value: this.values.email,
              autocomplete: 'username',
              dir: 'ltr',
              onInput: this.set('email'),
            }),
          })}
          ${field(this.form, {
            name: 'password',
            label: t('password'),
            control: passwordControl({
              value: this.values.password,
              autocomplete: 'current-password',
              onInput: this.set('password'),
            }),
          })}
          <div class="row between">
            ${submitButton(this.form, t('login'), t('login-busy'))}<a href="/forgot.html">${t('forgot-link')}</a>
          </div>
          <hr />
          <p>
            ${t('home-new-here')} <a href="/register.html${location.search}">${t('register')}</a> ·
            <a href="/guest.html">${t('guest-offer')}</a>
          </p>
          <p class="hint">${t('have-code')} <a href="/register.html?step=code">${t('enter-code')}</a></p>
        </form>`;
  }

  #newPassword() {
    return html`<form class="form" @submit=${this.submitNew} novalidate>
      <h1>${t('choose-password')}</h1>
      <p>${t('choose-password-text')}</p>
      ${errorSummary(this.form)}
      <input
        class="vh"
        type="email"
        autocomplete="username"
        .value=${this.values.email}
        tabindex="-1"
        aria-hidden="true"
        readonly />
      ${field(this.form, {
        name: 'new_password',
        label: t('new-password'),
        hint: t('password-hint'),
        control: passwordControl({
          value: this.values.new_password,
          autocomplete: 'new-password',
          onInput: this.set('new_password'),
        }),
      })}
      <div>${submitButton(this.form, t('save-and-login'), t('login-busy'))}</div>
    </form>`;
  }
}
customElements.define('login-page', LoginPage);
