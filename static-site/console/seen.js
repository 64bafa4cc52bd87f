// Which version of a ticket this person has read, on this device: what is newer stands in the list in bold.
import { signal } from '../vendor/lit.js';
import { person } from '../lib/session.js';

const MOST = 500;
const key = () => `desk-seen:${person.value?.id ?? ''}`;

function stored() {
  try { return new Map(JSON.parse(localStorage.getItem(key())) ?? []); } catch { return new Map(); }
}

const seen = signal(null); // Map: ticket id -> version, the least recently read first

const versions = () => {
  seen.value ??= stored();
  return seen.value;
};

/** The version of a ticket this person last looked at; 0 for never. */
export const seenVersion = (id) => versions().get(id) ?? 0;

/** True when something has happened on the ticket that this person has not looked at. */
export const isUnread = (ticket) => seenVersion(ticket.id) < ticket.version;

export function markSeen({ id, version }) {
  if (!isUnread({ id, version })) return;
  const next = stored(); // other tabs write here too
  next.delete(id);
  next.set(id, version);
  seen.value = new Map([...next].slice(-MOST));
  localStorage.setItem(key(), JSON.stringify([...seen.value]));
}

addEventListener('storage', (event) => { if (event.key === key()) seen.value = stored(); });
