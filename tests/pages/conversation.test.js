import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, HoldingConversation, inOrder, merged } from '../../static-site/lib/conversation.js';

const event = (/** @type {number} */ rev, more = {}) => ({
  id: `17-${rev}`,
  ticket: '17',
  rev,
  at: `2026-03-28T12:00:${String(rev).padStart(2, '0')}Z`,
  type: 'AgentReplied',
  by: { id: 'ana', name: 'Ana' },
  body: `text ${rev}`,
  ...more,
});

/** A desk that knows some events, newest first, in pages of three. */
function desk(/** @type {ReturnType<typeof event>[]} */ known) {
  return async (cursor = '0') => {
    const newest = [...known].sort(inOrder).reverse();
    const items = newest.slice(Number(cursor), Number(cursor) + 3);
    return { items, next: newest.length > Number(cursor) + 3 ? String(Number(cursor) + 3) : null };
  };
}

const shown = (/** @type {Conversation} */ conversation) => conversation.events.value.map(({ rev }) => rev);
const callbacks = { refused: () => {} };

test('events of one second stand in the order of their tickets, then of their revisions', () => {
  const at = '2026-03-28T12:00:00Z';
  const events = [event(3, { at }), event(9, { at, ticket: '9', id: '9-9' }), event(2, { at })];
  assert.deepEqual(
    events.sort(inOrder).map(({ id }) => id),
    ['9-9', '17-2', '17-3'],
  );
});

test('an event that comes again replaces the one that is shown', () => {
  const [only] = merged([event(1, { body: 'before' })], [event(1, { body: 'after' })]);
  assert.equal(only?.body, 'after');
});

test('older events come on request and stand before those that are shown', async () => {
  const loaded = /** @type {number[]} */ ([]);
  const conversation = new Conversation(desk([1, 2, 3, 4, 5].map((rev) => event(rev))), {
    loaded: (n) => loaded.push(n),
    ...callbacks,
  });
  await conversation.open();
  assert.deepEqual(shown(conversation), [3, 4, 5]);
  await conversation.showEarlier();
  assert.deepEqual(shown(conversation), [1, 2, 3, 4, 5]);
  assert.deepEqual(loaded, [2]);
  assert.equal(conversation.earlier.value, null);
});

test('nothing is skipped when more arrived than one page holds', async () => {
  const known = [event(1)];
  const conversation = new Conversation(desk(known), callbacks);
  await conversation.open();
  known.push(...[2, 3, 4, 5, 6, 7, 8].map((rev) => event(rev)));
  conversation.arrive(await conversation.unseen());
  assert.deepEqual(shown(conversation), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(conversation.fresh.value.size, 7);
});

test('only messages of others that are not shown yet count as new', async () => {
  const conversation = new Conversation(desk([event(1)]), callbacks);
  await conversation.open();
  const others = conversation.fromOthers([event(1), event(2), event(3, { body: undefined })]);
  assert.deepEqual(
    others.map(({ rev }) => rev),
    [2],
  );
});

test('older events that cannot be fetched are refused, and can be asked for again', async () => {
  const refused = /** @type {unknown[]} */ ([]);
  const page = { items: [event(5)], next: '1' };
  const conversation = new Conversation(
    async (cursor) => {
      if (cursor) throw new Error('offline');
      return page;
    },
    { refused: (error) => refused.push(error) },
  );
  await conversation.open();
  await conversation.showEarlier();
  assert.equal(refused.length, 1);
  assert.equal(conversation.busy.value, false);
  assert.equal(conversation.earlier.value, '1');
});

/** A conversation that shows event 1, and what came after it. */
async function beside() {
  const conversation = new HoldingConversation('17', desk([event(1)]), callbacks);
  await conversation.open();
  return conversation;
}

test('what others write is held back while something is being written', async () => {
  const conversation = await beside();
  assert.deepEqual(conversation.receive([event(2)], true), { others: [event(2)], held: true, more: true });
  assert.deepEqual(shown(conversation), [1]);
  assert.equal(conversation.version, 1);
  assert.equal(conversation.receive([event(2)], true).more, false);
  conversation.reveal([event(2)]);
  assert.deepEqual(shown(conversation), [1, 2]);
  assert.equal(conversation.waiting.value, null);
  assert.equal(conversation.version, 2);
});

test('what is no message of others is shown at once, also while something is being written', async () => {
  const conversation = await beside();
  assert.equal(conversation.receive([event(2, { body: undefined })], true).held, false);
  assert.deepEqual(shown(conversation), [1, 2]);
});

test('only events of the ticket itself count for what has been seen', async () => {
  const conversation = await beside();
  conversation.receive([event(40, { ticket: '9', id: '9-40' })], false);
  assert.equal(conversation.version, 1);
});
