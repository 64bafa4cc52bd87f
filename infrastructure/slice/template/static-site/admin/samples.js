// Samples: a list that comes page by page, and a form to add one.
import { html, repeat } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { field, textControl } from '../parts/form.js';
import { empty, icon, shown, toast } from '../parts/basics.js';
import { Edit } from './edit.js';
import { PagedLoad, ask, pageHead } from './shared.js';

class SamplesPage extends Page {
  samples = new PagedLoad((cursor) => `/samples${cursor ? `?cursor=${cursor}` : ''}`);

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('section-samples'));
    this.samples.run();
  }

  #add = async () => {
    const edit = new Edit(this, { name: 'new-sample', path: '/samples', plain: ({ name }) => ({ name }) });
    edit.open({ name: '' });
    const done = await ask({
      title: t('sample-add'),
      button: t('sample-add'),
      check: () => (edit.get('name').trim() ? [] : [{ field: 'sample-name', text: t('name-needed') }]),
      send: () => edit.create(edit.all),
      explain: edit.explain,
      body: (form) => {
        edit.host = form.host;
        return field(form, {
          name: 'sample-name',
          label: t('person-name'),
          control: textControl({
            value: edit.get('name'),
            dir: 'auto',
            maxlength: 100,
            autocomplete: 'off',
            onInput: edit.set('name'),
          }),
        });
      },
    });
    edit.close();
    if (!done) return;
    await this.samples.run();
    toast(t('sample-added'));
  };

  #row({ name }) {
    return html`<li class="thing-row">
      <span class="thing-name"><bdi class="strong">${name}</bdi></span>
    </li>`;
  }

  render() {
    const button = html`<button type="button" class="primary" @click=${this.#add}>
      ${icon('plus', 'small')}${t('sample-add')}
    </button>`;
    return html`${pageHead({
      title: t('section-samples'),
      under: html`<p class="hint">${t('samples-about')}</p>`,
      actions: button,
    })}
    ${shown(this.samples, (items) =>
      items.length
        ? html`<ul class="rows">
            ${repeat(
              items,
              ({ id }) => id,
              (each) => this.#row(each),
            )}
          </ul>`
        : empty({ name: 'bookmark', title: t('samples-none'), text: t('samples-none-text') }),
    )}
    ${this.samples.button()}`;
  }
}
customElements.define('samples-page', SamplesPage);
