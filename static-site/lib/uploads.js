// @ts-check
// Files on their way to the desk: straight into its store, each by itself, with progress; one that fails holds up
// nothing.
import { signal } from '../vendor/lit.js';
import { ApiError, get, post } from './api.js';

export const MAX_BYTES = 25 * 1024 * 1024;
export const MAX_FILES = 20;
const CHECK_EVERY_MS = 1_000;
const MAX_CHECKS = 120;

/**
 * A file as a draft remembers it.
 * @typedef {{ id: string, name: string, size: number, type: string, state: string }} SavedFile
 */

/**
 * One file: { id, name, size, type, state, progress, error }. state: 'sending', then as the desk says: 'waiting' (being
 * checked), 'clean' or 'refused'; or 'failed' (tryAgain() sends it once more). progress: 0 to 1 · error: an ApiError
 * or null.
 */
export class Upload {
  state = signal('sending');
  progress = signal(0);
  error = signal(/** @type {ApiError | null} */ (null));
  reason = signal('');
  id = /** @type {string | null} */ (null);
  #request = /** @type {XMLHttpRequest | null} */ (null);
  #dropped = false;

  /**
   * @param {{ name: string, size: number, type: string }} about
   * @param {File | null} file what is sent; null when it was sent before
   */
  constructor({ name, size, type }, file) {
    this.name = name;
    this.size = size;
    this.type = type;
    this.file = file;
  }

  /**
   * One that was uploaded before, from a draft.
   * @param {SavedFile} saved
   */
  static fromDraft({ id, name, size, type, state }) {
    const upload = new Upload({ name, size, type }, null);
    upload.id = id;
    upload.state.value = state;
    upload.progress.value = 1;
    if (state === 'waiting') upload.#waitForCheck();
    return upload;
  }

  get isDone() {
    return this.id !== null && ['waiting', 'clean'].includes(this.state.value);
  }

  /** What a draft stores of it; null until it is uploaded. */
  get saved() {
    return this.isDone
      ? { id: this.id, name: this.name, size: this.size, type: this.type, state: this.state.value }
      : null;
  }

  /** Send it. Never throws: error says what went wrong. */
  async send() {
    this.state.value = 'sending';
    this.error.value = null;
    this.progress.value = 0;
    try {
      const { id, post: form } = await post('/uploads', {
        name: this.name,
        type: this.type || 'application/octet-stream',
        size: this.size,
      });
      if (this.#dropped) return;
      await this.#put(/** @type {File} */ (this.file), form);
      if (this.#dropped) return;
      this.id = id;
      this.state.value = 'waiting';
      await this.#waitForCheck();
    } catch (error) {
      if (this.#dropped) return;
      if (!(error instanceof ApiError)) throw error;
      this.error.value = error;
      this.state.value = 'failed';
    }
  }

  /**
   * @param {File} file
   * @param {{ url: string, fields: Record<string, string> }} where
   * @returns {Promise<void>}
   */
  #put(file, { url, fields }) {
    return new Promise((done, fail) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('file', file);
      const request = new XMLHttpRequest(); // fetch reports no upload progress
      this.#request = request;
      request.upload.addEventListener('progress', ({ loaded, total }) => {
        this.progress.value = total ? loaded / total : 0;
      });
      request.addEventListener('load', () => (request.status < 300 ? done() : fail(new ApiError(request.status))));
      request.addEventListener('error', () => fail(new ApiError(0)));
      request.addEventListener('abort', () => fail(new ApiError(0)));
      request.open('POST', url);
      request.send(form);
    });
  }

  /** Ask for the result of the check until there is one. Sending the message need not wait for it. */
  async #waitForCheck() {
    for (let check = 0; check < MAX_CHECKS && !this.#dropped; check += 1) {
      await new Promise((go) => {
        setTimeout(go, CHECK_EVERY_MS);
      });
      if (this.#dropped) return;
      const answer = await get(`/uploads/${this.id}`).catch(() => null);
      if (answer && answer.state !== 'waiting') {
        this.reason.value = answer.reason ?? '';
        this.state.value = answer.state;
        return;
      }
    }
  }

  /** Take it away, wherever it is. */
  drop() {
    this.#dropped = true;
    this.#request?.abort();
  }
}
