// @ts-check
// Results that come page by page from an address which may change meanwhile, e.g. those of a search.
import { signal } from '../vendor/lit.js';
import { get } from './api.js';

/**
 * One page, as the API answers it; it has more. next: the cursor of the following page.
 * @template Item
 * @typedef {{ items: Item[], next: string | null, [more: string]: unknown }} ResultPage
 */

/**
 * What a view does with it: loaded(page) is called for the first page, added(n) for each further one, refused(error)
 * when a further one could not be fetched; keyOf(item) tells items apart, so that none is shown twice.
 * @template Item
 * @typedef {object} ResultListener
 * @property {(page: ResultPage<Item>) => void} loaded
 * @property {(n: number) => void} added
 * @property {(error: unknown) => void} refused
 * @property {(item: Item) => unknown} [keyOf]
 */

/**
 * Results as signals. What comes for an address that is no longer shown is dropped. shown() of parts/basics.js shows
 * them.
 * @template Item
 */
export class PagedResults {
  value = signal(/** @type {ResultPage<Item> | null} */ (null));
  error = signal(/** @type {unknown} */ (null));
  busy = signal(false); // whether a further page is on its way
  /** @type {string | null} */
  path = null;

  /** @param {ResultListener<Item>} listener */
  constructor(listener) {
    this.listener = listener;
  }

  /**
   * Show the results of this address; null for none.
   * @param {string | null} path
   */
  async open(path) {
    this.path = path;
    this.value.value = this.error.value = null;
    if (path !== null) await this.run();
  }

  /** Fetch the first page again. */
  run = async () => {
    const path = /** @type {string} */ (this.path);
    this.error.value = null;
    try {
      const page = await get(path);
      if (path !== this.path) return;
      this.value.value = page;
      this.listener.loaded(page);
    } catch (error) {
      if (path === this.path) this.error.value = error;
    }
  };

  /** Fetch the next page for the reader who asked. */
  more = async () => {
    const { path } = this;
    const before = this.value.value;
    if (this.busy.value || !before?.next) return;
    this.busy.value = true;
    try {
      const page = await get(`${path}&cursor=${encodeURIComponent(before.next)}`);
      if (path === this.path) this.#add(page);
    } catch (error) {
      this.listener.refused(error);
    }
    this.busy.value = false;
  };

  /** @param {ResultPage<Item>} page */
  #add(page) {
    const { keyOf = (/** @type {Item} */ item) => item } = this.listener;
    const before = this.value.value?.items ?? [];
    const known = new Set(before.map(keyOf));
    const added = page.items.filter((item) => !known.has(keyOf(item)));
    this.value.value = { ...page, items: [...before, ...added] };
    this.listener.added(added.length);
  }
}
