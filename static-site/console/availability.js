// The switch in the header: whether the desk gives me tickets, until when, and how many I have in hand.
import { html, nothing } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { Page, announce } from '../lib/page.js';
import { now, when } from '../lib/time.js';
import { icon, problemText, toast } from '../parts/basics.js';
import { availability, setAvailability } from './state.js';

const STATE_TEXTS = { online: 'state-online', away: 'state-away', offline: 'state-offline' };
const MEANING_TEXTS = { online: 'state-online-means', away: 'state-away-means', offline: 'state-offline-means' };
const HOURS = [1, 2, 4, 8];

/** What is in force now: who was online until a time that has passed is not any more. */
function inForce({ state, until }) {
  return state === 'online' && until && Date.parse(until) <= now.value ? 'offline' : state;
}

class AvailabilitySwitch extends Page {
  #set = async (state, until) => {
    try {
      await setAvailability(state, until);
      announce(t('state-now', { state: t(STATE_TEXTS[state]) }));
    } catch (error) {
      toast(t('state-failed', { problem: problemText(error) }));
    }
  };

  #until = (event) => {
    const hours = Number(event.target.value);
    this.#set('online', hours ? new Date(now.value + hours * 3_600_000).toISOString() : null);
  };

  #choice(state) {
    return html`<div class="choice" role="group" aria-label=${t('availability')}>
      ${Object.keys(STATE_TEXTS).map(
        (name) =>
          html` <button type="button" aria-pressed=${String(name === state)} @click=${() => this.#set(name)}>
            <span class="presence ${name}"></span>${t(STATE_TEXTS[name])}
          </button>`,
      )}
    </div>`;
  }

  #end({ until }) {
    return html`<label class="menu-label" for="online-until">${t('online-until')}</label>
      <select id="online-until" @change=${this.#until}>
        <option value="" .selected=${!until}>${t('online-until-changed')}</option>
        ${until ? html`<option value="kept" disabled .selected=${true}>${t('online-until-set')}</option>` : nothing}
        ${HOURS.map((hours) => html`<option value=${hours}>${t('online-hours', { hours })}</option>`)}
      </select>
      ${until ? html`<p class="hint">${t('online-ends')} ${when(until)}</p>` : nothing}`;
  }

  render() {
    const mine = availability.value;
    if (!mine) return nothing;
    const state = inForce(mine);
    return html`<details class="menu availability">
      <summary>
        <span class="presence ${state}"></span><span class="vh">${t('availability')}:</span
        ><span>${t(STATE_TEXTS[state])}</span>
        <span class="load">${t('load', { load: mine.load, cap: mine.cap })}</span>${icon('chevron-down', 'small')}
      </summary>
      <div class="menu-body">
        ${this.#choice(state)}
        <p class="hint">${t(MEANING_TEXTS[state])}</p>
        ${state === 'online' ? this.#end(mine) : nothing}
        <hr />
        <a
          class="item"
          href="/console/agents/me"
          @click=${(event) => {
            event.currentTarget.closest('details').open = false;
          }}
          >${icon('calendar')}${t('out-of-office')}</a
        >
      </div>
    </details>`;
  }
}
customElements.define('availability-switch', AvailabilitySwitch);
