// Replying to a ticket: who else views it, a reply that is held when there are messages its author has not seen, and
// undo for some seconds after sending.
import { html, nothing, signal } from '../vendor/lit.js';
import { api, get } from '../lib/api.js';
import { list, t } from '../lib/i18n.js';
import { announce } from '../lib/page.js';
import { now, tick, when } from '../lib/time.js';
import { callout, icon, problemText, toast } from '../parts/basics.js';
import '../parts/reply-box.js';
import { richText } from '../parts/timeline.js';
import { queue } from './queue.js';
import { pollAcrossLogins } from './state.js';

/**
 * What was held back, for the reply box. unseen: events, oldest first · review, sendAnyway, makeNote: what can be
 * done now.
 */
export function heldReply(unseen, { review, sendAnyway, makeNote }) {
  return html`<div class="held-reply" tabindex="-1">
    <h3>${t('held-title')}</h3>
    <p>${t('held-text')}</p>
    <ol class="unseen" tabindex="0" aria-label=${t('held-unseen')}>
      ${unseen.map(
        (event) =>
          html`<li class=${event.type === 'NoteAdded' ? 'note' : event.by.role}>
            <p class="row">
              <bdi class="strong">${event.by.name}</bdi
              >${event.type === 'NoteAdded' ? html`<span class="note-label">${t('note')}</span>` : nothing}<span
                class="muted small"
                >${when(event.at)}</span
              >
            </p>
            ${richText(event.html, event.body)}
          </li>`,
      )}
    </ol>
    <p class="row">
      <button type="button" class="primary" @click=${review}>${t('held-review')}</button>
      <button type="button" @click=${sendAnyway}>${t('held-send')}</button>
      <button type="button" @click=${makeNote}>${t('held-note')}</button>
    </p>
  </div>`;
}

/** Offer to undo a message for some seconds: back(draft) receives its text. */
export function offerUndo(path, event, name, back) {
  const ms = Date.parse(event.undo_until) - now.value;
  if (!(ms > 0)) return;
  const takeBack = async () => {
    try {
      await back(await api(`${path}/messages/${event.id}`, { method: 'DELETE' }));
      announce(t('taken-back'));
    } catch (error) {
      toast(error.status === 409 ? t('undo-too-late') : problemText(error));
    }
  };
  toast(t('sent-undo', { name }), { label: t('undo'), run: takeBack }, ms);
  setTimeout(tick, ms + 500); // it has been sent now: the mark "not sent yet" goes
}

/** The other requesters a reply goes to: those of tickets that were merged into this one. */
export class Parts {
  others = signal([]); // { id, name }
  left = signal(new Set()); // ids of those it does not go to
  #known = new Set();

