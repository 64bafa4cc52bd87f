// Points in time by the clock on the reader's wall: "tomorrow at nine" in their own time zone, over changes of the
// hour.
import { timeZone } from './time.js';

const parts = (at) => {
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
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
};

const asUtc = ({ year, month, day, hour, minute, second = 0 }) => Date.UTC(year, month - 1, day, hour, minute, second);

/** The moment at which the wall shows this; where an hour is skipped, the one after it. */
function momentOf(wall) {
  const wanted = asUtc(wall);
  const guess = wanted - (asUtc(parts(wanted)) - wanted);
  return new Date(wanted - (asUtc(parts(guess)) - guess));
}

/** Some days after a moment, at a full hour. */
export function daysLater(at, days, hour) {
  const today = parts(at);
  return momentOf({ ...today, day: today.day + days, hour, minute: 0, second: 0 });
}

/** 0 for Sunday, as the wall's calendar has it. */
export function weekday(at) {
  const { year, month, day } = parts(at);
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

/** What a field of the type datetime-local holds, as a moment. */
export function readLocal(text) {
  const [year, month, day, hour, minute] = text.match(/\d+/g).map(Number);
  return momentOf({ year, month, day, hour, minute });
}
