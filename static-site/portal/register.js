// Create an account: the form, then the code that came by mail, then signed in.
import { html, nothing, signal } from '../vendor/lit.js';
import { get, post } from '../lib/api.js';
import { Form, errorSummary, field, passwordControl, selectControl, submitButton, textControl } from '../parts/form.js';
import { LANGUAGES, lang, t } from '../lib/i18n.js';
import { Page, focusHeading, setTitle } from '../lib/page.js';
import { login, returnAddress, takeProfile } from '../lib/session.js';
import { timeZone } from '../lib/time.js';
import { problemText, toast } from '../parts/basics.js';
import '../parts/app-header.js';
import { zoneOptions, zoneToday } from './zones.js';

/** page: the register-page: form, values, set(). */
const emailField = ({ form, values, set }) =>
  field(form, {
    name: 'email',
    label: t('email'),
    control: textControl({
      type: 'email',
      value: values.email,
      autocomplete: 'username',
      dir: 'ltr',
      onInput: set('email'),
    }),
  });

/** Language and time zone: known from the browser, to be corrected. */
const placeFields = ({ form, values, set }) =>
  html`<div class="pair">
    ${field(form, {
      name: 'language',
      label: t('language'),
      control: selectControl({ value: values.language, options: Object.entries(LANGUAGES), onInput: set('language') }),
    })}
    ${field(form, {
      name: 'time_zone',
      label: t('time-zone'),
      control: selectControl({
        value: values.time_zone,
        options: zoneOptions(values.time_zone),
        onInput: set('time_zone'),
      }),
    })}
  </div>`;

/** The first step: who it is. */
function accountForm(page) {
  const { form, values, set } = page;
  return html`<form class="form" @submit=${page.register} novalidate>
    <div class="stack">
      <h1>${t('register')}</h1>
      <p class="muted">${t('register-text')}</p>
    </div>
    ${errorSummary(form)}
    ${field(form, {
      name: 'name',
      label: t('name'),
      control: textControl({ value: values.name, autocomplete: 'name', dir: 'auto', onInput: set('name') }),
    })}
    ${emailField(page)}
    ${field(form, {
      name: 'password',
      label: t('password'),
      hint: t('password-hint'),
      control: passwordControl({ value: values.password, autocomplete: 'new-password', onInput: set('password') }),
    })}
    ${placeFields(page)}
    <div>${submitButton(form, t('register'), t('register-busy'))}</div>
    <hr />
    <p>${t('have-account')} <a href="/login.html${location.search}">${t('login')}</a></p>
  </form>`;
}

/** The second step: the code that came by mail. */
function codeForm(page) {
  const { form, values, set } = page;
  const known = Boolean(values.password);
  return html`<form class="form" @submit=${page.confirm} novalidate>
    <div class="stack">
      <h1>${t('code-title')}</h1>
      <p>${known ? t('code-text', { email: values.email }) : t('code-text-plain')}</p>
    </div>
    ${errorSummary(form)} ${known ? nothing : emailField(page)}
    ${field(form, {
      name: 'code',
      label: t('code'),
      control: textControl({
        class: 'code',
        value: values.code,
        autocomplete: 'one-time-code',
        inputmode: 'numeric',
        dir: 'ltr',
        onInput: set('code'),
      }),
    })}
    <div class="row">
      ${submitButton(form, t('confirm'), t('sending'))}<button type="button" class="quiet" @click=${page.resend}>
        ${t('code-resend')}
      </button>
    </div>
    <p class="hint">${t('code-hint')}</p>
  </form>`;
}

class RegisterPage extends Page {
  form = new Form(this);
  step = signal(new URLSearchParams(location.search).get('step') === 'code' ? 'code' : 'about');
  values = { name: '', email: '', password: '', language: lang, time_zone: zoneToday(timeZone()), code: '' };

  connectedCallback() {
    super.connectedCallback();
    setTitle(t(this.step.value === 'code' ? 'code-title' : 'register'));
  }

  set = (name) => (value) => {
    this.values[name] = value;
  };

  #missing(...names) {
    const texts = {
      name: t('name-missing'),
      email: t('email-missing'),
      password: t('password-missing'),
      code: t('code-missing'),
    };
    return names.filter((name) => !this.values[name].trim()).map((name) => ({ field: name, text: texts[name] }));
  }

  register = (event) =>
    this.form.submit(event, {
      texts: { email: t('email-wrong'), password: t('password-weak') },
      check: () => this.#missing('name', 'email', 'password'),
      send: () => {
        const { name, email, password, language, time_zone } = this.values;
        return post(
          '/registrations',
          { name: name.trim(), email: email.trim(), password, language, time_zone },
          { open: true },
        );
      },
      done: async () => {
        this.step.value = 'code';
        setTitle(t('code-title'));
        await focusHeading(this);
      },
    });

  confirm = (event) =>
    this.form.submit(event, {
      texts: { email: t('email-wrong'), code: t('code-wrong') },
      check: () => this.#missing('email', 'code'),
      send: () =>
        post(
          '/registrations/confirm',
          { email: this.values.email.trim(), code: this.values.code.trim() },
          { open: true },
        ),
      done: () => this.#signIn(),
    });

  async #signIn() {
    const entered =
      this.values.password && (await login(this.values.email.trim(), this.values.password).catch(() => null));
    if (!entered || entered.challenge) {
      location.assign('/login.html');
      return;
    }
    const me = await get('/me').catch(() => null);
    if (me) takeProfile(me);
    location.replace(returnAddress('/?welcome=1'));
  }

  resend = async () => {
    if (!this.values.email.trim()) {
      this.form.refuse(this.#missing('email'));
      return;
    }
    try {
      await post('/registrations/resend', { email: this.values.email.trim() }, { open: true });
      toast(t('code-sent-again'));
    } catch (error) {
      toast(problemText(error));
    }
  };

  render() {
    return this.step.value === 'code' ? codeForm(this) : accountForm(this);
  }
}
customElements.define('register-page', RegisterPage);
