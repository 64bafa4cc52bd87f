// The mails that the desk writes, by kind: which of their texts were changed, and in which languages.
import { html, nothing } from '../vendor/lit.js';
import { Load, get } from '../lib/api.js';
import { list, t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { icon, shown } from '../parts/basics.js';
import { languageName, pageHead } from './shared.js';

const KIND_TEXTS = {
  received: 'mail-received',
  replied: 'mail-replied',
  status_changed: 'mail-status-changed',
  reminder: 'mail-reminder',
  closing: 'mail-closing',
  closed: 'mail-closed',
  reopened: 'mail-reopened',
  merged: 'mail-merged',
  rating: 'mail-rating',
  assigned: 'mail-assigned',
  customer_replied: 'mail-customer-replied',
  mentioned: 'mail-mentioned',
  followed: 'mail-followed',
  undelivered: 'mail-undelivered',
  confirmation: 'mail-confirmation',
};
const GROUP_TEXTS = { customer: 'mails-customers', agent: 'mails-agents', guest: 'mails-guests' };
export const kindName = (kind) => (KIND_TEXTS[kind] ? t(KIND_TEXTS[kind]) : kind);

class MailsPage extends Page {
  texts = new Load(async () => (await get('/mail/templates')).items);

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('section-mail'));
    this.texts.run();
  }

  #row(kind, texts) {
    const changed = texts.filter((text) => text.changed).map(({ language }) => languageName(language));
    return html`<li>
      <a class="person-row" href="/console/admin/mail/${kind}"
        ><span class="person-name"><span class="strong">${kindName(kind)}</span></span> ${
          changed.length
            ? html`<span class="chip"
                >${icon('pencil', 'small')}${t('mail-changed-in', { languages: list(changed) })}</span
              >`
            : nothing
        }</a
      >
    </li>`;
  }

  #group(whom, items) {
    const kinds = [...new Set(items.filter((text) => text.audience === whom).map(({ kind }) => kind))];
    return html`<section class="stack" aria-labelledby="mails-${whom}">
      <h2 id="mails-${whom}">${t(GROUP_TEXTS[whom])}</h2>
      <ul class="rows">
        ${kinds.map((kind) =>
          this.#row(
            kind,
            items.filter((text) => text.kind === kind),
          ),
        )}
      </ul>
    </section>`;
  }

  render() {
    return html`${pageHead({ title: t('section-mail'), under: html`<p class="hint">${t('mails-about')}</p>` })}
    ${shown(this.texts, (items) => html`${Object.keys(GROUP_TEXTS).map((whom) => this.#group(whom, items))}`)}`;
  }
}
customElements.define('mails-page', MailsPage);
