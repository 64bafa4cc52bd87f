// @ts-check
// JSON over fetch on /api/v1. Every failure is an ApiError that a view can show; nothing is swallowed.
import { signal } from '../vendor/lit.js';
import { lang } from './i18n.js';
import { setServerTime } from './time.js';

const BASE = '/api/v1';
const LIMIT_MS = 10_000;
const early = window.desk.first ?? {};
/** @type {Map<string, { etag: string, data: any }>} */
const known = new Map(); // by path

/**
 * How a request is made; see api().
 * @typedef {object} Options
 * @property {string} [method]
 * @property {unknown} [body]
 * @property {number | string} [version]
 * @property {string} [key]
 * @property {boolean} [open]
 * @property {boolean} [cached]
 * @property {boolean} [file]
 * @property {number} [limit]
 */

/**
 * @typedef {object} Signing
 * @property {(how?: { fresh?: boolean }) => Promise<string | null>} token
 * @property {() => Promise<boolean>} askAgain
 */

/** How requests are signed: lib/session.js says so with signWith(). Without it every request is a visitor's. */
/** @type {Signing} */
let signing = { token: async () => null, askAgain: async () => false };

/**
 * Sign requests from now on. token({ fresh }): the ID token or null · askAgain(): true when the person has signed in
 * again after the session had ended.
 * @param {Signing} functions
 */
export function signWith(functions) {
  signing = functions;
}

/** 'ok' or 'reconnecting': whether the last thing we asked the desk in the background was answered. */
export const connection = signal('ok');

/**
 * A refusal or a failure. status 0: no answer came (offline or too late). problem: the RFC 9457 body, {} without one.
 * errors: [{pointer, detail}]; retryAfter: seconds or null.
 */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {{ [name: string]: any }} problem
   * @param {number | null} retryAfter
   */
  constructor(status, problem = {}, retryAfter = null) {
    super(problem.detail ?? problem.title ?? (status ? `HTTP ${status}` : 'no answer'));
    this.status = status;
    this.problem = problem;
    /** @type {{ pointer: string, detail: string }[]} */
    this.errors = problem.errors ?? [];
    this.retryAfter = retryAfter;
  }
}

/** A new Idempotency-Key, so that a retry changes nothing twice. */
export const newKey = () => crypto.randomUUID();

/**
 * The Idempotency-Key of one send, the same for every try of the same body, also after a reload.
 * scope: what is being sent, e.g. 'new-ticket' or 'reply-17'. Call sent(scope) when the desk has acknowledged.
 * @param {string} scope
 * @param {unknown} body
 */
export function keyFor(scope, body) {
  const print = fingerprint(JSON.stringify(body));
  const saved = JSON.parse(localStorage.getItem(`desk-send:${scope}`) ?? 'null');
  if (saved?.print === print) return saved.key;
  const key = newKey();
  localStorage.setItem(`desk-send:${scope}`, JSON.stringify({ print, key }));
  return key;
}

export const sent = (/** @type {string} */ scope) => localStorage.removeItem(`desk-send:${scope}`);

/** @param {string} text */
function fingerprint(text) {
  let hash = 5381;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash, 33) ^ text.charCodeAt(i);
  return `${text.length}:${hash >>> 0}`;
}

/**
 * Ask the desk. Answers the JSON body (null for 204).
 * method, body · version: sent as If-Match · key: Idempotency-Key · open: without sign-in (public routes)
 * cached: send If-None-Match and answer the very same object when nothing changed.
 * file: answer { text, headers } as they came · limit: milliseconds to wait.
 * @param {string} path
 * @param {Options} options
 * @returns {Promise<any>}
 */
export async function api(path, options = {}) {
  const answer = await attempt(path, options);
  if (answer.status !== 401 || options.open) return read(path, answer, options);
  const again = await signing.token({ fresh: true });
  const second = again ? await attempt(path, options) : answer;
  if (second.status !== 401) return read(path, second, options);
  if (!(await signing.askAgain())) return read(path, second, options);
  return read(path, await attempt(path, options), options);
}

/** @type {(path: string, options?: Options) => Promise<any>} */
export const get = (path, options) => api(path, { ...options, method: 'GET' });
/** @type {(path: string, body: unknown, options?: Options) => Promise<any>} */
export const post = (path, body, options) => api(path, { ...options, method: 'POST', body });
/** @type {(path: string, body: unknown, options?: Options) => Promise<any>} */
export const put = (path, body, options) => api(path, { ...options, method: 'PUT', body });
/** @type {(path: string, body: unknown, version: number | string) => Promise<any>} */
export const patch = (path, body, version) => api(path, { method: 'PATCH', body, version });

