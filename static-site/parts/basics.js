// Small templates that every page uses: icons, badges, the states of a view, toasts.
import { html, nothing, signal } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { Page, announce } from '../lib/page.js';

const SPRITE = new URL('../vendor/icons.svg', import.meta.url).href;
const STATUS_TEXTS = {
  new: 'status-new',
  open: 'status-open',
  pending: 'status-pending',
  on_hold: 'status-on-hold',
  solved: 'status-solved',
  closed: 'status-closed',
};
const CUSTOMER_STATUS_TEXTS = { ...STATUS_TEXTS, pending: 'status-pending-customer' };
const PRIORITY_TEXTS = {
  low: 'priority-low',
  normal: 'priority-normal',
  high: 'priority-high',
  urgent: 'priority-urgent',
};
const PROBLEM_TEXTS = {
  0: 'problem-offline',
  401: 'problem-signed-out',
  403: 'problem-forbidden',
  404: 'problem-missing',
  409: 'problem-conflict',
  410: 'problem-gone',
  412: 'problem-conflict',
  413: 'problem-too-large',
  429: 'problem-too-many',
  500: 'problem-desk',
  502: 'problem-desk',
  503: 'problem-busy',
  504: 'problem-busy',
};

/** An icon of the sprite, hidden from screen readers: the text beside it or the button's label has the meaning. */
export const icon = (name, size = '') => {
  const turns = /^(arrow-left|chevron-right|send|log-out|rotate-ccw|history)$/.test(name) ? 'turns' : '';
  return html`<svg class="icon ${size} ${turns}" aria-hidden="true" viewBox="0 0 24 24">
    <use href="${SPRITE}#${name}"></use>
  </svg>`;
};

/** The name of a status, for agents or for customers. */
export const statusText = (status, audience = 'agent') =>
  t((audience === 'customer' ? CUSTOMER_STATUS_TEXTS : STATUS_TEXTS)[status]);

/** The name of a status with a dot. */
export const statusBadge = (status, audience) =>
  html`<span class="badge ${status}">${statusText(status, audience)}</span>`;

export const priorityText = (priority) => t(PRIORITY_TEXTS[priority]);

/** The name of a priority; high and urgent have an icon. */
export const priorityBadge = (priority) =>
  html`<span class="priority ${priority}"
    >${
      priority === 'high' || priority === 'urgent' ? icon('triangle-alert', 'small') : nothing
    }${priorityText(priority)}</span
  >`;

/** The first letter of a name in a circle. */
export const avatar = (name) =>
  html`<span class="avatar" aria-hidden="true">${[...(name || '?')][0].toUpperCase()}</span>`;

/** What went wrong and what to do: the text for the status, else the detail of the API's error. */
export function problemText(error) {
  if (error.status === 429 && error.retryAfter) {
    return t('problem-too-many-wait', { minutes: Math.ceil(error.retryAfter / 60) });
  }
  if (PROBLEM_TEXTS[error.status]) return t(PROBLEM_TEXTS[error.status]);
  return error.problem?.detail ?? t('problem-desk');
}

/** What is wrong with one file: the detail of the API's error, if there is one. */
export const problemOfFile = (error) =>
  error?.errors?.[0]?.detail ?? ([409, 422].includes(error?.status) ? error.message : problemText(error));

export const iconOfFile = (type) => (type?.startsWith('image/') ? 'image' : 'file');

/** Loading: the text appears after 300 ms, so that fast responses do not flicker. */
export const loading = (text = t('loading')) => html`<div class="state late" role="status"><p>${text}</p></div>`;

/** Nothing to show: what belongs here and the first step. */
export const empty = ({ name = 'inbox', title, text, actions = nothing }) =>
  html`<div class="state">
    ${icon(name)}
    <h2>${title}</h2>
    ${text ? html`<p>${text}</p>` : nothing}${actions === nothing ? nothing : html`<div class="row">${actions}</div>`}
  </div>`;

/** A view that could not be loaded: offline, forbidden, gone, or failed, with what can be done about it. */
export function failed(error, retry) {
  const final = [403, 404, 410].includes(error.status);
  const title = error.status === 0 ? t('offline-title') : final ? t('missing-title') : t('failed-title');
  return html`<div class="state" role="alert">
    ${icon(error.status === 0 ? 'wifi-off' : final ? 'search' : 'circle-alert')}
    <h2>${title}</h2>
    <p>${problemText(error)}</p>
    ${
      final || !retry
        ? nothing
        : html`<div class="row"><button @click=${retry}>${icon('refresh-cw', 'small')}${t('try-again')}</button></div>`
    }
  </div>`;
}

/** One of the above for a Load of lib/api.js, or what show(value) makes of it. */
export function shown(load, show) {
  const value = load.value.value;
  if (value !== null) return show(value);
  return load.error.value ? failed(load.error.value, load.run) : loading();
}

/** A framed sentence. kind: '', 'warn', 'done' or 'failed'. */
export const callout = (
  kind,
  content,
  name = { warn: 'triangle-alert', done: 'circle-check', failed: 'circle-alert' }[kind] ?? 'info',
) =>
  html`<div class="callout ${kind}">
    ${icon(name)}
    <div>${content}</div>
  </div>`;

/** A draft that another tab has with another text: one of the two is chosen. */
export function otherVersion(draft) {
  if (!draft.otherVersion.value) return nothing;
  return callout(
    'warn',
    html`<p>${t('draft-elsewhere')}</p>
      <p class="row">
        <button type="button" @click=${() => draft.takeOtherVersion()}>${t('draft-take')}</button>
        <button type="button" class="quiet" @click=${() => draft.keepOwnVersion()}>${t('draft-keep')}</button>
      </p>`,
  );
}

const toasts = signal([]);
const TOAST_MS = 8_000;

/**
 * A message in the corner that is announced once. action: { label, run }, e.g. undo. It stays for ms, and while
 * pointed at or focused.
 */
export function toast(text, action = null, ms = TOAST_MS) {
  const entry = { text, action, ms, ends: 0 };
  toasts.value = [...toasts.value.slice(-2), entry];
  announce(text);
  hold(entry, false);
  return () => close(entry);
}

function hold(entry, held) {
  clearTimeout(entry.ends);
  if (!held) entry.ends = setTimeout(() => close(entry), entry.ms);
}

function close(entry) {
  toasts.value = toasts.value.filter((other) => other !== entry);
}

class ToastArea extends Page {
  connectedCallback() {
    super.connectedCallback();
    this.setAttribute('role', 'region');
    this.setAttribute('aria-label', t('toasts'));
  }

  render() {
    return toasts.value.map(
      (entry) =>
        html`<div
          class="toast"
          @pointerenter=${() => hold(entry, true)}
          @pointerleave=${() => hold(entry, false)}
          @focusin=${() => hold(entry, true)}
          @focusout=${() => hold(entry, false)}>
          <span>${entry.text}</span>
          ${
            entry.action
              ? html`<button
                  class="action"
                  @click=${() => {
                    close(entry);
                    entry.action.run();
                  }}>
                  ${entry.action.label}
                </button>`
              : nothing
          }
          <button class="icon-only" aria-label=${t('close')} @click=${() => close(entry)}>${icon('x')}</button>
        </div>`,
    );
  }
}
customElements.define('toast-area', ToastArea);
