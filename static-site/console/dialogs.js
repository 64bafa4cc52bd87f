// The questions behind the menu of a ticket: until when, into which, linked how. Each answers by doing it, or by
// saying why not.
import { html, nothing, render, signal } from '../vendor/lit.js';
import { get, newKey } from '../lib/api.js';
import { Form, errorSummary, field, selectControl, submitButton, textControl } from '../parts/form.js';
import { t } from '../lib/i18n.js';
import { Page, showDialog } from '../lib/page.js';
import { dateTime, now } from '../lib/time.js';
import { daysLater, readLocal, weekday } from '../lib/zone.js';
import { icon, statusBadge, toast } from '../parts/basics.js';
import { go, ticketAddress } from './state.js';

const HOUR = 3_600_000;
const QUARTER = HOUR / 4;
const KINDS = ['related', 'parent', 'child', 'duplicate'];
const KIND_TEXTS = { related: 'link-related', parent: 'link-parent', child: 'link-child', duplicate: 'link-duplicate' };
const PAUSE_MS = 300;

/** A form in a dialog: body(form) is its content, send() does it and closes. */
class AskForm extends Page {
  static properties = { question: { attribute: false } };

  form = new Form(this);

  submit = (event) =>
    this.form.submit(event, {
      check: this.question.check,
      send: this.question.send,
      explain: this.question.explain,
      done: () => this.closest('dialog').close('done'),
    });

  render() {
    const { title, hint, body, button } = this.question;
    return html`<form class="form" @submit=${this.submit} novalidate>
      <h2 id="ask-title">${title}</h2>
      ${hint ? html`<p class="hint">${hint}</p>` : nothing} ${errorSummary(this.form)}${body(this.form)}
      <div class="row">
        ${submitButton(this.form, button, t('saving'))}
        <button type="button" class="quiet" @click=${() => this.closest('dialog').close('')}>${t('cancel')}</button>
      </div>
    </form>`;
  }
}
customElements.define('ask-form', AskForm);

/** question: { title, hint, button, body(form), check(), send(), explain(error) }. Answers whether it was done. */
export async function ask(question) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'ask-title');
  render(html`<ask-form .question=${question}></ask-form>`, dialog);
  document.body.append(dialog);
  await dialog.firstElementChild.updateComplete;
  const answer = await showDialog(dialog);
  dialog.remove();
  return answer === 'done';
}

/** The usual times to snooze until, in the agent's time zone. */
function times() {
  const at = now.value;
  return [
    ['snooze-3-hours', new Date(Math.ceil((at + 3 * HOUR) / QUARTER) * QUARTER)],
    ['snooze-tomorrow', daysLater(at, 1, 9)],
    ['snooze-monday', daysLater(at, (8 - weekday(at)) % 7 || 7, 9)],
    ['snooze-week', daysLater(at, 7, 9)],
  ];
}

export const snooze = (actions) =>
  askUntil((until) =>
    actions.run('snooze', {
      body: { until },
      message: t('now-snoozed'),
      undo: () => actions.run('snooze', { method: 'DELETE' }),
      throws: true,
    }),
  );

/** Asks until when; send(until) does it, or throws. */
export function askUntil(send) {
  const offered = times();
  const choice = signal(offered[1][1].toISOString());
  const own = signal('');
  return ask({
    title: t('snooze'),
    hint: t('snooze-hint'),
    button: t('snooze'),
    check: () => (choice.value === 'own' && !own.value ? [{ field: 'snooze-own', text: t('snooze-own-needed') }] : []),
    send: () => send(choice.value === 'own' ? readLocal(own.value).toISOString() : choice.value),
    body: (form) =>
      html`<fieldset class="field">
          <legend>${t('snooze-until')}</legend>
          ${offered.map(
            ([text, at]) =>
              html`<label class="check"
                ><input
                  type="radio"
                  name="until"
                  value=${at.toISOString()}
                  .checked=${choice.value === at.toISOString()}
                  @change=${() => {
                    choice.value = at.toISOString();
                    form.host.requestUpdate();
                  }} />
                <span>${t(text)} <span class="muted">${dateTime(at.toISOString())}</span></span></label
              >`,
          )}
          <label class="check"
            ><input
              type="radio"
              name="until"
              value="own"
              .checked=${choice.value === 'own'}
              @change=${() => {
                choice.value = 'own';
                form.host.requestUpdate();
              }} />${t('snooze-own')}</label
          >
        </fieldset>
        ${
          choice.value === 'own'
            ? field(form, {
                name: 'snooze-own',
                label: t('snooze-own'),
                control: textControl({
                  type: 'datetime-local',
                  value: own.value,
                  onInput: (value) => {
                    own.value = value;
                  },
                }),
              })
            : nothing
        }`,
  });
}