/**
 * @param {string} path
 * @param {Options} options
 */
async function attempt(path, { method = 'GET', body, version, key, open, cached, file, limit = LIMIT_MS }) {
  const waiting = method === 'GET' ? early[BASE + path] : null;
  if (waiting) {
    delete early[BASE + path];
    const answer = await waiting.catch(() => null);
    if (answer) return answer;
  }
  /** @type {Record<string, string>} */
  const headers = { accept: file ? '*/*' : 'application/json', 'accept-language': lang };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const seen = cached ? known.get(path) : null;
  if (version !== undefined) headers['if-match'] = `"${version}"`;
  if (key) headers['idempotency-key'] = key;
  if (seen) headers['if-none-match'] = seen.etag;
  const signed = open ? null : await signing.token();
  if (signed) headers.authorization = signed;
  const ask = () =>
    fetch(BASE + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(limit),
      cache: 'no-store',
    });
  // A function that starts may take too long once; what only reads is asked for again.
  const again = (/** @type {Error} */ error) =>
    method === 'GET' && error.name === 'TimeoutError' ? ask() : Promise.reject(error);
  return ask()
    .catch(again)
    .catch(() => {
      throw new ApiError(0);
    });
}

/**
 * @param {string} path
 * @param {Response} answer
 * @param {Options} options
 */
async function read(path, answer, { cached, file }) {
  setServerTime(answer.headers.get('desk-time'));
  if (answer.status === 304) return known.get(path)?.data;
  const text = await answer.text().catch(() => {
    throw new ApiError(0);
  });
  if (file && answer.ok) return { text, headers: answer.headers };
  const data = parse(text);
  if (!answer.ok) throw new ApiError(answer.status, data ?? {}, Number(answer.headers.get('retry-after')) || null);
  const etag = answer.headers.get('etag');
  if (cached && etag) known.set(path, { etag, data });
  return data;
}

/** @param {string} text */
function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/** Forget what was fetched, e.g. because another user signed in. */
export const forget = () => known.clear();

/**
 * What a view is loading: value, error, and how to try again. load.run() never throws; a failed refresh keeps the
 * value.
 */
export class Load {
  value = signal(/** @type {any} */ (null));
  error = signal(/** @type {any} */ (null));

  /** @param {() => Promise<unknown>} fetcher */
  constructor(fetcher) {
    this.fetcher = fetcher;
  }

  run = async () => {
    if (this.error.value) this.error.value = null;
    try {
      this.value.value = await this.fetcher();
      return true;
    } catch (error) {
      this.error.value = error;
      return false;
    }
  };
}

const EVERY_MS = 15_000;
const MAX_PAUSE_MS = 120_000;

/**
 * Call refresh() every 15 seconds while the page is visible, at once when it becomes visible or the network returns.
 * A failure shows the banner (connection) and waits longer each time; a refusal (4xx) stops it. Answers { stop, soon }.
 * @param {() => Promise<unknown>} refresh
 */
export function poll(refresh, every = EVERY_MS) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let failures = 0,
    stopped = false,
    busy = false;
  const plan = (/** @type {number} */ ms) => {
    clearTimeout(timer);
    if (!stopped && !document.hidden) timer = setTimeout(step, ms);
  };
  const step = async () => {
    if (stopped || busy) return;
    busy = true;
    try {
      await refresh();
      failures = 0;
      connection.value = 'ok';
    } catch (error) {
      const { status } = /** @type {ApiError} */ (error);
      stopped = status >= 400 && status < 500 && status !== 429;
      failures += 1;
      if (!stopped) connection.value = 'reconnecting';
    }
    busy = false;
    plan(Math.min(every * 2 ** Math.max(0, failures - 1), MAX_PAUSE_MS) * (failures ? 0.8 + Math.random() * 0.4 : 1));
  };
  const resume = () => {
    if (!document.hidden) plan(0);
    else clearTimeout(timer);
  };
  document.addEventListener('visibilitychange', resume);
  addEventListener('online', resume);
  const lost = () => {
    connection.value = 'reconnecting';
  };
  addEventListener('offline', lost);
  plan(every);
  return {
    soon: () => plan(0),
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', resume);
      removeEventListener('online', resume);
      removeEventListener('offline', lost);
    },
  };
}
