// Time zones to choose from, each with the time it is there now: people recognise their own clock.
import { locale } from '../lib/i18n.js';
import { now } from '../lib/time.js';

// Browsers still offer some zones by the name they had in 1993.
const TODAY = {
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
};

/** The name a zone has today. */
export const zoneToday = (name) => TODAY[name] ?? name;

/** [[IANA name, "Europe / Berlin (14:30)"]]; chosen is always among them. */
export function zoneOptions(chosen) {
  const names = (Intl.supportedValuesOf?.('timeZone') ?? ['UTC']).map(zoneToday);
  const all = names.includes(chosen) || !chosen ? names : [chosen, ...names];
  return all.map((name) => [name, `${name.replaceAll('_', ' ').replaceAll('/', ' / ')} (${clockIn(name)})`]);
}

function clockIn(timeZone) {
  try {
    return new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
      now.peek(),
    );
  } catch {
    return '–';
  }
}
