// What the rooms beside the lists need before the first of them can be shown: their sheet, their texts, their code.
import { FluentResource } from '../vendor/fluent.js';
import { bundle, lang } from '../lib/i18n.js';

let brought = null;

function sheet() {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL('../css/admin.css', import.meta.url).href;
  const loaded = new Promise((done, fail) => { link.onload = done; link.onerror = fail; });
  document.head.append(link);
  return loaded;
}

async function texts() {
  const answer = await fetch(new URL(`../locales/${lang}/admin.ftl`, import.meta.url));
  if (!answer.ok) throw new Error('no texts');
  bundle.addResource(new FluentResource(await answer.text()));
  return import('../admin/room.js');
}

/** Fetch it, once. Throws where that fails; asking again tries again. */
export function bring() {
  brought ??= Promise.all([sheet(), texts()]).catch((error) => { brought = null; throw error; });
  return brought;
}
