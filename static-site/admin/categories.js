// What tickets can be about, in the order in which customers see it.
import { html, repeat, signal } from '../vendor/lit.js';
import { Load, api, get } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { Page, announce, setTitle } from '../lib/page.js';
import { icon, problemText, shown, toast } from '../parts/basics.js';
import { categories as known } from '../console/state.js';
import { askToDelete, pageHead } from './shared.js';

class CategoriesPage extends Page {
  teams = [];
  busy = signal(false);
  categories = new Load(async () => {
    const [categories, teams] = await Promise.all([get('/ticket-categories'), get('/teams')]);
    this.teams = teams.items;
    known.value = categories.items; // tickets show the name of their category
    return categories;
  });

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('section-categories'));
    this.categories.run();
  }

  async #move(category, by) {
    if (this.busy.value) return;
    const { items, version } = this.categories.value.value;
    const at = items.findIndex(({ id }) => id === category.id) + by;
    if (at < 0 || at >= items.length) return;
    this.busy.value = true;
    try {
      await api(`/ticket-categories/${category.id}`, { method: 'PATCH', body: { position: at }, version });
      announce(t('moved-to', { name: category.name, n: at + 1 }));
    } catch (error) {
      toast(problemText(error));
    }
    await this.categories.run();
    this.busy.value = false;
    await this.updateComplete;
    this.querySelector(`[data-id="${category.id}"] .${by < 0 ? 'up' : 'down'}`)?.focus();
  }

  #remove(category) {
    return askToDelete({
      title: t('category-remove-title', { name: category.name }),
      text: t('category-remove-text'),
      path: `/ticket-categories/${category.id}`,
      version: () => this.categories.value.value.version,
      changed: this.categories.run,
      inUse: t('category-only'),
      done: async () => {
        await this.categories.run();
        toast(t('category-removed', { name: category.name }));
        this.querySelector('h1').focus();
      },
    });
  }

  #row(category, at, most) {
    const team = this.teams.find(({ id }) => id === category.team)?.name ?? category.team;
    return html`<li class="thing-row" data-id=${category.id}>
      <span class="moves">
        <button
          type="button"
          class="quiet icon-only up"
          aria-label=${t('move-up', { name: category.name })}
          ?disabled=${at === 0}
          @click=${() => this.#move(category, -1)}>
          ${icon('chevron-down', 'small')}
        </button>
        <button
          type="button"
          class="quiet icon-only down"
          aria-label=${t('move-down', { name: category.name })}
          ?disabled=${at === most}
          @click=${() => this.#move(category, 1)}>
          ${icon('chevron-down', 'small')}
        </button></span
      >
      <span class="thing-name"
        ><a class="strong" href="/console/admin/categories/${category.id}"><bdi>${category.name}</bdi></a>
        <span class="muted small"><bdi>${team}</bdi> · ${t('fields-count', { n: category.fields.length })}</span></span
      >
      <button
        type="button"
        class="quiet"
        aria-label="${t('remove')}: ${category.name}"
        @click=${() => this.#remove(category)}>
        ${icon('trash-2', 'small')}${t('remove')}
      </button>
    </li>`;
  }

  render() {
    return html`${pageHead({
      title: t('section-categories'),
      under: html`<p class="hint">${t('categories-about')}</p>`,
      actions: html`<a class="button primary" href="/console/admin/categories/new"
        >${icon('plus', 'small')}${t('category-add')}</a
      >`,
    })}
    ${shown(
      this.categories,
      ({ items }) =>
        html`<ul class="rows">
          ${repeat(
            items,
            ({ id }) => id,
            (category, at) => this.#row(category, at, items.length - 1),
          )}
        </ul>`,
    )}`;
  }
}
customElements.define('categories-page', CategoriesPage);
