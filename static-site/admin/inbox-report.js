// For leads: the reconciliation of incoming mails, and the blocklist.
import { html, nothing } from '../vendor/lit.js';
import { Load, api, get } from '../lib/api.js';
import { number, t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { day } from '../lib/time.js';
import { callout, shown, toast } from '../parts/basics.js';
import { errorSummary, field } from '../parts/form.js';
import { tabs } from './inbox.js';
import { Edit, pageHead, sentence } from './shared.js';

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

const lines = (entries) => entries.join('\n');

class BlocklistPage extends Page {
  edit = new Edit(this, {
    name: 'blocklist',
    path: '/mail/blocklist',
    plain: ({ entries }) => ({ entries: lines(entries) }),
    labels: { entries: t('inbox-blocklist') },
  });

  blocklist = new Load(async () => {
    const found = await get('/mail/blocklist');
    this.version = found.version;
    this.edit.open(found, found.version);
    return found;
  });

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('inbox-blocklist'));
    this.blocklist.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.edit.close();
  }

  submit = (event) =>
    this.edit.form.submit(event, {
      check: () => [],
      send: () =>
        api('/mail/blocklist', {
          method: 'PUT',
          version: this.version,
          body: {
            entries: this.edit
              .get('entries')
              .split('\n')
              .map((each) => each.trim())
              .filter(Boolean),
          },
        }),
      explain: (error) => {
        if (error.status === 412) {
          this.blocklist.run();
          return [{ field: '', text: t('conflict-summary') }];
        }
        return error.errors.length
          ? [
              {
                field: 'entries',
                text: sentence({ problem: { detail: error.errors[0].detail } }, t('inbox-blocklist-wrong')),
              },
            ]
          : null;
      },
      done: async () => {
        this.edit.forget();
        await this.blocklist.run();
        toast(t('inbox-blocklist-saved'));
      },
    });

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
    const { edit } = this;
    return html`${tabs('blocklist')}${pageHead({ title: t('inbox-blocklist') })}
    ${shown(
      this.blocklist,
      () =>
        html`<form class="form panel" @submit=${this.submit} novalidate>
          ${errorSummary(edit.form)}
          ${field(edit.form, {
            name: 'entries',
            label: t('inbox-blocklist-label'),
            hint: t('inbox-blocklist-hint'),
            control: this.#area,
          })}${edit.end()}
        </form>`,
    )}`;
  }
}
customElements.define('blocklist-page', BlocklistPage);
