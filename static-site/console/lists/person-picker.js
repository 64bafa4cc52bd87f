// The requester: a customer found by name or address, or a new one.
import { html, live, nothing, signal } from '../../vendor/lit.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { Page, announce } from '../../lib/page.js';
import { icon } from '../../parts/basics.js';

const PAUSE_MS = 250;
const MOST = 6;

/** <person-picker>: field { id, described, invalid } of the box · person { email, name, known } · changed(person). */
class PersonPicker extends Page {
  static properties = { field: { attribute: false }, person: { attribute: false }, changed: { attribute: false } };

  found = signal([]);
  open = signal(false);
  at = signal(-1);
  #timer = 0;

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  #typed = (event) => {
    const text = event.target.value;
    this.changed({ ...this.person, email: text, known: false });
    clearTimeout(this.#timer);
    if (text.trim().length < 2) {
      this.#close();
      return;
    }
    this.#timer = setTimeout(() => this.#find(text.trim()), PAUSE_MS);
  };

  async #find(q) {
    // what is typed can be sent without it
    const found = await get(`/search?${new URLSearchParams({ q, kind: 'people', limit: MOST })}`).catch(() => null);
    if (!found || !this.isConnected || this.querySelector('[role=combobox]')?.value.trim() !== q) return;
    this.found.value = found.items.filter(({ role }) => role === 'customer');
    this.at.value = -1;
    this.open.value = this.found.value.length > 0;
    announce(t('customers-found', { n: this.found.value.length }));
  }

  #close() {
    this.open.value = false;
    this.at.value = -1;
  }

  async #take({ email, name }) {
    this.#close();
    this.changed({ email, name, known: true });
    this.requestUpdate();
    announce(t('customer-chosen', { name }));
    await this.updateComplete;
    this.querySelector('button')?.focus();
  }

  #keydown = (event) => {
    const { key } = event;
    const last = this.found.value.length - 1;
    if (key === 'Escape' && this.open.value) {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    }
    if (
      !this.found.value.length ||
      !['ArrowDown', 'ArrowUp', 'Enter'].includes(key) ||
      event.ctrlKey ||
      event.metaKey
    ) {
      return;
    }
    if (key === 'Enter') {
      if (!this.open.value || this.at.value < 0) return;
      event.preventDefault();
      this.#take(this.found.value[this.at.value]);
      return;
    }
    event.preventDefault();
    this.open.value = true;
    const next = this.at.value + (key === 'ArrowDown' ? 1 : -1);
    this.at.value = next < 0 ? last : next > last ? 0 : next;
  };

  #another = async () => {
    this.changed('');
    await this.updateComplete;
    this.querySelector('input')?.focus();
  };

  render() {
    const { id, described, invalid } = this.field;
    const { email, name, known } = this.person;
    if (known) {
      return html`<p class="person-chosen" id=${id} tabindex="-1">
        ${icon('user', 'small')}<span><bdi class="strong">${name}</bdi> <bdi class="muted">${email}</bdi></span>
        <button type="button" class="link" @click=${this.#another}>${t('customer-another')}</button>
      </p>`;
    }
    const list = `${id}-list`;
    const option = (each, at) =>
      html`<li
        role="option"
        id="${list}-${at}"
        aria-selected=${String(at === this.at.value)}
        @pointerdown=${(event) => {
          event.preventDefault();
          this.#take(each);
        }}>
        <bdi class="strong">${each.name}</bdi> <bdi class="muted">${each.email}</bdi>
      </li>`;
    return html`<div class="picker">
        <input
          id=${id}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded=${String(this.open.value)}
          aria-controls=${list}
          aria-activedescendant=${this.at.value >= 0 ? `${list}-${this.at.value}` : nothing}
          autocomplete="off"
          spellcheck="false"
          dir="auto"
          maxlength="254"
          .value=${live(email)}
          aria-describedby=${described}
          aria-invalid=${invalid}
          @input=${this.#typed}
          @keydown=${this.#keydown}
          @blur=${() => this.#close()} />
        <ul id=${list} role="listbox" aria-label=${t('customer')} ?hidden=${!this.open.value}>
          ${this.found.value.map(option)}
        </ul>
      </div>
      ${
        email.includes('@')
          ? html`<label class="field name-field" for="${id}-name"
              ><span>${t('customer-name')} <span class="optional">${t('optional')}</span></span>
              <input
                id="${id}-name"
                maxlength="100"
                autocomplete="off"
                dir="auto"
                .value=${live(name)}
                @input=${(event) => this.changed({ ...this.person, name: event.target.value })}
            /></label>`
          : nothing
      }`;
  }
}
customElements.define('person-picker', PersonPicker);
