// The base of the pages that add a person: an agent is invited, a customer is noted down.
import { html, nothing } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { EditPage, emailField, textField } from './edit-page.js';
import { sentence } from './shared.js';

export const ADDRESS = /^\S+@\S+\.\S+$/;

/**
 * A page says what it edits, and: first(), what the form begins with · takenText, when the address is already known ·
 * knownPerson(problem), the address of the page of the person who has it, and seeText, the link to that.
 */
export class NewPersonPage extends EditPage {
  known = null;

  begin() {
    super.begin();
    this.take(this.first());
  }

  wrongEmail() {
    return ADDRESS.test(this.edit.get('email').trim()) ? [] : [{ field: 'email', text: t('email-needed') }];
  }

  send() {
    const { name, email, ...others } = this.edit.all;
    return this.edit.create({ ...others, name: name.trim(), email: email.trim() });
  }

  explain(error) {
    this.known = error.status === 409 ? this.knownPerson(error.problem) : null;
    return error.status === 409 ? [{ field: 'email', text: sentence(error, this.takenText) }] : null;
  }

  /** The form. hint: its first line · fields: those after name and address · button: its label. */
  personForm({ hint, fields, button }) {
    const { edit } = this;
    return this.formAround(
      html`${this.known ? html`<p><a href=${this.known}>${this.seeText}</a></p>` : nothing}
        <div class="pair">
          ${textField(edit, 'name', { label: t('person-name') })} ${emailField(edit, 'email', t('email'))}
        </div>
        ${fields}`,
      { before: html`<p class="hint">${hint}</p>`, end: this.createRow(button, 'row') },
    );
  }
}
