import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  asSent,
  changedAt,
  movedBy,
  newField,
  withoutItemAt,
  wrongIn,
} from '../../static-site/admin/category-fields.js';

const option = (/** @type {string} */ en, id = '') => ({ id, names: { en } });
const field = (/** @type {object} */ more = {}) => ({ ...newField(), names: { en: 'Order number' }, ...more });
const wrong = (/** @type {object[]} */ ...fields) =>
  wrongIn({ names: { en: 'Orders' }, fields }).map((/** @type {{ field: string }} */ each) => each.field);

test('what is new gets an id made of its name, which no other has', () => {
  const { fields } = asSent({ fields: [field({ id: 'order_number' }), field(), field({ names: { en: '١٢' } })] });
  assert.deepEqual(
    fields.map((/** @type {{ id: string }} */ { id }) => id),
    ['order_number', 'order_number_2', 'field'],
  );
});

test('options get ids of their own; names that are empty are left out', () => {
  const { fields, names } = asSent({
    names: { en: ' Orders ', ar: '  ' },
    fields: [field({ kind: 'choice', options: [option('Red', 'red'), option('Red')] })],
  });
  assert.deepEqual(names, { en: 'Orders' });
  assert.deepEqual(
    fields[0].options.map((/** @type {{ id: string }} */ { id }) => id),
    ['red', 'red_2'],
  );
});

test('only what was changed is sent', () => {
  assert.deepEqual(asSent({ team: 'orders' }), { team: 'orders' });
});

test('every field and every option has a name', () => {
  assert.deepEqual(wrong(field()), []);
  assert.deepEqual(wrong(field(), field({ names: { en: ' ' } })), ['field-1-en']);
  assert.deepEqual(wrong(field({ kind: 'choice', options: [] })), ['field-0-add']);
  assert.deepEqual(wrong(field({ kind: 'choice', options: [option('Red'), option('')] })), ['field-0-add']);
});

test('fields are changed, moved and dropped by their place', () => {
  assert.deepEqual(movedBy(['a', 'b', 'c'], 0, 1), ['b', 'a', 'c']);
  assert.deepEqual(withoutItemAt(['a', 'b'], 0), ['b']);
  assert.deepEqual(changedAt([{ a: 1 }, { a: 2 }], 1, { a: 3 }), [{ a: 1 }, { a: 3 }]);
});
