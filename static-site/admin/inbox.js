// Held emails: list them, preview one, release or dismiss it.
import { html, nothing, repeat, signal } from '../vendor/lit.js';
import { Load, get, post } from '../lib/api.js';
import { fileSize, t } from '../lib/i18n.js';
import { Page, announce, setTitle } from '../lib/page.js';
import { when } from '../lib/time.js';
import { callout, empty, icon, problemText, shown, toast } from '../parts/basics.js';
import { richText } from '../parts/timeline.js';
import { go, ticketAddress } from '../console/state.js';
import { PagedLoad, isLead, line, pageHead, sentence } from './shared.js';

const LIMIT = 30;
const REASON_TEXTS = {
  own: 'inbox-own',
  automatic: 'inbox-automatic',
  bounce: 'inbox-bounce',
  spam: 'inbox-spam',
  virus: 'inbox-virus',
  blocked: 'inbox-blocked',
  rate: 'inbox-rate',
  agent: 'inbox-agent',
  unreadable: 'inbox-unreadable',
  failed: 'inbox-failed',
};
const TABS = [
  ['', 'inbox', 'inbox-waiting'],
  ['report', 'list-checks', 'inbox-report'],
  ['blocklist', 'ban', 'inbox-blocklist'],
];

const reasonText = (reason) => (reason ? t(REASON_TEXTS[reason] ?? 'inbox-failed') : '');
const subjectOf = ({ subject }) => subject || t('inbox-no-subject');

/** The sender named in the mail, or a text that there is none. */
const writer = ({ sender }) =>
  sender.email
    ? html`<bdi>${sender.name || sender.email}</bdi
        >${sender.name ? html` <bdi class="muted">${sender.email}</bdi>` : nothing}`
    : t('inbox-no-sender');

/** The pages about mails, for those who see more than what waits. */
export const tabs = (here) =>
  isLead()
    ? html`<nav class="sections" aria-label=${t('nav-mail')}>
        <ul>
          ${TABS.map(
            ([name, sign, text]) =>
              html` <li>
                <a href="/console/mail${name && `/${name}`}" aria-current=${here === name ? 'page' : nothing}
                  >${icon(sign, 'small')}${t(text)}</a
                >
              </li>`,
          )}
        </ul>
      </nav>`
    : nothing;

