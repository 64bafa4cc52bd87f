// What the pages' modules find in a browser, as far as modules without elements need it. Loaded before every test file.
import { readFileSync } from 'node:fs';

class Storage {
  #items = new Map();

  getItem(/** @type {string} */ key) {
    return this.#items.get(key) ?? null;
  }

  setItem(/** @type {string} */ key, /** @type {unknown} */ value) {
    this.#items.set(key, String(value));
  }

  removeItem(/** @type {string} */ key) {
    this.#items.delete(key);
  }

  clear() {
    this.#items.clear();
  }
}

const catalogue = (/** @type {string} */ name) =>
  readFileSync(new URL(`../../static-site/locales/en/${name}.ftl`, import.meta.url), 'utf8');

const events = new EventTarget();
const document = Object.assign(new EventTarget(), {
  documentElement: { lang: 'en', dir: 'ltr', dataset: { area: 'console' } },
  hidden: false,
  title: '',
  createTreeWalker: () => ({}),
  createComment: () => ({}),
  getElementById: () => null,
  querySelector: () => null,
  querySelectorAll: () => [],
});

Object.assign(globalThis, {
  document,
  window: globalThis,
  desk: {
    base: '/',
    lang: 'en',
    texts: Promise.resolve(['common', 'console', 'lists', 'admin'].map(catalogue).join('\n')),
    first: {},
  },
  HTMLElement: class {},
  customElements: { define() {}, get() {} },
  localStorage: new Storage(),
  sessionStorage: new Storage(),
  matchMedia: () => ({ matches: false }),
  location: new URL('https://desk.example/console/'),
  addEventListener: events.addEventListener.bind(events),
  removeEventListener: events.removeEventListener.bind(events),
  dispatchEvent: events.dispatchEvent.bind(events),
  BroadcastChannel: class extends EventTarget {
    postMessage() {}
  },
});
Object.defineProperty(globalThis, 'navigator', {
  value: {
    languages: ['en-GB', 'en'],
    locks: { request: (/** @type {string} */ _name, /** @type {() => unknown} */ run) => run() },
  },
});
process.env.TZ = 'UTC';
