// What somebody wrote, as the desk rendered it: HTML of a few harmless elements. It is read here tag by tag and built from
// elements, never handed to the browser as HTML: what is not on the list cannot come into being.
import { html, ref } from '../vendor/lit.js';

const ELEMENTS = new Set(['p', 'br', 'strong', 'em', 's', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a', 'hr', 'table', 'thead', 'tbody', 'tr', 'th', 'td']);
const EMPTY = new Set(['br', 'hr']);
const ATTRIBUTES = new Set(['href', 'target', 'rel', 'start', 'dir']);
const LINK = /^(https?:|mailto:)/i;
const TOKEN = /<(\/?)([a-z0-9]+)((?:\s+[a-z-]+="[^"]*")*)\s*>|[^<]+|</g;
const ATTRIBUTE = /([a-z-]+)="([^"]*)"/g;
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0', '#39': "'" };

const plain = (text) => text.replace(/&(#39|[a-z]+);/g, (whole, name) => NAMED[name] ?? whole);

/** The elements of a piece of the desk's HTML. */
export function fragmentOf(markup) {
  const root = document.createDocumentFragment();
  let at = root;
  for (const [token, closing, name, attributes] of markup.matchAll(TOKEN)) {
    if (!ELEMENTS.has(name)) at.append(plain(token));
    else if (!closing) at = opened(at, name, attributes);
    else at = closed(at, name);
  }
  return root;
}

function opened(at, name, attributes) {
  const element = document.createElement(name);
  for (const [, attribute, value] of attributes.matchAll(ATTRIBUTE)) {
    if (ATTRIBUTES.has(attribute) && (attribute !== 'href' || LINK.test(plain(value)))) element.setAttribute(attribute, plain(value));
  }
  at.append(element);
  return EMPTY.has(name) ? at : element;
}

function closed(at, name) {
  for (let open = at; open.parentNode; open = open.parentNode) {
    if (open.localName === name) return open.parentNode;
  }
  return at;
}

const shown = new WeakMap(); // element -> the HTML it shows

/** A block of rich text; what the desk did not render is shown as it was written. */
export function richText(markup, text) {
  if (!markup) return html`<div class="text plain" dir="auto">${text}</div>`;
  return html`<div class="text" ${ref((element) => {
    if (!element || shown.get(element) === markup) return;
    element.replaceChildren(fragmentOf(markup));
    shown.set(element, markup);
  })}></div>`;
}