class QuarantinePage extends Page {
  mails = new PagedLoad(
    (cursor) => `/mail/quarantine?limit=${LIMIT}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
  );

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('nav-mail'));
    this.mails.run();
  }
  #row(mail) {
    return html`<li>
      <a class="thing-row mail-row" href="/console/mail/${mail.id}"
        ><span class="thing-name"
          ><bdi class="strong">${subjectOf(mail)}</bdi><span class="muted small">${writer(mail)}</span></span
        >
        <span class="chip">${reasonText(mail.reason)}</span><span class="muted small">${when(mail.at)}</span></a
      >
    </li>`;
  }

  render() {
    return html`${tabs('')}${pageHead({ title: t('nav-mail'), under: html`<p class="hint">${t('inbox-about')}</p>` })}
    ${shown(this.mails, (items) =>
      items.length
        ? html`<ul class="rows">
              ${repeat(
                items,
                ({ id }) => id,
                (mail) => this.#row(mail),
              )}
            </ul>
            ${this.mails.button()}`
        : empty({ name: 'circle-check', title: t('inbox-none'), text: t('inbox-none-text') }),
    )}`;
  }
}
customElements.define('quarantine-page', QuarantinePage);

class QuarantinedMail extends Page {
  static properties = { mail: {} };

  busy = signal(false);
  problem = signal('');
  preview = new Load(() => get(`/mail/quarantine/${encodeURIComponent(this.mail)}`));

  async connectedCallback() {
    super.connectedCallback();
    setTitle(t('nav-mail'));
    await this.preview.run();
    const { value } = this.preview.value;
    if (value) setTitle(subjectOf(value));
  }

  async #run(name, then) {
    if (this.busy.value) return;
    this.busy.value = true;
    this.problem.value = '';
    try {
      then(await post(`/mail/quarantine/${encodeURIComponent(this.mail)}/${name}`));
    } catch (error) {
      this.problem.value = sentence(error, problemText(error));
      announce(this.problem.value);
    }
    this.busy.value = false;
  }

  #release = () =>
    this.#run('release', ({ ticket }) => {
      toast(t('inbox-released', { number: ticket }));
      go(ticketAddress(ticket));
    });

  #dismiss = () =>
    this.#run('dismiss', () => {
      toast(t('inbox-dismissed'));
      go('/console/mail');
    });

  #original = async () => {
    try {
      location.assign((await get(`/mail/quarantine/${encodeURIComponent(this.mail)}/original`)).url);
    } catch (error) {
      toast(problemText(error));
    }
  };

  #actions(mail) {
    if (!mail.waits) return nothing;
    const off = this.busy.value ? 'true' : nothing;
    return html`${
        mail.html === null
          ? nothing
          : html`<button type="button" class="primary" aria-disabled=${off} @click=${this.#release}>
              ${icon('inbox', 'small')}${t('inbox-release')}
            </button>`
      } <button type="button" aria-disabled=${off} @click=${this.#dismiss}>${t('inbox-dismiss')}</button>`;
  }

  #settled(mail) {
    if (mail.waits) return nothing;
    return callout(
      'done',
      html`<p>
        ${
          mail.ticket
            ? html`${t('inbox-was-released')} <a href=${ticketAddress(mail.ticket)}><bdi>#${mail.ticket}</bdi></a>`
            : t('inbox-was-dismissed')
        }
      </p>`,
    );
  }

  #details(mail) {
    return html`<dl class="details-list">
      ${line(t('inbox-from'), writer(mail))} ${line(t('inbox-verified'), t(mail.sender.verified ? 'yes' : 'no'))}
      ${mail.to.length ? line(t('inbox-to'), html`<bdi>${mail.to.join(', ')}</bdi>`) : nothing}
      ${mail.cc.length ? line(t('inbox-cc'), html`<bdi>${mail.cc.join(', ')}</bdi>`) : nothing}
      ${line(t('inbox-at'), when(mail.at))}
      ${
        mail.files.length
          ? line(
              t('inbox-files'),
              html`<ul>
                ${mail.files.map(
                  ({ name, size }) => html`<li><bdi>${name}</bdi> <span class="muted">${fileSize(size)}</span></li>`,
                )}
              </ul>`,
            )
          : nothing
      }
    </dl>`;
  }

  render() {
    return shown(
      this.preview,
      (mail) =>
        html` ${pageHead({
            title: subjectOf(mail),
            back: ['/console/mail', t('nav-mail')],
            actions: this.#actions(mail),
          })}
          ${this.problem.value ? callout('failed', html`<p>${this.problem.value}</p>`) : nothing} ${this.#settled(mail)}
          ${
            mail.reason
              ? callout(
                  'warn',
                  html`<p><strong>${reasonText(mail.reason)}</strong> <span dir="auto">${mail.why}</span></p>`,
                )
              : nothing
          }
          <section class="panel mail-content">
            ${this.#details(mail)}
            ${
              mail.html === null
                ? html`<p>${t('inbox-unreadable-text')}</p>`
                : mail.html
                  ? html`<div class="message">${richText(mail.html)}</div>`
                  : html`<p class="muted">${t('inbox-empty')}</p>`
            }
          </section>
          <details class="panel">
            <summary>${t('inbox-headers')}</summary>
            <pre dir="ltr" tabindex="0">${mail.head}</pre>
          </details>
          <p>
            <button type="button" class="quiet" @click=${this.#original}>
              ${icon('download', 'small')}${t('inbox-original')}
            </button>
          </p>`,
    );
  }
}
customElements.define('quarantined-mail', QuarantinedMail);
