// The session has expired: asks for the password over the page, so that nothing on it is lost.
import { html } from '../vendor/lit.js';
import { Form, errorSummary, field, passwordControl, submitButton, textControl } from './form.js';
import { t } from '../lib/i18n.js';
import { Page, showDialog } from '../lib/page.js';
import { lastEmail, login } from '../lib/session.js';
import { problemText } from './basics.js';

class SignInAgain extends Page {
  form = new Form(this);
  email = lastEmail();
  password = '';

  submit = (event) =>
    this.form.submit(event, {
      send: () => login(this.email, this.password),
      done: (answer) => (answer.challenge ? location.assign('/login.html') : this.closest('dialog').close('in')),
      explain: (error) => [{ field: '', text: error.status === 401 ? t('login-refused') : problemText(error) }],
    });

  render() {
    return html`<form class="form" @submit=${this.submit} novalidate>
      <h2 id="again-title">${t('again-title')}</h2>
      <p>${t('again-text')}</p>
      ${errorSummary(this.form)}
      ${field(this.form, {
        name: 'again-email',
        label: t('email'),
        control: textControl({
          type: 'email',
          value: this.email,
          autocomplete: 'username',
          dir: 'ltr',
          onInput: (v) => {
            this.email = v;
          },
        }),
      })}
      ${field(this.form, {
        name: 'again-password',
        label: t('password'),
        control: passwordControl({
          value: this.password,
          autocomplete: 'current-password',
          autofocus: true,
          onInput: (v) => {
            this.password = v;
          },
        }),
      })}
      <div class="row">
        ${submitButton(this.form, t('login'), t('login-busy'))}
        <button type="button" class="quiet" @click=${() => this.closest('dialog').close('')}>${t('not-now')}</button>
      </div>
    </form>`;
  }
}
customElements.define('sign-in-again', SignInAgain);

/** True when the person signed in again, false when they would rather not. */
export async function signInDialog() {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'again-title');
  const form = document.createElement('sign-in-again');
  dialog.append(form);
  document.body.append(dialog);
  await form.updateComplete; // the field must exist before the dialog looks for what to focus
  const answer = await showDialog(dialog);
  dialog.remove();
  return answer === 'in';
}
