// One category and its form: which things are asked for, in which order, by whom they are seen; with a preview beside
// it.
import { html, nothing, repeat } from '../vendor/lit.js';
import { get } from '../lib/api.js';
import { list, t } from '../lib/i18n.js';
import { announce, setTitle } from '../lib/page.js';
import { empty, icon, shown, toast } from '../parts/basics.js';
import { go } from '../console/state.js';
import { MAX_FIELDS, asSent, changedAt, movedBy, newField, withoutItemAt, wrongIn } from './category-fields.js';
import { fieldCard, nameFields } from './category-form.js';
import { EditPage, choiceField } from './edit-page.js';
import { formPreview } from './preview.js';
import { named, pageHead } from './shared.js';

const LIST = '/console/admin/categories';

class CategoryPage extends EditPage {
  static properties = { category: {} };

  get isNew() {
    return this.category === 'new';
  }

  get startTitle() {
    return this.isNew ? t('category-add') : t('category');
  }

  options() {
    return {
      name: `category-${this.category}`,
      path: this.isNew ? '/ticket-categories' : `/ticket-categories/${encodeURIComponent(this.category)}`,
      of: (problem) => problem.category,
      plain: ({ names, team, fields }) => ({ names, team, fields }),
      labels: { names: t('category-name'), team: t('team'), fields: t('form') },
      formats: {
        names: named,
        team: (id) => this.teams.find((team) => team.id === id)?.name ?? id,
        fields: (fields) => list(fields.map((each) => named(each.names))) || '–',
      },
    };
  }

  async fetch() {
    const [categories, teams] = await Promise.all([get('/ticket-categories'), get('/teams')]);
    this.teams = teams.items;
    const known = this.isNew
      ? { names: { en: '' }, team: teams.items.find((team) => team.default)?.id ?? teams.items[0].id, fields: [] }
      : categories.items.find(({ id }) => id === this.category);
    if (!known) return 'missing';
    this.known = new Set(known.fields.map(({ id }) => id));
    setTitle(this.isNew ? t('category-add') : known.name);
    return this.take(known, categories.version);
  }

  get fields() {
    return this.edit.get('fields');
  }

  #setFields(fields) {
    this.edit.set('fields')(fields);
  }

  setField(at, changes) {
    this.#setFields(changedAt(this.fields, at, changes));
  }

  async #add() {
    this.#setFields([...this.fields, newField()]);
    await this.updateComplete;
    this.querySelector(`#field-${this.fields.length - 1}-en`)?.focus();
  }

  async move(at, by) {
    const name = named(this.fields[at].names);
    this.#setFields(movedBy(this.fields, at, by));
    announce(t('moved-to', { name, n: at + by + 1 }));
    await this.updateComplete;
    this.querySelector(`#field-${at + by} .${by < 0 ? 'up' : 'down'}:not([disabled])`)?.focus();
  }

  async drop(at) {
    const name = named(this.fields[at].names);
    this.#setFields(withoutItemAt(this.fields, at));
    announce(t('field-dropped', { name }));
    await this.updateComplete;
    this.querySelector('#add-field')?.focus();
  }

  check() {
    return wrongIn(this.edit.all);
  }

  send() {
    return this.isNew ? this.edit.create(asSent(this.edit.all)) : this.edit.save(asSent);
  }

  async done(category) {
    if (category) toast(t(this.isNew ? 'category-added' : 'category-changed'));
    if (this.isNew) go(LIST, { replace: true });
    else await this.load.run();
  }

  #fields() {
    const { edit } = this;
    return html`<div class="panel form">
        ${nameFields(edit.form, {
          names: edit.get('names'),
          prefix: 'name',
          label: t('category-name'),
          change: edit.set('names'),
        })}
        ${choiceField(edit, 'team', {
          label: t('category-team'),
          hint: t('category-team-hint'),
          options: this.teams.map(({ id, name }) => [id, name]),
        })}
      </div>
      <section class="panel stack" id="fields" tabindex="-1" aria-labelledby="fields-title">
        <h2 id="fields-title">${t('form')}</h2>
        <p class="hint">${t('form-hint')}</p>
        ${repeat(
          this.fields,
          (each) => each.id || each.fresh,
          (each, at) => fieldCard(each, at, this),
        )}
        ${
          this.fields.length < MAX_FIELDS
            ? html`<button type="button" id="add-field" @click=${() => this.#add()}>
                ${icon('plus', 'small')}${t('field-add')}
              </button>`
            : nothing
        }
      </section>`;
  }

  #page() {
    const end = this.isNew ? this.createRow(t('category-add')) : undefined;
    return html`<div class="two wide-first">
      ${this.formAround(this.#fields(), { panel: false, end })}
      <section class="panel stack preview" aria-labelledby="preview-title">
        <h2 id="preview-title">${t('preview')}</h2>
        <p class="hint">${t('preview-form-hint')}</p>
        ${formPreview(this.fields)}
      </section>
    </div>`;
  }

  render() {
    const title = this.isNew ? t('category-add') : (this.load.value.value?.name ?? t('category'));
    return html`${pageHead({ title, back: [LIST, t('section-categories')] })}
    ${shown(this.load, (category) =>
      category === 'missing'
        ? empty({ name: 'search', title: t('missing-title'), text: t('category-gone') })
        : this.#page(),
    )}`;
  }
}
customElements.define('category-page', CategoryPage);
