// Pages around one form: loading, saving, creating, conflicts, and the controls of what is edited.
import { html, live, nothing } from '../vendor/lit.js';
import { Load } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { callout } from '../parts/basics.js';
import { errorSummary, field, selectControl, submitButton, textControl } from '../parts/form.js';
import { Edit } from './edit.js';

/** Both versions after a conflict, until one is chosen. retry(): save again, over the other change. */
export function conflictsOf(edit, retry) {
  const names = edit.conflicts.value;
  if (!names) return nothing;
  const overwrite = () => {
    edit.conflicts.value = null;
    retry();
  };
  return callout(
    'warn',
    html`<p class="strong">${t('conflict-title')}</p>
      <table class="versions">
        <thead>
          <tr>
            <th scope="col"><span class="vh">${t('conflict-field')}</span></th>
            <th scope="col">${t('conflict-current')}</th>
            <th scope="col">${t('conflict-own')}</th>
          </tr>
        </thead>
        <tbody>
          ${names.map(
            (name) =>
              html`<tr>
                <th scope="row">${edit.labels[name] ?? name}</th>
                <td><bdi>${edit.format(name, edit.base[name])}</bdi></td>
                <td><bdi>${edit.format(name, edit.get(name))}</bdi></td>
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="row">
        <button type="button" @click=${overwrite}>${t('conflict-overwrite')}</button>
        <button type="button" class="quiet" @click=${() => edit.discard()}>${t('conflict-discard')}</button>
      </p>`,
  );
}

/** The end of a form: Save, and whether there are changes that are not saved yet. */
const saveRow = (edit) =>
  html`<div class="row form-end">
    ${submitButton(edit.form, t('save'), t('saving'))}
    ${
      edit.dirty
        ? html`<button type="button" class="quiet" @click=${() => edit.discard()}>${t('discard')}</button
            ><span class="muted small">${t('unsaved')}</span>`
        : nothing
    }
  </div>`;

/** A one-line text of an edit. options: label, hint, and those of textControl(). */
export const textField = (edit, name, { label, hint, ...options }) =>
  field(edit.form, {
    name,
    label,
    hint,
    control: textControl({
      value: edit.get(name),
      dir: 'auto',
      maxlength: 200,
      autocomplete: 'off',
      onInput: edit.set(name),
      ...options,
    }),
  });

/** An email address of an edit. */
export const emailField = (edit, name, label) =>
  textField(edit, name, { label, type: 'email', dir: 'ltr', maxlength: undefined });

/** A number of an edit: a number once one is typed, else ''. */
export const numberField = (edit, name, { label, hint }) =>
  field(edit.form, {
    name,
    label,
    hint,
    control: textControl({
      type: 'number',
      inputmode: 'numeric',
      class: 'short',
      value: String(edit.get(name)),
      onInput: (value) => edit.set(name)(value === '' ? '' : Number(value)),
    }),
  });

/** A choice of an edit; '' stands for null. options: [[value, label]]. */
export const choiceField = (edit, name, { label, hint, options, nullable = false }) =>
  field(edit.form, {
    name,
    label,
    hint,
    control: selectControl({
      value: nullable ? (edit.get(name) ?? '') : edit.get(name),
      options,
      onInput: nullable ? (value) => edit.set(name)(value || null) : edit.set(name),
    }),
  });

/** A text of several lines of an edit. onInput: instead of edit.set(name). */
export const areaField = (edit, name, { label, hint, rows, maxlength, dir = 'auto', language, onInput }) =>
  field(edit.form, {
    name,
    label,
    hint,
    control: ({ id, described, invalid }) =>
      html`<textarea
        id=${id}
        rows=${rows}
        dir=${dir}
        lang=${language ?? nothing}
        maxlength=${maxlength}
        aria-describedby=${described}
        aria-invalid=${invalid}
        .value=${live(edit.get(name))}
        @input=${(event) => (onInput ?? edit.set(name))(event.target.value)}></textarea>`,
  });

/** Insert text where the cursor of a box is. write(value): take the new text; else the page's edit does. */
export function insertInto(page, box, text, write = page.edit.set(box.id)) {
  const { selectionStart: from, selectionEnd: to, value } = box;
  write(value.slice(0, from) + text + value.slice(to));
  page.updateComplete.then(() => {
    box.focus();
    box.setSelectionRange(from + text.length, from + text.length);
  });
}

/**
 * A page around one form: it loads what is edited, saves or creates it, shows errors and conflicts, and keeps what was
 * typed. A page says startTitle, options() (of its Edit), fetch() (which calls take()) and its fields, and overrides
 * below what differs.
 */
export class EditPage extends Page {
  edit = null;
  load = new Load(() => this.fetch());

  connectedCallback() {
    super.connectedCallback();
    setTitle(this.startTitle);
    this.start();
  }

  start() {
    this.begin();
    this.load.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.edit?.close();
  }

  /** Edit the thing that options() names; called again when the page shows another. */
  begin() {
    this.edit?.close();
    this.edit = new Edit(this, this.options());
  }

  /** Edit this version. Answers it. */
  take(thing, version = thing.version) {
    return this.edit.open(thing, version);
  }

  /** Show the version that the desk has answered. */
  showVersion(thing) {
    this.load.value.value = this.take(thing);
  }

  submit = (event) =>
    this.edit.form.submit(event, {
      check: () => this.check(),
      send: () => this.send(),
      explain: (error) => this.explain(error),
      done: (answer) => this.done(answer),
    });

  /** What is missing or wrong, as [{ field, text }]. */
  check() {
    return [];
  }

  send() {
    return this.edit.save();
  }

  explain(error) {
    return this.edit.explain(error);
  }

  /** The form around its fields. before: what stands above the errors · end: what stands in the place of Save. */
  formAround(fields, { panel = true, before = nothing, end = saveRow(this.edit) } = {}) {
    return html`<form class=${panel ? 'form panel' : 'form'} @submit=${this.submit} novalidate>
      ${before}${errorSummary(this.edit.form)}${conflictsOf(this.edit, () => this.submit())} ${fields}${end}
    </form>`;
  }

  /** The end of a form that creates something. */
  createRow(label, rowClass = 'row form-end') {
    return html`<div class=${rowClass}>${submitButton(this.edit.form, label, t('saving'))}</div>`;
  }
}
