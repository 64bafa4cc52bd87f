// @ts-check
// Points in time by the clock on the reader's wall: "tomorrow at nine" in their own time zone, over changes of the
// hour.
import { timeZone } from './time.js';

/**
 * What the wall shows at a moment.
 * @typedef {{ year: number, month: number, day: number, hour: number, minute: number, second?: number }} Wall
 */

/** @returns {Wall} */
const parts = (/** @type {number | Date} */ at) => {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: timeZone(),
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return /** @type {Wall} */ (
    /** @type {unknown} */ (
      Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    )
  );
};

const asUtc = (/** @type {Wall} */ { year, month, day, hour, minute, second = 0 }) =>
  Date.UTC(year, month - 1, day, hour, minute, second);

/** The moment at which the wall shows this; where an hour is skipped, the one after it. */
function momentOf(/** @type {Wall} */ wall) {
  const wanted = asUtc(wall);
  const guess = wanted - (asUtc(parts(wanted)) - wanted);
  return new Date(wanted - (asUtc(parts(guess)) - guess));
}

/**
 * Some days after a moment, at a full hour.
 * @param {number | Date} at
 * @param {number} days
 * @param {number} hour
 */
export function daysLater(at, days, hour) {
  const today = parts(at);
  return momentOf({ ...today, day: today.day + days, hour, minute: 0, second: 0 });
}

/**
 * 0 for Sunday, as the wall's calendar has it.
 * @param {number | Date} at
 */
export function weekday(at) {
  const { year, month, day } = parts(at);
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

/**
 * What a field of the type datetime-local holds, as a moment.
 * @param {string} text
 */
export function readLocal(text) {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = (text.match(/\d+/g) ?? []).map(Number);
  return momentOf({ year, month, day, hour, minute });
}
