// @ts-check
// Who is signed in. The ID token lives in this module's memory only; the refresh token in a cookie no script can read.
import { signal } from '../vendor/lit.js';
import { ApiError, forget, signWith } from './api.js';
import { LANGUAGES } from './i18n.js';
import { setTimeZone } from './time.js';

const BASE = '/api/v1';
const EARLY_MS = 30_000; // refresh this long before the token ends
const channel = new BroadcastChannel('desk-session');

/** null: signed out, or not known yet; else { id, name, email, role: customer|agent|lead|admin }. */
export const person = signal(/** @type {{ id: string, name: string, email: string, role: string } | null} */ (null));

/** Whether the signed-in person leads a team, or governs the desk. */
export const isLead = () => ['lead', 'admin'].includes(person.value?.role ?? '');

/** @type {{ token: string, until: number } | null} */
let current = null;
/** @type {typeof person.value} */
let last = null; // the person this page was working for, also after the session has ended
/** @type {Promise<string | null> | null} */
let refreshing = null;

const jsonHeaders = { 'content-type': 'application/json', 'x-desk': '1' };
const call = (/** @type {string} */ path, /** @type {string} */ method, /** @type {object} */ body) =>
  fetch(BASE + path, {
    method,
    headers: jsonHeaders,
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
    cache: 'no-store',
  });

/** @param {string} token */
function claimsOf(token) {
  const part = token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(part), (c) => c.charCodeAt(0))));
}

/** @param {string[]} groups */
function roleOf(groups = []) {
  return ['admin', 'lead', 'agent'].find((role) => groups.includes(`${role}s`)) ?? 'customer';
}

/** @param {{ id_token: string, expires_in: number }} answer */
function accept({ id_token: token, expires_in: seconds }) {
  const claims = claimsOf(token);
  current = { token, until: Date.now() + seconds * 1000 - EARLY_MS };
  localStorage.setItem('desk-session', '1');
  const id = claims['custom:person'] ?? claims.sub;
  const same = person.value?.id === id ? person.value : null;
  const name = claims.name ?? same?.name ?? localStorage.getItem('desk-person') ?? claims.email ?? '';
  person.value = { id, name, email: claims.email ?? '', role: roleOf(claims['cognito:groups']) };
  if (last && last.id !== id) location.reload(); // nothing of one person's page is for another's eyes
  last = person.value;
}

function dropped() {
  current = null;
  for (const key of ['desk-session', 'desk-person', 'desk-zone']) localStorage.removeItem(key);
  person.value = null;
}

/** The address this page's session was for, also after it has ended. */
export const lastEmail = () => last?.email ?? '';

/** False until it is known whether there is a session. */
export const settled = signal(false);

/** The first answer about the session: true when there is a session. Pages that need it await it. */
export const ready = start().finally(() => {
  settled.value = true;
});

async function start() {
  if (!window.desk.session) return false;
  try {
    const answer = await window.desk.session;
    if (answer.ok) {
      accept(await answer.json());
      return true;
    }
  } catch {
    /* fall through: ask once more */
  }
  return Boolean(await token({ fresh: true }).catch(() => null));
}

/** The ID token, renewed when it is about to end or when fresh is asked; null without a session. */
export async function token({ fresh = false } = {}) {
  if (!fresh && current && Date.now() < current.until) return current.token;
  if (!fresh && !current && !localStorage.getItem('desk-session')) return null;
  refreshing ??= navigator.locks.request('desk-refresh', renew).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function renew() {
  const answer = await call('/session/refresh', 'POST', {}).catch(() => null);
  if (answer?.ok) accept(await answer.json());
  else if (answer && answer.status < 500 && answer.status !== 429) dropped();
  return current && Date.now() < current.until + EARLY_MS ? current.token : null;
}

/** Sign in. Answers {} when done, or {challenge, session} to be met with answer(); throws the answer's problem. */
export const login = (/** @type {string} */ email, /** @type {string} */ password) =>
  begin('/session', { email, password });

/** Meet a challenge: {email, challenge, session, new_password}. */
export const answer = (/** @type {object} */ body) => begin('/session/challenge', body);

/**
 * @param {string} path
 * @param {object} body
 */
async function begin(path, body) {
  const reply = await call(path, 'POST', body).catch(() => {
    throw new ApiError(0);
  });
  const data = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new ApiError(reply.status, data, Number(reply.headers.get('retry-after')) || null);
  if (data.challenge) return data;
  forget();
  accept(data);
  channel.postMessage('in');
  return {};
}

/** Sign out here, or on every device; the browser's other tabs follow. */
export async function logout({ everywhere = false, to = '/' } = {}) {
  const signed = current?.token;
  const headers = signed ? { ...jsonHeaders, authorization: signed } : jsonHeaders;
  const left = await fetch(`${BASE}/session${everywhere ? '?everywhere=true' : ''}`, {
    method: 'DELETE',
    headers,
  }).catch(() => null);
  if (!left?.ok && left?.status !== 401) return false;
  dropped();
  channel.postMessage('out');
  location.assign(to);
  return true;
}

channel.addEventListener('message', ({ data }) => {
  if (data === 'out') {
    dropped();
    location.assign('/login.html?out=1');
  }
  if (data === 'in' && !current) token({ fresh: true });
});

// Back to a page from the browser's cache: it must not show what was read before signing out.
addEventListener('pageshow', (event) => {
  if (event.persisted && current && !localStorage.getItem('desk-session')) location.reload();
});

/** The address to come back to, only ever one of this site. */
export function returnAddress(fallback = '/tickets.html') {
  const next = new URLSearchParams(location.search).get('next') ?? '';
  return /^\/(?![/\\])/.test(next) ? next : fallback;
}

/** For pages only signed-in people may see: true, or false after sending the visitor to the sign-in page. */
export async function requireSession() {
  if (await ready) return true;
  if (!window.desk.session && (await token({ fresh: true }))) return true;
  location.replace(`/login.html?next=${encodeURIComponent(location.pathname + location.search)}`);
  return false;
}

/** @type {Promise<boolean> | null} */
let asking = null;
let dialog = async () => false;

/**
 * How a page asks for the password again when the session has ended: show() answers true after signing in.
 * @param {() => Promise<boolean>} show
 */
export function askAgainWith(show) {
  dialog = show;
}

/** The session ended while the person was at work: ask for the password over the page, so that no text is lost. */
export function askAgain() {
  asking ??= dialog().finally(() => {
    asking = null;
  });
  return asking;
}

signWith({ token, askAgain });

/**
 * Take over the profile: name in the header, time zone, language (true when the page should be shown anew).
 * @param {{ name: string, role: string, time_zone: string, language: string }} me
 */
export function takeProfile(me) {
  if (person.value) person.value = { ...person.value, name: me.name, role: me.role };
  localStorage.setItem('desk-person', me.name);
  setTimeZone(me.time_zone);
  const changed = me.language.split('-')[0] in LANGUAGES && me.language.split('-')[0] !== window.desk.lang;
  if (me.language) localStorage.setItem('desk-language', me.language.split('-')[0]);
  return changed;
}
