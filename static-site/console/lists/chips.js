// What narrows the list, one chip for each value: to remove one, to save them as a view, or to clear all.
import { html, nothing } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';
import { Page } from '../../lib/page.js';
import { callout, icon } from '../../parts/basics.js';
import { asked } from '../queue.js';
import { go } from '../state.js';
import { newView, saveView } from './editor.js';
import { MEMBERS, addressWith, learnNames, memberText, savedOf, shownBy, valueText } from './naming.js';

/** <filter-chips>: of the list at this address. */
class FilterChips extends Page {
  static properties = { address: {} };

  willUpdate() {
    learnNames(shownBy(this.address).filter);
  }

  async #without(member, value) {
    const { filter, sort, order } = shownBy(this.address);
    const rest = { ...filter, [member]: filter[member].filter((each) => each !== value) };
    const { view } = asked(this.address);
    if (view.startsWith('views/')) {
      go(addressWith('all', { filter: rest, sort, order }));
      return;
    } // another list, with a heading of its own
    go(addressWith(view, { filter: rest, sort, order }), { replace: true });
    await this.updateComplete;
    (this.querySelector('button') ?? document.querySelector('.list-filters .by'))?.focus();
  }

  render() {
    const { filter, fixed } = shownBy(this.address);
    const { tab, filter: typed, statuses, sort, order } = asked(this.address);
    const saved = savedOf(this.address);
    const chips = MEMBERS.filter((member) => !fixed.includes(member) && !(member === 'status' && tab)).flatMap(
      (member) => (filter[member] ?? []).map((value) => [member, value, valueText(member, value)]),
    );
    const changed = saved && (Object.keys(typed).length > 0 || statuses.length > 0 || sort || order);
    return html`<div class="chips">
        ${
          chips.length
            ? html`<ul aria-label=${t('filter')}>
                ${chips.map(
                  ([member, value, text]) =>
                    html`<li class="tag">
                      <span>${memberText(member)}: <bdi>${text}</bdi></span>
                      <button
                        type="button"
                        aria-label=${t('filter-remove', { what: `${memberText(member)}: ${text}` })}
                        @click=${() => this.#without(member, value)}>
                        ${icon('x', 'small')}
                      </button>
                    </li>`,
                )}
              </ul>`
            : saved
              ? html`<p class="muted small">${t('view-finds-all')}</p>`
              : nothing
        }
        ${
          changed && saved.mine
            ? html`<button type="button" class="link" @click=${() => saveView(saved, this.address)}>
                ${t('view-save')}
              </button>`
            : nothing
        }
        ${
          saved && !changed
            ? nothing
            : html`<button type="button" class="link" @click=${() => newView(this.address)}>
                ${t('view-save-as')}
              </button>`
        }
        ${saved && changed ? html`<a href=${`/console/views/${saved.id}`}>${t('view-as-saved')}</a>` : nothing}
      </div>
      ${
        saved?.missing.length
          ? callout(
              'warn',
              html`<p>
                ${t('view-missing', {
                  what: saved.missing.map(({ member, value }) => `${memberText(member)} “${value}”`).join(', '),
                })}
              </p>`,
            )
          : nothing
      }`;
  }
}
customElements.define('filter-chips', FilterChips);
