import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insertedText } from '../../static-site/admin/mail-placeholders.js';

const placeholders = { blocks: ['message'] };

test('a value is inserted as it is', () => {
  assert.equal(insertedText('number', placeholders, 'Your ticket ', ' is open.'), '{{number}}');
});

test('a block stands alone, between empty lines', () => {
  assert.equal(insertedText('message', placeholders, 'Hello,', 'Bye'), '\n\n{{message}}\n\n');
  assert.equal(insertedText('message', placeholders, 'Hello,\n\n', '\n\nBye'), '{{message}}');
  assert.equal(insertedText('message', placeholders, '', ''), '{{message}}');
});
