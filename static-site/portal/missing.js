// An address without a page: explains that, and links to other pages.
import { html } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import '../parts/app-header.js';
import '../parts/basics.js';

class MissingPage extends Page {
  connectedCallback() {
    super.connectedCallback();
    setTitle(t('missing-page'));
  }

  render() {
    return html`<div class="stack">
      <h1>${t('missing-page')}</h1>
      <p>${t('missing-page-text')}</p>
      <p class="row">
        <a class="button primary" href="/">${t('missing-home')}</a
        ><a class="button" href="/tickets.html">${t('nav-tickets')}</a>
      </p>
    </div>`;
  }
}
customElements.define('missing-page', MissingPage);
