// Checks the text of a mail and reports errors in the reader's language. The server checks the same again.
import { list, t } from '../lib/i18n.js';

const PLACEHOLDER = /\{\{[ \t]*([a-z_]{1,40})[ \t]*\}\}/g;
const ALONE = /^\{\{[ \t]*[a-z_]{1,40}[ \t]*\}\}$/;
const mark = (name) => `{{${name}}}`;
const namesIn = (text) => [...text.matchAll(PLACEHOLDER)].map((found) => found[1]);

function about(field, text, known, required) {
  const names = namesIn(text);
  const unknown = [...new Set(names.filter((name) => !known.includes(name)))];
  const missing = required.filter((name) => !names.includes(name));
  return [
    ...(text.trim() ? [] : [t('mail-empty')]),
    ...(/[{}]/.test(text.replace(PLACEHOLDER, '')) ? [t('mail-brace')] : []),
    ...(unknown.length ? [t('mail-placeholder-unknown', { names: list(unknown.map(mark)) })] : []),
    ...(missing.length && text.trim() ? [t('mail-missing', { names: list(missing.map(mark)) })] : []),
  ].map((sentence) => ({ field, text: sentence }));
}

/** [{ field, text }] for { subject, body } of a text with these placeholders; [] where all is well. */
export function wrongIn({ subject, body }, { placeholders }) {
  const { values, sentences, blocks, required, required_in_subject: inSubject } = placeholders;
  const beside = body
    .split(/\n[ \t]*\n\s*/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => !ALONE.test(paragraph))
    .flatMap(namesIn)
    .filter((name) => blocks.includes(name));
  return [
    ...about('subject', subject, values, inSubject),
    ...about('body', body, [...values, ...sentences, ...blocks], required),
    ...(beside.length
      ? [{ field: 'body', text: t('mail-beside', { names: list([...new Set(beside)].map(mark)) }) }]
      : []),
  ];
}
