// A reply that was held: somebody said something the writer had not seen. They look at it, and decide.
import { html, nothing } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { when } from '../lib/time.js';

/** unseen: events, oldest first · review, sendAnyway, makeNote: what can be done now. */
export function heldReply(unseen, { review, sendAnyway, makeNote }) {
  return html`<div class="held-reply" tabindex="-1">
    <h3>${t('held-title')}</h3>
    <p>${t('held-text')}</p>
    <ol class="unseen" tabindex="0" aria-label=${t('held-unseen')}>${unseen.map((event) => html`<li class=${event.internal ? 'note' : event.by.role}>
      <p class="row"><bdi class="strong">${event.by.name}</bdi>${event.internal ? html`<span class="note-word">${t('note')}</span>` : nothing}<span class="muted small">${when(event.at)}</span></p>
      <p class="text" dir="auto">${event.body}</p></li>`)}</ol>
    <p class="row"><button type="button" class="primary" @click=${review}>${t('held-review')}</button>
      <button type="button" @click=${sendAnyway}>${t('held-send')}</button>
      <button type="button" @click=${makeNote}>${t('held-note')}</button></p></div>`;
}
