// @ts-check
// Single-key shortcuts: never while typing, never with a modifier, listed by "?", and they can be switched off (WCAG
// 2.1.4).
import { html, render } from '../vendor/lit.js';
import { t } from './i18n.js';
import { showDialog } from './page.js';

/** @typedef {{ label: string, run?: (event: KeyboardEvent) => void }} Shortcut */

/** @type {Record<string, Shortcut>[]} */
const registered = [];
const FIELDS = 'input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]';

export const keysAreOff = () => localStorage.getItem('desk-keys') === 'off';
export const switchKeys = (/** @type {boolean} */ on) =>
  on ? localStorage.removeItem('desk-keys') : localStorage.setItem('desk-keys', 'off');

/**
 * Register shortcuts: { j: { label: t('…'), run } }; "g q" is two keys, one after the other; without run it is only
 * listed. Answers a function that takes them away again.
 */
export function keys(/** @type {Record<string, Shortcut>} */ map) {
  registered.push(map);
  return () => registered.splice(registered.indexOf(map), 1);
}

const PAIR_MS = 1_500;
let first = ''; // the first key of a pair, for a moment
/** @type {ReturnType<typeof setTimeout> | undefined} */
let forgetting;
const named = (/** @type {string} */ name) => registered.findLast((map) => map[name]?.run)?.[name];
const beginsPair = (/** @type {string} */ key) =>
  registered.some((map) => Object.keys(map).some((name) => name.startsWith(`${key} `)));

/** @returns {Partial<Shortcut> | null | undefined} */
function entryFor(/** @type {string} */ key) {
  const pair = first ? named(`${first} ${key}`) : null;
  clearTimeout(forgetting);
  first = !pair && beginsPair(key) ? key : '';
  if (first) {
    forgetting = setTimeout(() => {
      first = '';
    }, PAIR_MS);
  }
  return pair ?? (key === '?' ? { run: showKeys } : named(key));
}

// On a keyboard without Latin letters the place of the key counts.
function character(/** @type {KeyboardEvent} */ event) {
  if (/^[ -~]$/.test(event.key) || event.key.length > 1) return event.key;
  return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
}

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || keysAreOff()) return;
  if (
    /** @type {Partial<Element> | null} */ (event.target)?.closest?.(FIELDS) ||
    document.querySelector('dialog[open]')
  ) {
    return;
  }
  const entry = entryFor(character(event));
  if (!entry) return;
  event.preventDefault();
  entry.run?.(event);
});

/** The list of shortcuts of this page, in a dialog. */
export function showKeys() {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'keys-title');
  const all = Object.entries(Object.assign({}, ...registered)).map(([key, { label }]) => [key, label]);
  const rows = [...all, ['?', t('keys-this-list')]];
  render(
    html`<form method="dialog" class="stack">
      <h2 id="keys-title">${t('keys-title')}</h2>
      <dl class="keys">
        ${rows.map(
          ([key, label]) =>
            html`<div>
              <dt><kbd>${key}</kbd></dt>
              <dd>${label}</dd>
            </div>`,
        )}
      </dl>
      <p class="hint">${t('keys-switch-off')}</p>
      <button class="primary">${t('close')}</button>
    </form>`,
    dialog,
  );
  return showDialog(dialog).then(() => dialog.remove());
}
