// The fields of a mail's text, and the buttons that insert a placeholder where the cursor was.
import { html } from '../vendor/lit.js';
import { directionOf, t } from '../lib/i18n.js';
import { areaField, insertInto, textField } from './edit-page.js';
import { insertedText, placeholderButtons } from './mail-placeholders.js';

/** page: the mail-page: edit, language, write(name, text)(value). */
export class MailFields {
  #last = 'body'; // the field that had the focus last: values are inserted there

  constructor(page) {
    this.page = page;
  }

  #insert(name, text) {
    const { placeholders } = text;
    const box = this.page.querySelector(placeholders.values.includes(name) ? `#${this.#last}` : '#body');
    const [before, after] = [box.value.slice(0, box.selectionStart), box.value.slice(box.selectionEnd)];
    const inserted = insertedText(name, placeholders, before, after);
    insertInto(this.page, box, inserted, this.page.write(box.id, text));
  }

  #remembering(name, template) {
    const remember = (event) => {
      this.#last = name;
      event.stopPropagation();
    };
    return html`<div @focusin=${remember}>${template}</div>`;
  }

  template(text) {
    const { edit, language, write } = this.page;
    const dir = directionOf(language);
    const subject = textField(edit, 'subject', {
      label: t('mail-subject'),
      hint: t('mail-subject-hint'),
      dir,
      onInput: write('subject', text),
    });
    const body = areaField(edit, 'body', {
      label: t('mail-body'),
      hint: t('mail-body-hint'),
      rows: 16,
      maxlength: 4000,
      dir,
      language,
      onInput: write('body', text),
    });
    return html`${this.#remembering('subject', subject)} ${this.#remembering('body', body)}
    ${placeholderButtons(text.placeholders, (name) => this.#insert(name, text))}`;
  }
}
