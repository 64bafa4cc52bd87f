// One category and its form: which things are asked for, in which order, by whom they are seen; with a preview beside
// it.
import { html, nothing, repeat } from '../vendor/lit.js';
import { Load, get } from '../lib/api.js';
import { errorSummary, field, selectControl, submitButton } from '../parts/form.js';
import { LANGUAGES, directionOf, list, t } from '../lib/i18n.js';
import { Page, announce, setTitle } from '../lib/page.js';
import { empty, icon, shown, toast } from '../parts/basics.js';
import { go } from '../console/state.js';
import { formPreview } from './preview.js';
import { Edit, check, named, pageHead } from './shared.js';

const KIND_TEXTS = {
  text: 'kind-text',
  choice: 'kind-choice',
  number: 'kind-number',
  date: 'kind-date',
  checkbox: 'kind-checkbox',
};
const MAX_FIELDS = 30;
let fresh = 0;

/** An id made of a name, which no other has. */
function idOf(name, taken, base) {
  const plain =
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^[^a-z]+|_+$/g, '')
      .slice(0, 34) || base;
  let id = plain;
  for (let n = 2; taken.includes(id); n += 1) id = `${plain}_${n}`;
  return id;
}

/** The fields as the desk takes them: what is new gets an id; empty names of further languages are left out. */
function asSent(fields) {
  const taken = fields.map(({ id }) => id).filter(Boolean);
  const names = (each) =>
    Object.fromEntries(
      Object.entries(each.names)
        .map(([code, name]) => [code, name.trim()])
        .filter(([, name]) => name),
    );
  return fields.map(({ id, kind, required, for_customers: open, options, ...each }) => {
    const known = id || idOf(each.names.en, taken, 'field');
    if (!id) taken.push(known);
    const used = options.map((option) => option.id).filter(Boolean);
    return {
      id: known,
      kind,
      names: names(each),
      required,
      for_customers: open,
      options:
        kind === 'choice'
          ? options.map((option) => {
              const own = option.id || idOf(option.names.en, used, 'option');
              if (!option.id) used.push(own);
              return { id: own, names: names(option) };
            })
          : [],
    };
  });
}

class CategoryPage extends Page {
  static properties = { category: {} };

  load = new Load(async () => {
    const [categories, teams] = await Promise.all([get('/ticket-categories'), get('/teams')]);
    this.teams = teams.items;
    const known = this.isNew
      ? { names: { en: '' }, team: teams.items.find((team) => team.default)?.id ?? teams.items[0].id, fields: [] }
      : categories.items.find(({ id }) => id === this.category);
    if (!known) return 'missing';
    this.known = new Set(known.fields.map(({ id }) => id));
    this.edit.open(known, categories.version);
    setTitle(this.isNew ? t('category-add') : known.name);
    return known;
  });

  get isNew() {
    return this.category === 'new';
  }

  connectedCallback() {
    super.connectedCallback();
    this.edit = new Edit(this, {
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
    });
    this.load.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.edit.close();
  }

  get fields() {
    return this.edit.get('fields');
  }

