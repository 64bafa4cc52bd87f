// @ts-check
// Texts from the Fluent catalogues, numbers and lists from Intl. Importing this module waits for the catalogues.
import { FluentBundle, FluentResource } from '../vendor/fluent.js';

/** Every language the pages speak, by its own name; boot.js has to know them, too. */
export const LANGUAGES = { en: 'English', ar: 'العربية' };

const boot = window.desk;
export const lang = boot.lang;
export const dir = document.documentElement.dir;

const RIGHT_TO_LEFT = ['ar'];

/** The direction a language is written in. */
export const directionOf = (/** @type {string} */ code) => (RIGHT_TO_LEFT.includes(code) ? 'rtl' : 'ltr');

/** The reader's own variant of the language (en-GB, ar-EG), for numbers, dates and lists. */
export const locale = navigator.languages.find((code) => code.split('-')[0] === lang) ?? lang;

const bundle = new FluentBundle(locale);
addCatalogue(await boot.texts.catch(() => fetchCatalogue(document.documentElement.dataset.area ?? '')));

function addCatalogue(/** @type {string} */ text) {
  bundle.addResource(new FluentResource(text));
}

async function fetchCatalogue(/** @type {string} */ name) {
  const answer = await fetch(`${boot.base}locales/${lang}/${name}.ftl`);
  if (!answer.ok) throw new Error(name);
  return answer.text();
}

/**
 * Another catalogue, for a part that is loaded later. Throws when it cannot be fetched.
 * @param {string} name
 */
export async function addTexts(name) {
  addCatalogue(await fetchCatalogue(name));
}

/**
 * The text with this id in the reader's language; an unknown id is shown as itself, between brackets.
 * @param {string} id
 * @param {Record<string, import('../vendor/fluent.js').FluentVariable>} [args]
 */
export function t(id, args) {
  const message = bundle.getMessage(id);
  return message?.value ? bundle.formatPattern(message.value, args) : `⟦${id}⟧`;
}

/** A whole or decimal number as the reader writes it. */
export const number = (/** @type {number} */ value) => new Intl.NumberFormat(locale).format(value);

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

/**
 * "1.2 MB" as the reader writes it.
 * @param {number} bytes
 */
export function fileSize(bytes) {
  const step = bytes ? Math.min(SIZES.length - 1, Math.floor(Math.log(bytes) / Math.log(1024))) : 0;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: SIZES[step],
    unitDisplay: 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(bytes / 1024 ** step);
}

/** "a, b and c" in the reader's language. */
export const list = (/** @type {string[]} */ values) => new Intl.ListFormat(locale).format(values);

/**
 * The language to use from the next page on; the page is reloaded, drafts stay.
 * @param {string} code
 */
export function setLanguage(code) {
  localStorage.setItem('desk-language', code);
  const here = new URL(location.href);
  here.searchParams.delete('lang');
  if (here.href === location.href) {
    location.reload();
  } // behind # nothing would be loaded again
  else location.replace(here);
}

/** Texts in the document itself: elements with data-t get the text of that key. */
export function translate(root = document) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('[data-t]'))) {
    element.textContent = t(String(element.dataset.t));
  }
}
