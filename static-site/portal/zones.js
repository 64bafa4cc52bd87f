// Time zones to choose from, each with the time it is there now: people recognise their own clock.
import { locale } from '../lib/i18n.js';
import { now } from '../lib/time.js';

/** [[IANA name, "Europe / Berlin (14:30)"]]; chosen is always among them. */
export function zoneOptions(chosen) {
  const names = Intl.supportedValuesOf?.('timeZone') ?? ['UTC'];
  const all = names.includes(chosen) || !chosen ? names : [chosen, ...names];
  return all.map((name) => [name, `${name.replaceAll('_', ' ').replaceAll('/', ' / ')} (${clockIn(name)})`]);
}

function clockIn(timeZone) {
  try {
    return new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now.peek());
  } catch {
    return '–';
  }
}
