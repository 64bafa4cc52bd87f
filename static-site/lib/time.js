// @ts-check
// Times for people. `now` is the desk's clock, not the device's: one signal for the page, ticking every 15 seconds.
import { html, signal } from '../vendor/lit.js';
import { dir, locale, t } from './i18n.js';

const TICK_MS = 15_000;
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

let offset = 0;
export const now = signal(Date.now());
setInterval(tick, TICK_MS);

/** Look at the clock now. */
export function tick() {
  now.value = Date.now() + offset;
}

/**
 * The server's clock, from every response of the API (RFC 3339). Under two seconds are travel, not offset.
 * @param {string | null} iso
 */
export function setServerTime(iso) {
  const difference = Date.parse(iso ?? '') - Date.now();
  if (Number.isNaN(difference)) return;
  const wanted = Math.abs(difference) < 2_000 ? 0 : difference;
  if (Math.abs(wanted - offset) < 2_000) return;
  offset = wanted;
  tick();
}

let zone = localStorage.getItem('desk-zone') || Intl.DateTimeFormat().resolvedOptions().timeZone;
const formats = new Map();

/** The reader's time zone: the profile's, else the browser's. */
export const timeZone = () => zone;

export function setTimeZone(/** @type {string | undefined} */ name) {
  if (!name || name === zone) return;
  zone = name;
  localStorage.setItem('desk-zone', name);
  formats.clear();
}

/**
 * @param {string} name
 * @param {Intl.DateTimeFormatOptions} options
 * @returns {Intl.DateTimeFormat}
 */
function format(name, options) {
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }));
  return formats.get(name);
}

const clockTime = (/** @type {number} */ at) =>
  format('time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
const dayKey = (/** @type {number} */ at) =>
  format('key', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

/** The calendar day as text, for day separators. */
export function day(/** @type {string} */ iso) {
  const at = Date.parse(iso);
  if (dayKey(at) === dayKey(now.value)) return t('today');
  if (dayKey(at) === dayKey(now.value - 86_400_000)) return t('yesterday');
  return format('day', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

/** Date and time in full with the zone, for tooltips and print. */
export const exactly = (/** @type {string} */ iso) =>
  format('full', { dateStyle: 'full', timeStyle: 'long' }).format(Date.parse(iso));

/** Date and time, medium long. */
export const dateTime = (/** @type {string} */ iso) =>
  format('medium', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(Date.parse(iso));

/** "in 2 hours", "3 days ago", in whole units; under a minute "just now". */
export function relative(/** @type {string} */ iso) {
  const seconds = Math.round((Date.parse(iso) - now.value) / 1000);
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  if (!unit) return t('just-now');
  // "1 day ago": 30 hours may be yesterday or the day before
  return new Intl.RelativeTimeFormat(locale).format(Math.trunc(seconds / unit[1]), unit[0]);
}

/** "in 2 hours (14:30)"; on another day "(5 Jan, 14:30)". */
export function relativeAndExact(/** @type {string} */ iso) {
  const at = Date.parse(iso);
  const near = dayKey(at) === dayKey(now.value);
  const sameYear = dayKey(at).match(/\d{4}/)?.[0] === dayKey(now.value).match(/\d{4}/)?.[0];
  const date = near
    ? ''
    : format(sameYear ? 'short' : 'long', {
        day: 'numeric',
        month: 'short',
        ...(sameYear ? {} : { year: 'numeric' }),
      }).format(at);
  const exact = date ? t('date-and-time', { date, time: clockTime(at) }) : clockTime(at);
  // All of it is in the reader's own script: marks of isolation would only hide its direction from the browser.
  return t('time-both', { relative: relative(iso), exact }).replace(/[\u2068\u2069]/g, '');
}

/**
 * A time as an element: relative and exact, machine-readable, zone in the tooltip. Reads `now`: renders again by
 * itself.
 */
export const when = (/** @type {string} */ iso) =>
  html`<time datetime=${iso} title=${exactly(iso)} dir=${dir}>${relativeAndExact(iso)}</time>`;

/** The time of day as an element. */
export const clock = (/** @type {string} */ iso) =>
  html`<time datetime=${iso} title=${exactly(iso)} dir=${dir}>${clockTime(Date.parse(iso))}</time>`;

/** Whole minutes from now until then; negative when past. */
export const minutesUntil = (/** @type {string} */ iso) => Math.trunc((Date.parse(iso) - now.value) / 60_000);
