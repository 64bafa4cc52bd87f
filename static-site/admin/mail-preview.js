// <mail-preview>: shows the HTML of a mail inside the page. It is built element by element, so the browser never
// parses HTML; its styles are set in a way that the content security policy allows; nothing in it is interactive.
import { LitElement } from '../vendor/lit.js';

const PIECE = /<(\/?)([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>|([^<]+)/gi;
const ATTRIBUTE = /([a-z-]+)="([^"]*)"/gi;
const EMPTY = new Set(['meta', 'br']);
const HEAD = new Set(['head', 'title', 'style']);
const TAGS = new Set(['div', 'p', 'a', 'h1', 'table', 'tr', 'td', 'bdi', 'br']);
const ALLOWED_ATTRIBUTES = new Set(['class', 'dir', 'role', 'align', 'width', 'cellpadding', 'cellspacing', 'border']);
const ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'" };
const plain = (text) => text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity]);
const attributes = (text) => [...text.matchAll(ATTRIBUTE)].map(([, name, value]) => [name, plain(value)]);

function element(tag, given) {
  const made = document.createElement(TAGS.has(tag) ? tag : 'div');
  for (const [name, value] of given) {
    if (name === 'style') made.style.cssText = value;
    else if (ALLOWED_ATTRIBUTES.has(name)) made.setAttribute(name, value);
  }
  return made;
}

/** { root, styles } of a page as `chalicelib/mail/layout.py` writes it. */
function built(page) {
  const root = document.createElement('div');
  const within = [root];
  let head = '';
  let styles = '';
  for (const [, closing, name, given = '', text] of page.replace(/^<!doctype[^>]*>\s*/i, '').matchAll(PIECE)) {
    const tag = name?.toLowerCase();
    if (text !== undefined) {
      if (head === 'style') styles += text;
      else if (!head) within.at(-1).append(plain(text));
    } else if (tag === 'html') {
      for (const [key, value] of attributes(given)) if (key === 'lang' || key === 'dir') root.setAttribute(key, value);
    } else if (HEAD.has(tag)) head = closing ? (tag === 'head' ? '' : 'head') : tag;
    else if (head) continue;
    else if (closing) {
      if (within.length > 1) within.pop();
    } else {
      const made = element(tag, attributes(given));
      within.at(-1).append(made);
      if (!EMPTY.has(tag)) within.push(made);
    }
  }
  return { root, styles };
}

class MailPreview extends LitElement {
  static properties = { page: {} };

  updated() {
    const { root, styles } = built(this.page ?? '');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`:host { display: block; color-scheme: light dark; } ${styles}`);
    this.renderRoot.adoptedStyleSheets = [sheet];
    this.renderRoot.replaceChildren(root);
  }
}
customElements.define('mail-preview', MailPreview);