/** A ticket by its number, with its subject shown as soon as it is known, so that a wrong number is noticed. */
function ticketField(form, name, state, label) {
  const find = async (text) => {
    state.number = text.replace(/[^\d]/g, '');
    state.found.value = null;
    clearTimeout(state.timer);
    if (!state.number) return;
    state.timer = setTimeout(async () => {
      const asked = state.number;
      const ticket = await get(`/tickets/${asked}`).catch(() => null);
      if (asked === state.number) {
        state.found.value = ticket ?? 'missing';
        form.host.requestUpdate();
      }
    }, PAUSE_MS);
  };
  const found = state.found.value;
  return html`${field(form, {
      name,
      label,
      control: textControl({ inputmode: 'numeric', value: state.number ? `#${state.number}` : '', onInput: find }),
    })}
    <div class="found" role="status">
      ${
        found === 'missing'
          ? html`<p class="muted">${t('no-such-ticket')}</p>`
          : found
            ? html`<p class="row">${statusBadge(found.status)}<bdi class="strong">${found.subject}</bdi></p>
                <p class="muted"><bdi>${found.requester.name}</bdi></p>`
            : nothing
      }
    </div>`;
}

const other = () => ({ number: '', found: signal(null), timer: 0 });
const needed = (state, name) => (state.number ? [] : [{ field: name, text: t('number-needed') }]);

export async function merge(actions) {
  const into = other();
  const done = await ask({
    title: t('merge-title', { number: `#${actions.number}` }),
    hint: t('merge-hint'),
    button: t('merge'),
    check: () => needed(into, 'into'),
    send: () => actions.run('merge', { body: { into: into.number }, throws: true }),
    body: (form) => {
      const { requester } = actions.ticket;
      const otherRequester = into.found.value?.requester && into.found.value.requester.id !== requester.id;
      return html`${ticketField(form, 'into', into, t('merge-into'))}${
        otherRequester
          ? html`<p class="hint" role="status">
              ${icon('triangle-alert', 'small')} ${t('merge-other-requester', { name: requester.name })}
            </p>`
          : nothing
      }`;
    },
  });
  if (!done) return;
  const { number } = actions;
  toast(t('now-merged', { number: `#${into.number}` }), { label: t('undo'), run: () => actions.undoMerge(number) });
  go(ticketAddress(into.number));
}

export function link(actions) {
  const two = other();
  let kind = 'related';
  return ask({
    title: t('link'),
    button: t('link'),
    check: () => needed(two, 'ticket'),
    send: () => actions.run('links', { body: { ticket: two.number, kind }, throws: true, message: t('now-linked') }),
    body: (form) =>
      html`${field(form, {
        name: 'kind',
        label: t('link-kind'),
        control: selectControl({
          value: kind,
          options: KINDS.map((each) => [each, t(KIND_TEXTS[each])]),
          onInput: (value) => {
            kind = value;
          },
        }),
      })}
      ${ticketField(form, 'ticket', two, t('link-ticket'))}`,
  });
}

export const revokeLinks = (actions) =>
  ask({
    title: t('revoke-links-title'),
    hint: t('revoke-links-hint', { name: actions.ticket.requester.name }),
    button: t('revoke-links-button'),
    check: () => [],
    send: () => actions.run('email-links', { method: 'DELETE', throws: true, message: t('now-revoked-links') }),
    body: () => nothing,
  });

export async function split(actions, event) {
  let subject = '';
  let made = null;
  const key = newKey();
  const done = await ask({
    title: t('split-title'),
    hint: t('split-hint', { name: event.by.name }),
    button: t('split'),
    check: () => (subject.trim() ? [] : [{ field: 'subject', text: t('subject-needed') }]),
    send: async () => {
      made = await actions.run('split', { body: { event: event.id, subject: subject.trim() }, key, throws: true });
    },
    body: (form) =>
      field(form, {
        name: 'subject',
        label: t('subject'),
        control: textControl({
          value: subject,
          maxlength: 200,
          onInput: (value) => {
            subject = value;
          },
        }),
      }),
  });
  if (done) {
    toast(t('now-split', { number: `#${made.number}` }), {
      label: t('go-there'),
      run: () => go(ticketAddress(made.number)),
    });
  }
}
