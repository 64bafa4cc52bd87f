// Saved replies: one's own, and those that are shared.
import { html, nothing, repeat, signal } from '../vendor/lit.js';
import { Load, get } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { empty, icon, shown } from '../parts/basics.js';
import { isLead, languageName, pageHead } from './shared.js';

const SHOW_TEXTS = { all: 'tab-all', own: 'replies-own', shared: 'replies-shared' };
const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

class RepliesPage extends Page {
  show = signal('all');
  searchText = signal('');
  replies = new Load(async () => (await get('/saved-replies')).items);

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('section-replies'));
    this.replies.run();
  }

  #row(reply) {
    const whose = reply.shared
      ? reply.team
        ? t('reply-for-team', { name: reply.team.name })
        : t('reply-for-all')
      : t('reply-own');
    return html`<li>
      <a class="person-row" href="/console/admin/replies/${reply.id}"
        ><span class="person-name"
          ><bdi class="strong">${reply.name}</bdi><span class="muted clip" dir="auto">${reply.preview}</span></span
        >
        <span class="person-end"
          ><span class="muted small">${whose}</span
          >${reply.language ? html`<span class="muted small">${languageName(reply.language)}</span>` : nothing}${
            reply.may_change
              ? nothing
              : html`<span class="muted small row">${icon('lock', 'small')}${t('read-only')}</span>`
          }</span
        ></a
      >
    </li>`;
  }

  #rows(items) {
    if (!items.length) {
      return empty({
        name: 'book-text',
        title: t('replies-none'),
        text: t(isLead() ? 'replies-none-lead' : 'replies-none-text'),
        actions: html`<a class="button primary" href="/console/admin/replies/new">${t('reply-add')}</a>`,
      });
    }
    const query = plain(this.searchText.value.trim());
    const found = items.filter(
      ({ shared, name, preview }) =>
        (this.show.value === 'all' || (this.show.value === 'shared') === shared) &&
        (!query || plain(`${name} ${preview}`).includes(query)),
    );
    return html`<div class="row admin-filters">
        <div class="choice" role="group" aria-label=${t('replies-which')}>
          ${Object.entries(SHOW_TEXTS).map(
            ([name, text]) =>
              html`<button
                type="button"
                aria-pressed=${String(this.show.value === name)}
                @click=${() => {
                  this.show.value = name;
                }}>
                ${t(text)}
              </button>`,
          )}
        </div>
        <label class="find"
          >${icon('search', 'small')}<span class="vh">${t('saved-replies-find')}</span
          ><input
            type="search"
            autocomplete="off"
            placeholder=${t('saved-replies-find')}
            @input=${(event) => {
              this.searchText.value = event.target.value;
            }}
        /></label>
      </div>
      ${
        found.length
          ? html`<ul class="rows">
              ${repeat(
                found,
                ({ id }) => id,
                (reply) => this.#row(reply),
              )}
            </ul>`
          : empty({ name: 'search', title: t('none-found'), text: t('replies-none-found') })
      }`;
  }

  render() {
    return html`${pageHead({
      title: t('section-replies'),
      under: html`<p class="hint">${t('replies-about')}</p>`,
      actions: html`<a class="button primary" href="/console/admin/replies/new"
        >${icon('plus', 'small')}${t('reply-add')}</a
      >`,
    })}
    ${shown(this.replies, (items) => this.#rows(items))}`;
  }
}
customElements.define('replies-page', RepliesPage);
