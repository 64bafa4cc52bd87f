import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { PagedResults } from '../../static-site/lib/paged.js';

/** @typedef {{ id: number }} Item */

const answers = /** @type {Map<string, { items: Item[], next: string | null } | null>} */ (new Map());
const added = /** @type {number[]} */ ([]);
const refused = /** @type {unknown[]} */ ([]);

/** @returns {PagedResults<Item>} */
const results = () =>
  new PagedResults({
    loaded: () => {},
    added: (n) => added.push(n),
    refused: (error) => refused.push(error),
    keyOf: ({ id }) => id,
  });

const page = (/** @type {number[]} */ ids, /** @type {string | null} */ next = null) => ({
  items: ids.map((id) => ({ id })),
  next,
});
const shown = (/** @type {PagedResults<Item>} */ found) => found.value.value?.items.map(({ id }) => id);

beforeEach(() => {
  answers.clear();
  added.length = refused.length = 0;
  globalThis.fetch = async (address) => {
    const answer = answers.get(String(address).replace('/api/v1', ''));
    return answer ? Response.json(answer) : Response.json({}, { status: 503 });
  };
});

test('further pages are added, each result once', async () => {
  answers.set('/search?q=a', page([1, 2], 'c'));
  answers.set('/search?q=a&cursor=c', page([2, 3]));
  const found = results();
  await found.open('/search?q=a');
  await found.more();
  assert.deepEqual(shown(found), [1, 2, 3]);
  assert.deepEqual(added, [1]);
  assert.equal(found.value.value?.next, null);
});

test('what comes for an earlier address is dropped', async () => {
  answers.set('/search?q=a', page([1]));
  answers.set('/search?q=ab', page([2]));
  const found = results();
  await Promise.all([found.open('/search?q=a'), found.open('/search?q=ab')]);
  assert.deepEqual(shown(found), [2]);
});

test('an answer that did not come can be asked for again', async () => {
  const found = results();
  await found.open('/search?q=a');
  assert.equal(/** @type {{ status: number }} */ (found.error.value).status, 503);
  answers.set('/search?q=a', page([1], 'c'));
  await found.run();
  assert.equal(found.error.value, null);
  await found.more();
  assert.equal(refused.length, 1);
  assert.deepEqual(shown(found), [1]);
  assert.equal(found.busy.value, false);
});

test('no address shows nothing', async () => {
  const found = results();
  await found.open(null);
  assert.equal(found.value.value, null);
  assert.equal(found.error.value, null);
});
