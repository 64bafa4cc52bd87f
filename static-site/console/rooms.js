// The way to the rooms beside the lists (customers, colleagues, set-up). What is in them comes when somebody goes there.
import { html, nothing } from '../vendor/lit.js';
import { addTexts, t } from '../lib/i18n.js';
import { icon } from '../parts/basics.js';
import { route } from './router.js';

const ROOMS = [['people', 'user'], ['agents', 'users'], ['admin', 'settings']];
const ROOM_TEXTS = { people: 'room-people', agents: 'room-agents', admin: 'room-admin' };
let brought = null;

function sheet() {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL('../css/admin.css', import.meta.url).href;
  const loaded = new Promise((done, fail) => { link.onload = done; link.onerror = fail; });
  document.head.append(link);
  return loaded;
}

/** Fetch what every room needs. Throws where that fails; asking again tries again. */
export function bring() {
  brought ??= Promise.all([sheet(), addTexts('admin').then(() => import('../admin/room.js'))]).catch((error) => { brought = null; throw error; });
  return brought;
}

export const roomLinks = () => html`<h2 id="views-rooms">${t('rooms')}</h2>
  <ul aria-labelledby="views-rooms">${ROOMS.map(([room, sign]) => html`<li><a href="/console/${room}" aria-current=${route.value.page === 'room' && route.value.path[0] === room ? 'page' : nothing}>${icon(sign, 'small')}${t(ROOM_TEXTS[room])}</a></li>`)}</ul>`;