  /** Look at what was merged into the ticket; each part is asked for once. */
  async learn(ticket) {
    const unknown = ticket.merged_from.filter((id) => !this.#known.has(id));
    this.#known = new Set(ticket.merged_from);
    this.others.value = this.others.value.filter(({ id }) => this.#known.has(id));
    const found = await Promise.all(unknown.map((id) => get(`/tickets/${id}`).catch(() => null)));
    const others = found.filter((part) => part && part.requester.id !== ticket.requester.id);
    if (others.length) {
      this.others.value = [...this.others.value, ...others.map(({ id, requester }) => ({ id, name: requester.name }))];
    }
  }

  get chosen() {
    return this.others.value.map(({ id }) => id).filter((id) => !this.left.value.has(id));
  }

  #toggle(id, on) {
    const left = new Set(this.left.value);
    if (on) left.delete(id);
    else left.add(id);
    this.left.value = left;
  }

  choice() {
    if (!this.others.value.length) return nothing;
    return html`<div class="also" role="group" aria-label=${t('also-to')}>
      <span class="muted" aria-hidden="true">${t('also-to')}</span>${this.others.value.map(
        ({ id, name }) =>
          html`<label class="check"
            ><input
              type="checkbox"
              .checked=${!this.left.value.has(id)}
              @change=${(event) => this.#toggle(id, event.target.checked)} /><span
              ><bdi>${name}</bdi> <bdi class="muted">#${id}</bdi></span
            ></label
          >`,
      )}
    </div>`;
  }
}

// Who else views the ticket or types in it. Sent every 15 seconds; the server forgets it after 30. Customers never
// see it.
const WRITING_MS = 20_000;

/** The presence of one agent at one ticket: others is a signal of [{ id, name, state }]. */
export class Presence {
  others = signal([]);
  #wrote = 0;

  constructor(number) {
    this.path = `/tickets/${number}/presence`;
  }

  start() {
    this.#report().catch(() => {});
    this.polling = pollAcrossLogins(this.#report);
  }

  #report = async () => {
    const state = Date.now() - this.#wrote < WRITING_MS ? 'typing' : 'viewing';
    const { items } = await api(this.path, { method: 'PUT', body: { state } });
    this.others.value = items;
  };

  /** The agent types: colleagues see it at once, then it is sent every 15 seconds. */
  typing = () => {
    const began = Date.now() - this.#wrote >= WRITING_MS;
    this.#wrote = Date.now();
    if (began) this.#report().catch(() => {});
  };

  stop() {
    this.polling?.stop();
    api(this.path, { method: 'DELETE' }).catch(() => {});
  }
}

/** Who is there, in a line above what one writes. */
export function presenceLine(others) {
  if (!others.length) return nothing;
  const writing = others.filter(({ state }) => state === 'typing').map(({ name }) => name);
  const looking = others.filter(({ state }) => state !== 'typing').map(({ name }) => name);
  return html`<p class="present ${writing.length ? 'writing' : ''}" role="status">
    ${icon(writing.length ? 'square-pen' : 'eye', 'small')}<span>
      ${writing.length ? t('others-typing', { names: list(writing), n: writing.length }) : nothing}
      ${looking.length ? t('others-viewing', { names: list(looking), n: looking.length }) : nothing}</span
    >
  </p>`;
}

const STATUS_CHOICE_TEXTS = {
  open: 'then-open',
  pending: 'then-pending',
  on_hold: 'then-on-hold',
  solved: 'then-solved',
};
const STATUS_SEND_TEXTS = {
  open: 'send-open',
  pending: 'send-pending',
  on_hold: 'send-on-hold',
  solved: 'send-solved',
};

/** Below a closed ticket, where nothing can be replied. */
const followUpInstead = ({ id }) =>
  callout(
    '',
    html`<p>${t('closed-text')}</p>
      <p class="row">
        <a class="button" href="/console/new?follow_up_of=${id}">${icon('reply', 'small')}${t('follow-up')}</a>
      </p>`,
  );

/** What this agent may write, for the reply box. */
function modesOf({ allowed, requester }) {
  const reply = {
    value: 'reply',
    label: t('reply'),
    fieldLabel: t('reply-to', { name: requester.name }),
    button: t('send'),
    sentText: t('sent'),
  };
  const note = {
    value: 'note',
    label: t('note'),
    fieldLabel: t('note-label'),
    button: t('add-note'),
    sentText: t('note-added'),
    note: true,
  };
  return [...(allowed.reply ? [reply] : []), ...(allowed.note ? [note] : [])];
}

/** The statuses that a reply can set, for the reply box. */
function statusesOf({ status, allowed }) {
  const asItIs = { value: '', label: status === 'new' ? t('then-open') : t('then-as-it-is'), button: t('send') };
  const others = (allowed?.statuses ?? []).filter((each) => !(each === 'open' && status === 'new'));
  return [
    asItIs,
    ...others.map((each) => ({ value: each, label: t(STATUS_CHOICE_TEXTS[each]), button: t(STATUS_SEND_TEXTS[each]) })),
  ];
}

/**
 * Writing to a ticket: sends replies and notes, holds a reply back that its writer would not send knowing what is new,
 * and shows the box. page: the agent-ticket.
 */
export class Reply {
  parts = new Parts();

  constructor(page) {
    this.page = page;
  }

  get box() {
    return this.page.querySelector('reply-box');
  }

  send = async ({ mode, body, status, attachments, key }) => {
    const note = mode === 'note';
    const content = {
      body,
      ...(status ? { status } : {}),
      ...(attachments.length ? { attachments } : {}),
      ...(await this.#named(note, body)),
    };
    const { conversation } = this.page;
    const before = conversation.version;
    const event = await api(`${this.page.path}/${note ? 'notes' : 'messages'}`, {
      method: 'POST',
      body: content,
      key,
      ...(note ? {} : { version: conversation.version }),
    });
    conversation.take([event]);
    // a note goes in beside what has not been read yet
    if (note && event.rev > before + 1) conversation.version = before;
    this.page.sent.value = note
      ? t('note-added')
      : t('reply-sent', { name: this.page.ticket.value.value.requester.name });
    offerUndo(this.page.path, event, this.page.ticket.value.value.requester.name, this.#takenBack);
    queue.touch({ id: this.page.number }, { own: true });
    await this.page.refresh({ all: !note || !this.box.hasText('reply') }).catch(() => this.page.polling?.soon());
    await this.page.updateComplete;
    this.page.querySelector('.conversation')?.lastElementChild.scrollIntoView({ block: 'nearest' });
    this.page.refreshLists();
  };

  /** Whom a note mentions, or which other requesters a reply goes to. */
  async #named(note, body) {
    if (!note) return this.parts.chosen.length ? { copy_to: this.parts.chosen } : {};
    const mentions = body.includes('@') ? await (await import('./writing.js')).mentioned(body) : [];
    return mentions.length ? { mentions } : {};
  }

  #takenBack = async (draft) => {
    this.page.sent.value = '';
    await this.box?.restore('reply', draft);
    await this.page.refresh({ all: true }).catch(() => this.page.polling?.soon());
  };

  /** What the reply box shows after a refused send. */
  explain = (error) => {
    const unseen = error.status === 409 ? error.problem.unseen : null;
    if (!unseen?.length) {
      if (error.status === 409 || error.status === 412) {
        this.page.refresh({ all: true }).catch(() => this.page.polling?.soon());
      }
      return undefined;
    }
    const seen = () => {
      this.page.conversation.version = error.problem.version;
    };
    return heldReply(unseen, {
      review: () => {
        this.box.settle();
        seen();
        this.page.reveal(unseen);
      },
      sendAnyway: () => {
        seen();
        this.box.submit();
      },
      makeNote: () => this.box.turnInto('note'),
    });
  };

  /** What is written below the conversation. */
  template(ticket) {
    if (ticket.status === 'closed') return followUpInstead(ticket);
    const modes = modesOf(ticket);
    if (!modes.length) return nothing;
    return html`${presenceLine(this.page.presence?.others.value ?? [])}
      <reply-box
        .name=${`reply-${this.page.number}`}
        .modes=${modes}
        .statuses=${statusesOf(ticket)}
        .send=${this.send}
        .explain=${this.explain}
        .tools=${this.#tools}
        .extra=${this.#recipients}
        .typing=${this.page.presence?.typing}></reply-box>`;
  }

  #tools = (mode) => {
    const help = (run) => async () => run(await import('./writing.js'));
    return mode.note
      ? html`<button type="button" class="quiet" @click=${help(({ mention }) => mention(this.box))}>
          ${icon('at-sign', 'small')}${t('mention')}
        </button>`
      : html`<button
          type="button"
          class="quiet"
          @click=${help(({ insertSavedReply }) => insertSavedReply(this.page.number, this.box))}>
          ${icon('book-text', 'small')}${t('saved-reply')}
        </button>`;
  };

  #recipients = (mode) => (mode.note ? nothing : this.parts.choice());
}