  #set(at, changes) {
    this.edit.set('fields')(this.fields.map((each, n) => (n === at ? { ...each, ...changes } : each)));
  }

  async #add() {
    fresh += 1;
    this.edit.set('fields')([
      ...this.fields,
      {
        id: '',
        fresh: `${Date.now()}-${fresh}`,
        kind: 'text',
        names: { en: '' },
        required: false,
        for_customers: true,
        options: [],
      },
    ]);
    await this.updateComplete;
    this.querySelector(`#field-${this.fields.length - 1}-en`)?.focus();
  }

  async #move(at, by) {
    const fields = [...this.fields];
    const [moved] = fields.splice(at, 1);
    fields.splice(at + by, 0, moved);
    this.edit.set('fields')(fields);
    announce(t('moved-to', { name: named(moved.names), n: at + by + 1 }));
    await this.updateComplete;
    this.querySelector(`#field-${at + by} .${by < 0 ? 'up' : 'down'}:not([disabled])`)?.focus();
  }

  async #drop(at) {
    const name = named(this.fields[at].names);
    this.edit.set('fields')(this.fields.filter((_, n) => n !== at));
    announce(t('field-dropped', { name }));
    await this.updateComplete;
    this.querySelector('#add-field')?.focus();
  }

  #check() {
    const wrong = this.edit.get('names').en?.trim() ? [] : [{ field: 'name-en', text: t('name-needed-en') }];
    this.fields.forEach((each, at) => {
      if (!each.names.en?.trim()) wrong.push({ field: `field-${at}-en`, text: t('field-name-needed', { n: at + 1 }) });
      if (each.kind === 'choice' && !each.options.some((option) => option.names.en?.trim())) {
        wrong.push({ field: `field-${at}-add`, text: t('field-options-needed', { n: at + 1 }) });
      } else if (each.kind === 'choice' && each.options.some((option) => !option.names.en?.trim())) {
        wrong.push({ field: `field-${at}-add`, text: t('field-option-empty', { n: at + 1 }) });
      }
    });
    return wrong;
  }

  #body = ({ names, fields, ...others }) => ({
    ...others,
    ...(fields ? { fields: asSent(fields) } : {}),
    ...(names
      ? {
          names: Object.fromEntries(
            Object.entries(names)
              .map(([code, name]) => [code, name.trim()])
              .filter(([, name]) => name),
          ),
        }
      : {}),
  });

  submit = (event) =>
    this.edit.form.submit(event, {
      check: () => this.#check(),
      send: () => (this.isNew ? this.edit.create(this.#body(this.edit.all)) : this.edit.save(this.#body)),
      explain: this.edit.explain,
      done: async (category) => {
        if (category) toast(t(this.isNew ? 'category-added' : 'category-changed'));
        if (this.isNew) go('/console/admin/categories', { replace: true });
        else await this.load.run();
      },
    });

  /** One name in every language. */
  #names(names, prefix, label, change) {
    return html`<div class="pair">
      ${Object.entries(LANGUAGES).map(([code, language]) =>
        field(this.edit.form, {
          name: `${prefix}-${code}`,
          label: html`${label} <span class="optional">(${language})</span>`,
          optional: false,
          control: ({ id, described, invalid }) =>
            html`<input
              id=${id}
              lang=${code}
              dir=${directionOf(code)}
              maxlength="200"
              autocomplete="off"
              .value=${names[code] ?? ''}
              aria-describedby=${described}
              aria-invalid=${invalid}
              @input=${(event) => change({ ...names, [code]: event.target.value })} />`,
        }),
      )}
    </div>`;
  }

  #options(each, at) {
    const change = (options) => this.#set(at, { options });
    return html`<div class="options">
      <p class="field-label">${t('options')}</p>
      ${each.options.map(
        (option, n) =>
          html`<div class="option">
            ${Object.entries(LANGUAGES).map(
              ([code, language]) =>
                html`<input
                  id="field-${at}-option-${n}-${code}"
                  lang=${code}
                  dir=${directionOf(code)}
                  maxlength="200"
                  autocomplete="off"
                  placeholder=${language}
                  aria-label=${t('option-in', { n: n + 1, language })}
                  .value=${option.names[code] ?? ''}
                  @input=${(event) =>
                    change(
                      each.options.map((other, m) =>
                        m === n ? { ...other, names: { ...other.names, [code]: event.target.value } } : other,
                      ),
                    )} />`,
            )}
            <button
              type="button"
              class="quiet icon-only"
              aria-label=${t('option-remove', { n: n + 1 })}
              @click=${() => change(each.options.filter((_, m) => m !== n))}>
              ${icon('x', 'small')}
            </button>
          </div>`,
      )}
      <button
        type="button"
        class="quiet"
        id="field-${at}-add"
        @click=${async () => {
          change([...each.options, { id: '', names: { en: '' } }]);
          await this.updateComplete;
          this.querySelector(`#field-${at}-option-${each.options.length}-en`)?.focus();
        }}>
        ${icon('plus', 'small')}${t('option-add')}
      </button>
    </div>`;
  }

  #field(each, at) {
    const name = named(each.names) || t('field-number', { n: at + 1 });
    const locked = this.known.has(each.id);
    return html`<fieldset class="field-card" id="field-${at}">
      <legend class="vh">${name}</legend>
      <div class="field-card-head">
        <span class="muted small">${at + 1}</span><bdi class="strong">${name}</bdi
        ><span class="moves">
          <button
            type="button"
            class="quiet icon-only up"
            aria-label=${t('move-up', { name })}
            ?disabled=${at === 0}
            @click=${() => this.#move(at, -1)}>
            ${icon('chevron-down', 'small')}
          </button>
          <button
            type="button"
            class="quiet icon-only down"
            aria-label=${t('move-down', { name })}
            ?disabled=${at === this.fields.length - 1}
            @click=${() => this.#move(at, 1)}>
            ${icon('chevron-down', 'small')}
          </button>
          <button
            type="button"
            class="quiet icon-only"
            aria-label=${t('field-drop', { name })}
            @click=${() => this.#drop(at)}>
            ${icon('trash-2', 'small')}
          </button></span
        >
      </div>
      ${this.#names(each.names, `field-${at}`, t('field-label'), (names) => this.#set(at, { names }))}
      <div class="field">
        <label for="field-${at}-kind">${t('kind')}</label
        ><select
          id="field-${at}-kind"
          ?disabled=${locked}
          @change=${(event) =>
            this.#set(at, {
              kind: event.target.value,
              options: event.target.value === 'choice' ? [{ id: '', names: { en: '' } }] : [],
            })}>
          ${Object.entries(KIND_TEXTS).map(
            ([kind, text]) => html`<option value=${kind} ?selected=${kind === each.kind}>${t(text)}</option>`,
          )}</select
        >${locked ? html`<p class="hint">${t('kind-locked')}</p>` : nothing}
      </div>
      ${each.kind === 'choice' ? this.#options(each, at) : nothing}
      <div class="row">
        ${check(t('field-required'), each.required, (required) => this.#set(at, { required }))}${check(
          t('field-for-customers'),
          each.for_customers,
          (open) => this.#set(at, { for_customers: open }),
        )}
      </div>
    </fieldset>`;
  }

  #page() {
    const { edit } = this;
    return html`<div class="two wide-first">
      <form class="form" @submit=${this.submit} novalidate>
        ${errorSummary(edit.form)}${edit.showConflicts(() => this.submit())}
        <div class="panel form">
          ${this.#names(edit.get('names'), 'name', t('category-name'), edit.set('names'))}
          ${field(edit.form, {
            name: 'team',
            label: t('category-team'),
            hint: t('category-team-hint'),
            control: selectControl({
              value: edit.get('team'),
              options: this.teams.map(({ id, name }) => [id, name]),
              onInput: edit.set('team'),
            }),
          })}
        </div>
        <section class="panel stack" id="fields" tabindex="-1" aria-labelledby="fields-title">
          <h2 id="fields-title">${t('form')}</h2>
          <p class="hint">${t('form-hint')}</p>
          ${repeat(
            this.fields,
            (each) => each.id || each.fresh,
            (each, at) => this.#field(each, at),
          )}
          ${
            this.fields.length < MAX_FIELDS
              ? html`<button type="button" id="add-field" @click=${() => this.#add()}>
                  ${icon('plus', 'small')}${t('field-add')}
                </button>`
              : nothing
          }
        </section>
        ${
          this.isNew
            ? html`<div class="row form-end">${submitButton(edit.form, t('category-add'), t('saving'))}</div>`
            : edit.end()
        }
      </form>
      <section class="panel stack preview" aria-labelledby="preview-title">
        <h2 id="preview-title">${t('preview')}</h2>
        <p class="hint">${t('preview-form-hint')}</p>
        ${formPreview(this.fields)}
      </section>
    </div>`;
  }

  render() {
    const known = this.load.value.value;
    const title = this.isNew ? t('category-add') : (known?.name ?? t('category'));
    return html`${pageHead({ title, back: ['/console/admin/categories', t('section-categories')] })}
    ${shown(this.load, (category) =>
      category === 'missing'
        ? empty({ name: 'search', title: t('missing-title'), text: t('category-gone') })
        : this.#page(),
    )}`;
  }
}
customElements.define('category-page', CategoryPage);
