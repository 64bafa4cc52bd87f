// @ts-check
// Text that was typed and not sent. Saved on the device within half a second; nothing ever overwrites it silently.
import { signal } from '../vendor/lit.js';
import { person } from './session.js';

const PAUSE_MS = 300;
/** @type {Set<Draft>} */
const open = new Set();

/** @typedef {Record<string, any>} Values what a draft holds, by field */

/**
 * One draft: fields by name. `values` is a signal; `otherVersion` holds another tab's version until one of the two is
 * chosen.
 */
class Draft {
  values = signal(/** @type {Values} */ ({}));
  otherVersion = signal(/** @type {Values | null} */ (null));
  /** @type {ReturnType<typeof setTimeout> | 0} */
  #timer = 0;

  /** @param {string} name */
  constructor(name) {
    this.key = `desk-draft:${person.value?.id ?? 'visitor'}:${name}`;
    this.values.value = this.#read();
    open.add(this);
  }

  /** @returns {Values} */
  #read(text = localStorage.getItem(this.key)) {
    try {
      return JSON.parse(text ?? 'null') ?? {};
    } catch {
      return {};
    }
  }

  /**
   * Something was typed.
   * @param {string} name
   * @param {unknown} value
   */
  set(name, value) {
    this.values.value = { ...this.values.value, [name]: value };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.save, PAUSE_MS);
  }

  /** @param {string} name */
  get(name) {
    return this.values.value[name] ?? '';
  }

  save = () => {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (isEmpty(this.values.value)) localStorage.removeItem(this.key);
    else localStorage.setItem(this.key, JSON.stringify(this.values.value));
  };

  /** Sent, or thrown away on purpose. */
  clear() {
    this.values.value = {};
    this.otherVersion.value = null;
    this.save();
  }

  /**
   * Another tab saved this draft: an empty field takes it over, anything typed here stays until the person chooses.
   * @param {string | null} text
   */
  changedElsewhere(text) {
    const otherVersion = this.#read(text);
    if (same(otherVersion, this.values.value)) this.otherVersion.value = null;
    else if (isEmpty(this.values.value)) this.values.value = otherVersion;
    else this.otherVersion.value = otherVersion;
  }

  takeOtherVersion() {
    this.values.value = this.otherVersion.value ?? {};
    this.otherVersion.value = null;
    this.save();
  }

  keepOwnVersion() {
    this.otherVersion.value = null;
    this.save();
  }

  /** The page no longer shows this draft; what was typed is saved first. */
  close() {
    if (this.#timer) this.save();
    open.delete(this);
  }

  flush() {
    if (this.#timer) this.save();
  }
}

const isEmpty = (/** @type {Values} */ values) => Object.values(values).every((v) => !v);
const same = (/** @type {Values} */ a, /** @type {Values} */ b) => JSON.stringify(a) === JSON.stringify(b);

/** The signed-in person's draft with this name, e.g. 'new' or 'reply-17'. Call close() when the view goes away. */
export const draft = (/** @type {string} */ name) => new Draft(name);

addEventListener('pagehide', () => open.forEach((d) => d.flush()));
document.addEventListener('visibilitychange', () => {
  if (document.hidden) open.forEach((d) => d.flush());
});
addEventListener('storage', (event) => {
  for (const d of open) if (d.key === event.key) d.changedElsewhere(event.newValue);
});
