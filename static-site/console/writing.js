// Help with writing, fetched when it is asked for: saved replies, and colleagues to mention.
import { html, nothing, render, signal } from '../vendor/lit.js';
import { get } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { Page, showDialog } from '../lib/page.js';
import { empty, problemText, toast } from '../parts/basics.js';

const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** A list to pick one from, with a box that narrows it. items: [{ id, name, text }]. */
class PickOne extends Page {
  static properties = { title: {}, label: {}, items: { attribute: false }, none: {}, short: { type: Boolean } };

  searchText = signal('');

  #found() {
    const terms = plain(this.searchText.value).split(/\s+/).filter(Boolean);
    return this.items.filter(({ name, text }) => terms.every((term) => plain(`${name} ${text ?? ''}`).includes(term)));
  }

  #pick(item) {
    this.picked = item;
    this.closest('dialog').close('picked');
  }

  render() {
    const found = this.#found();
    return html`<form
      class="stack pick"
      @submit=${(event) => {
        event.preventDefault();
        if (found[0]) this.#pick(found[0]);
      }}>
      <h2 id="pick-title">${this.title}</h2>
      ${
        this.items.length && !this.short
          ? html`<label class="field"
              ><span class="vh">${this.label}</span
              ><input
                type="search"
                autofocus
                placeholder=${this.label}
                .value=${this.searchText.value}
                @input=${(event) => {
                  this.searchText.value = event.target.value;
                }}
            /></label>`
          : nothing
      }
      ${
        found.length
          ? html`<ul class="picks">
              ${found.map(
                (item) =>
                  html`<li>
                    <button type="button" class="item" @click=${() => this.#pick(item)}>
                      <bdi class="strong">${item.name}</bdi
                      >${item.text ? html`<span class="muted" dir="auto">${item.text}</span>` : nothing}
                    </button>
                  </li>`,
              )}
            </ul>`
          : empty({ name: 'search', title: this.items.length ? t('none-found') : this.none })
      }
      <div class="row">
        <button type="button" class="quiet" @click=${() => this.closest('dialog').close('')}>${t('cancel')}</button>
      </div>
    </form>`;
  }
}
customElements.define('pick-one', PickOne);

/**
 * Asks for one of many: { title, label, items, none, short: without a box that narrows them }. Answers the item, or
 * null.
 */
export async function pick(what) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'pick-title');
  render(
    html`<pick-one
      .title=${what.title}
      .label=${what.label}
      .items=${what.items}
      .none=${what.none}
      .short=${what.short ?? false}></pick-one>`,
    dialog,
  );
  document.body.append(dialog);
  const list = dialog.firstElementChild;
  await list.updateComplete;
  const answer = await showDialog(dialog);
  dialog.remove();
  return answer === 'picked' ? list.picked : null;
}

/** Put a saved reply into the box, filled in for this ticket. */
export async function insertSavedReply(number, box) {
  try {
    const { items } = await get('/saved-replies', { cached: true });
    const reply = await pick({
      title: t('saved-replies'),
      label: t('saved-replies-find'),
      none: t('saved-replies-none'),
      items: items.map((each) => ({ id: each.id, name: each.name, text: each.preview })),
    });
    if (!reply) return;
    const { body, missing } = await get(`/tickets/${number}/saved-replies/${reply.id}`);
    box.insert(body);
    if (missing?.length) toast(t('saved-reply-missing'));
  } catch (error) {
    toast(problemText(error));
  }
}

/** Mention a colleague in a note: they are notified, and follow the ticket. */
export async function mention(box) {
  try {
    const agents = await colleagues();
    const agent = await pick({ title: t('mention'), label: t('mention-find'), none: t('mention-none'), items: agents });
    if (agent) box.insertHere(`@${agent.name} `);
  } catch (error) {
    toast(problemText(error));
  }
}

/** All agents who can be mentioned or assigned: [{ id, name }]. */
export async function colleagues() {
  const { items } = await get('/agents?limit=100', { cached: true });
  return items.filter(({ active }) => active !== false).map(({ id, name }) => ({ id, name }));
}

/** The ids of the colleagues whom a note names. */
export async function mentioned(text) {
  if (!text.includes('@')) return [];
  const agents = await colleagues();
  return agents.filter(({ name }) => text.includes(`@${name}`)).map(({ id }) => id);
}
