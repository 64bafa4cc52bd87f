// The form of a category as data: its fields while they are edited, what is wrong with them, and how they are sent.
import { t } from '../lib/i18n.js';

export const MAX_FIELDS = 30;
let fresh = 0;

/** An id made of a name, which no other has. */
function idOf(name, taken, base) {
  const plain =
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^[^a-z]+|_+$/g, '')
      .slice(0, 34) || base;
  let id = plain;
  for (let n = 2; taken.includes(id); n += 1) id = `${plain}_${n}`;
  return id;
}

/** Names by language, without those that are empty. */
const filled = (names) =>
  Object.fromEntries(
    Object.entries(names)
      .map(([code, name]) => [code, name.trim()])
      .filter(([, name]) => name),
  );

/** Options as the desk takes them: what is new gets an id. */
function optionsAsSent(options) {
  const used = options.map(({ id }) => id).filter(Boolean);
  return options.map(({ id, names }) => {
    const own = id || idOf(names.en, used, 'option');
    if (!id) used.push(own);
    return { id: own, names: filled(names) };
  });
}

/** The fields as the desk takes them: what is new gets an id; empty names of further languages are left out. */
function fieldsAsSent(fields) {
  const taken = fields.map(({ id }) => id).filter(Boolean);
  return fields.map(({ id, kind, names, required, for_customers: open, options }) => {
    const known = id || idOf(names.en, taken, 'field');
    if (!id) taken.push(known);
    return {
      id: known,
      kind,
      names: filled(names),
      required,
      for_customers: open,
      options: kind === 'choice' ? optionsAsSent(options) : [],
    };
  });
}

/** What was changed of a category, or all of it, as the desk takes it. */
export const asSent = ({ names, fields, ...others }) => ({
  ...others,
  ...(fields ? { fields: fieldsAsSent(fields) } : {}),
  ...(names ? { names: filled(names) } : {}),
});

/** What is missing, as [{ field, text }]. */
export function wrongIn({ names, fields }) {
  const wrong = names.en?.trim() ? [] : [{ field: 'name-en', text: t('name-needed-en') }];
  fields.forEach((each, at) => {
    const n = at + 1;
    if (!each.names.en?.trim()) wrong.push({ field: `field-${at}-en`, text: t('field-name-needed', { n }) });
    if (each.kind === 'choice' && !each.options.some((option) => option.names.en?.trim())) {
      wrong.push({ field: `field-${at}-add`, text: t('field-options-needed', { n }) });
    } else if (each.kind === 'choice' && each.options.some((option) => !option.names.en?.trim())) {
      wrong.push({ field: `field-${at}-add`, text: t('field-option-empty', { n }) });
    }
  });
  return wrong;
}

export const newOption = () => ({ id: '', names: { en: '' } });

/** A field that the desk does not know yet. fresh: what tells it from other new ones. */
export function newField() {
  fresh += 1;
  return {
    id: '',
    fresh: `${Date.now()}-${fresh}`,
    kind: 'text',
    names: { en: '' },
    required: false,
    for_customers: true,
    options: [],
  };
}

/** A list in which the item at a place has changed. */
export const changedAt = (items, at, changes) => items.map((each, n) => (n === at ? { ...each, ...changes } : each));

export const withoutItemAt = (items, at) => items.filter((_, n) => n !== at);

/** A list in which the item at a place stands by places later, or earlier. */
export function movedBy(items, at, by) {
  const list = [...items];
  const [moved] = list.splice(at, 1);
  list.splice(at + by, 0, moved);
  return list;
}
