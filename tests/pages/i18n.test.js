import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileSize, list, number, t } from '../../static-site/lib/i18n.js';

test('file sizes are shown in the largest fitting unit', () => {
  assert.equal(fileSize(0), '0 byte');
  assert.equal(fileSize(1_024), '1 kB');
  assert.match(fileSize(25 * 1_024 * 1_024), /^25\sMB$/);
});

test('numbers and lists follow the language', () => {
  assert.equal(number(1_234), '1,234');
  assert.equal(list(['Ana', 'Ben', 'Cy']), 'Ana, Ben and Cy');
});

test('a text that does not exist is shown as its id between brackets', () => {
  assert.equal(t('no-such-text'), '⟦no-such-text⟧');
});
