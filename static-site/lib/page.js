// @ts-check
// The base of every page and part, and what a page needs for screen readers: announcements, focus, title, dialogs.
import { LitElement, effect } from '../vendor/lit.js';
import { addTexts, t, translate } from './i18n.js';

/**
 * Light DOM: labels, aria-*, print and the one style sheet just work. Every signal that render() reads is tracked;
 * when one changes the element renders again. State lives in class fields holding signal(); `static properties` only
 * for what is passed in from outside.
 */
export class Page extends LitElement {
  /** @type {(() => void) | undefined} */
  #stop;
  #cleared = false;

  createRenderRoot() {
    if (!this.#cleared) this.replaceChildren(); // Lit would keep the document's placeholder beside what it renders
    this.#cleared = true;
    return this;
  }

  performUpdate() {
    if (!this.isUpdatePending) return;
    this.#stop?.();
    let first = true;
    this.#stop = effect(() => {
      if (first) {
        first = false;
        super.performUpdate();
      } else this.requestUpdate();
    });
  }

  connectedCallback() {
    super.connectedCallback();
    this.requestUpdate();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
  }
}

/**
 * Announce a text once to screen readers.
 * @param {string} text
 */
export function announce(text) {
  const area = /** @type {HTMLElement} */ (document.getElementById('announcer'));
  area.textContent = '';
  setTimeout(() => {
    area.textContent = text;
  }, 60); // a change after a pause is announced even when the text is the same
}

/**
 * "Subject – Desk"; keeps the prefix "Error: " of a form that was refused.
 * @param {string} text
 */
export function setTitle(text) {
  document.title = `${text} – ${deskName()}`;
}

/** The desk's name: as the API sent it last, else the catalogue's. */
export const deskName = () => localStorage.getItem('desk-name') || t('desk-name');

/**
 * Remember the desk's name from GET /v1/config.
 * @param {string} name
 */
export function takeDeskName(name) {
  if (name) localStorage.setItem('desk-name', name);
}

/**
 * Move the focus to the page's heading, when what it heads has been replaced.
 * @param {LitElement | null} element
 */
export async function focusHeading(element) {
  if (!element) return; // the user has opened another page meanwhile
  await element.updateComplete;
  const heading = element.querySelector('h1');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus();
}

/**
 * Show a dialog over the page; the focus goes back to where it was when the dialog closes. Answers its returnValue.
 * @param {HTMLDialogElement} dialog
 * @returns {Promise<string>}
 */
export function showDialog(dialog) {
  const back = /** @type {HTMLElement | null} */ (document.activeElement);
  if (!dialog.isConnected) document.body.append(dialog);
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((done) => {
    const closed = () => {
      if (dialog.open) return; // the event of an earlier closing, late
      dialog.removeEventListener('close', closed);
      back?.focus?.();
      done(dialog.returnValue);
    };
    dialog.addEventListener('close', closed);
  });
}

/** @type {Map<string, Promise<unknown>>} */
const partAssets = new Map(); // the texts and the style sheet of a part, by its name

/**
 * Load a part that not every visit needs, with its own texts and style sheet (locales/…/<name>.ftl, css/<name>.css).
 * module: what import() answers. Throws { status: 0 } when something of it could not be fetched.
 * @template Module
 * @param {string} name
 * @param {Promise<Module>} module
 */
export async function lazyLoad(name, module) {
  if (!partAssets.has(name)) partAssets.set(name, Promise.all([addTexts(name), addStyles(name)]));
  try {
    return (await Promise.all([module, partAssets.get(name)]))[0];
  } catch (error) {
    partAssets.delete(name);
    throw Object.assign(/** @type {Error} */ (error), { status: 0 });
  }
}

/** @param {string} name */
function addStyles(name) {
  const link = Object.assign(document.createElement('link'), {
    rel: 'stylesheet',
    href: `${window.desk.base}css/${name}.css`,
  });
  return new Promise((done, failed) => {
    link.onload = done;
    link.onerror = () => {
      link.remove();
      failed(new Error(name));
    };
    document.head.append(link);
  });
}

translate();
