import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { draft } from '../../static-site/lib/drafts.js';

const KEY = 'desk-draft:visitor:reply-17';

afterEach(() => localStorage.clear());

/** What a tab hears when another one saves the draft. */
function savedElsewhere(/** @type {object} */ values) {
  dispatchEvent(Object.assign(new Event('storage'), { key: KEY, newValue: JSON.stringify(values) }));
}

test('a draft is there again after the page was closed', () => {
  const first = draft('reply-17');
  first.set('body', 'Half a sentence');
  first.close();
  assert.equal(draft('reply-17').get('body'), 'Half a sentence');
});

test('a draft that was sent leaves nothing behind', () => {
  const sent = draft('reply-17');
  sent.set('body', 'All of it');
  sent.clear();
  sent.close();
  assert.equal(localStorage.getItem(KEY), null);
});

test('an empty draft takes over what another tab wrote', () => {
  const empty = draft('reply-17');
  savedElsewhere({ body: 'From the other tab' });
  assert.equal(empty.get('body'), 'From the other tab');
  assert.equal(empty.otherVersion.value, null);
  empty.close();
});

test('text in two tabs waits for the person to choose one', () => {
  const own = draft('reply-17');
  own.set('body', 'Own');
  savedElsewhere({ body: 'Other' });
  assert.equal(own.get('body'), 'Own');
  own.takeOtherVersion();
  assert.equal(own.get('body'), 'Other');
  own.close();
});

test('a stored draft that cannot be read counts as empty', () => {
  localStorage.setItem(KEY, '{broken');
  const read = draft('reply-17');
  assert.equal(read.get('body'), '');
  read.close();
});
