// For leads: the reconciliation of incoming mails, and the blocklist.
import { html, nothing } from '../vendor/lit.js';
import { Load, api, get } from '../lib/api.js';
import { number, t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { day } from '../lib/time.js';
import { callout, shown, toast } from '../parts/basics.js';
import { field } from '../parts/form.js';
import { tabs } from './inbox.js';
import { EditPage } from './edit-page.js';
import { pageHead, sentence } from './shared.js';

const COUNTED = [
  ['raw', 'inbox-raw'],
  ['tickets', 'inbox-tickets'],
  ['messages', 'inbox-messages'],
  ['quarantined', 'inbox-quarantined'],
  ['duplicates', 'inbox-duplicates'],
  ['gap', 'inbox-gap'],
];

class MailReport extends Page {
  report = new Load(() => get('/mail/reconciliation?days=14'));

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('inbox-report'));
    this.report.run();
  }

  #state({ gap, stuck, in_transit: coming }) {
    if (gap) {
      return callout(
        'failed',
        html`<p>
          ${t('inbox-gap-text', { n: gap })}${stuck ? html` ${t('inbox-stuck-text', { n: stuck })}` : nothing}
        </p>`,
      );
    }
    return callout(
      'done',
      html`<p>${t('inbox-no-gap')}${coming ? html` ${t('inbox-coming', { n: coming })}` : nothing}</p>`,
    );
  }

  #sum(days, name) {
    return number(days.reduce((sum, each) => sum + each[name], 0));
  }

  render() {
    return html`${tabs('report')}${pageHead({
      title: t('inbox-report'),
      under: html`<p class="hint">${t('inbox-report-about')}</p>`,
    })}
    ${shown(
      this.report,
      (report) =>
        html`${this.#state(report)}
          <div class="scrolls" tabindex="0" role="region" aria-label=${t('inbox-report')}>
            <table class="numbers">
              <thead>
                <tr>
                  <th scope="col">${t('inbox-day')}</th>
                  ${COUNTED.map(([, text]) => html`<th scope="col">${t(text)}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${report.days.map(
                  (each) =>
                    html`<tr>
                      <th scope="row">${day(`${each.day}T12:00:00Z`)}</th>
                      ${COUNTED.map(([name]) => html`<td>${number(each[name])}</td>`)}
                    </tr>`,
                )}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row">${t('inbox-sum')}</th>
                  ${COUNTED.map(([name]) => html`<td>${this.#sum(report.days, name)}</td>`)}
                </tr>
              </tfoot>
            </table>
          </div>`,
    )}`;
  }
}
customElements.define('mail-report', MailReport);

class BlocklistPage extends EditPage {
  get startTitle() {
    return t('inbox-blocklist');
  }

  options() {
    return {
      name: 'blocklist',
      path: '/mail/blocklist',
      plain: ({ entries }) => ({ entries: entries.join('\n') }),
      labels: { entries: t('inbox-blocklist') },
    };
  }

  async fetch() {
    return this.take(await get('/mail/blocklist'));
  }

  /** The whole list, even if nothing differs: the desk answers it sorted. */
  send() {
    const entries = this.edit
      .get('entries')
      .split('\n')
      .map((each) => each.trim())
      .filter(Boolean);
    return api('/mail/blocklist', { method: 'PUT', version: this.edit.version, body: { entries } });
  }

  explain(error) {
    if (error.status === 412) {
      this.load.run();
      return [{ field: '', text: t('conflict-summary') }];
    }
    if (!error.errors.length) return null;
    return [
      { field: 'entries', text: sentence({ problem: { detail: error.errors[0].detail } }, t('inbox-blocklist-wrong')) },
    ];
  }

  async done() {
    this.edit.forget();
    await this.load.run();
    toast(t('inbox-blocklist-saved'));
  }

  #area = ({ id, described, invalid }) =>
    html`<textarea
      id=${id}
      rows="10"
      dir="ltr"
      autocomplete="off"
      spellcheck="false"
      aria-describedby=${described}
      aria-invalid=${invalid}
      .value=${this.edit.get('entries')}
      @input=${(event) => this.edit.set('entries')(event.target.value)}></textarea>`;

  render() {
    return html`${tabs('blocklist')}${pageHead({ title: t('inbox-blocklist') })}
    ${shown(this.load, () =>
      this.formAround(
        field(this.edit.form, {
          name: 'entries',
          label: t('inbox-blocklist-label'),
          hint: t('inbox-blocklist-hint'),
          control: this.#area,
        }),
      ),
    )}`;
  }
}
customElements.define('blocklist-page', BlocklistPage);
