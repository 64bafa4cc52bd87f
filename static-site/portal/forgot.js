// A new password: the address, then the code that came by mail together with the new password.
import { html, signal } from '../vendor/lit.js';
import { get, post } from '../lib/api.js';
import { Form, errorSummary, field, passwordControl, submitButton, textControl } from '../parts/form.js';
import { t } from '../lib/i18n.js';
import { Page, focusHeading, setTitle } from '../lib/page.js';
import { login, person, takeProfile } from '../lib/session.js';
import { problemText, toast } from '../parts/basics.js';
import '../parts/app-header.js';

class ForgotPage extends Page {
  form = new Form(this);
  step = signal('ask');
  values = { email: '', code: '', password: '' };

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('forgot-title'));
  }

  set = (name) => (value) => {
    this.values[name] = value;
  };

  #request = () => post('/password-resets', { email: this.values.email.trim() }, { open: true });

  ask = (event) =>
    this.form.submit(event, {
      texts: { email: t('email-wrong') },
      check: () => (this.values.email.trim() ? [] : [{ field: 'email', text: t('email-missing') }]),
      send: this.#request,
      done: async () => {
        this.step.value = 'choose';
        await focusHeading(this);
      },
    });

  choose = (event) =>
    this.form.submit(event, {
      texts: { code: t('code-wrong'), password: t('password-weak') },
      check: () => [
        ...(this.values.code.trim() ? [] : [{ field: 'code', text: t('code-missing') }]),
        ...(this.values.password ? [] : [{ field: 'password', text: t('password-missing') }]),
      ],
      send: () =>
        post(
          '/password-resets/confirm',
          { email: this.values.email.trim(), code: this.values.code.trim(), password: this.values.password },
          { open: true },
        ),
      done: () => this.#signIn(),
    });

  async #signIn() {
    const entered = await login(this.values.email.trim(), this.values.password).catch(() => null);
    if (!entered || entered.challenge) {
      location.assign('/login.html?changed=1');
      return;
    }
    const me = await get('/me').catch(() => null);
    if (me) takeProfile(me);
    location.replace(person.value?.role === 'customer' ? '/tickets.html' : '/console/');
  }

  again = async () => {
    try {
      await this.#request();
      toast(t('code-sent-again'));
    } catch (error) {
      toast(problemText(error));
    }
  };

  render() {
    return this.step.value === 'ask'
      ? html`<form class="form" @submit=${this.ask} novalidate>
          <div class="stack">
            <h1>${t('forgot-title')}</h1>
            <p>${t('forgot-text')}</p>
          </div>
          ${errorSummary(this.form)}
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
          <div class="row between">
            ${submitButton(this.form, t('forgot-send'), t('sending'))}<a href="/login.html">${t('back-to-login')}</a>
          </div>
        </form>`
      : html`<form class="form" @submit=${this.choose} novalidate>
          <div class="stack">
            <h1>${t('choose-password')}</h1>
            <p>${t('forgot-code-text', { email: this.values.email })}</p>
          </div>
          ${errorSummary(this.form)}
          ${field(this.form, {
            name: 'code',
            label: t('code'),
            control: textControl({
              class: 'code',
              value: this.values.code,
              autocomplete: 'one-time-code',
              inputmode: 'numeric',
              dir: 'ltr',
              onInput: this.set('code'),
            }),
          })}
          ${field(this.form, {
            name: 'password',
            label: t('new-password'),
            hint: t('password-hint'),
            control: passwordControl({
              value: this.values.password,
              autocomplete: 'new-password',
              onInput: this.set('password'),
            }),
          })}
          <div class="row">
            ${submitButton(this.form, t('save-and-login'), t('login-busy'))}<button
              type="button"
              class="quiet"
              @click=${this.again}>
              ${t('code-resend')}
            </button>
          </div>
          <p class="hint">${t('code-hint')}</p>
        </form>`;
  }
}
customElements.define('forgot-page', ForgotPage);
