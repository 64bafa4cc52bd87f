import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ApiError, Load, api, forget, get, keyFor, patch, post, sent, signWith } from '../../static-site/lib/api.js';

/** @type {{ path: string, options: any }[]} */
let asked = [];
/** @type {(() => Response)[]} */
let answers = [];

globalThis.fetch = /** @type {any} */ (
  async (/** @type {string} */ path, /** @type {object} */ options) => {
    asked.push({ path, options });
    const answer = answers.shift();
    if (!answer) throw new TypeError('offline');
    return answer();
  }
);

const json =
  (/** @type {unknown} */ body, status = 200, headers = {}) =>
  () =>
    new Response(status === 304 || status === 204 ? null : JSON.stringify(body), { status, headers });

beforeEach(() => {
  asked = [];
  answers = [];
  forget();
  localStorage.clear();
  signWith({ token: async () => 'a-token', askAgain: async () => false });
});

test('an answer is the body, and a request says who asks in which language', async () => {
  answers = [json({ number: '17' })];
  assert.deepEqual(await get('/tickets/17'), { number: '17' });
  assert.equal(asked[0]?.path, '/api/v1/tickets/17');
  assert.equal(asked[0]?.options.headers.authorization, 'a-token');
  assert.equal(asked[0]?.options.headers['accept-language'], 'en');
});

test('a change carries its version and a creation its key', async () => {
  answers = [json({}), json({})];
  await patch('/tickets/17', { status: 'open' }, 4);
  await post('/tickets', {}, { key: 'k-1' });
  assert.equal(asked[0]?.options.headers['if-match'], '"4"');
  assert.equal(asked[1]?.options.headers['idempotency-key'], 'k-1');
});

test('a refusal is an error with the problem of the desk in it', async () => {
  answers = [json({ detail: 'Too long.', errors: [{ pointer: '/subject', detail: 'Too long.' }] }, 422)];
  await assert.rejects(post('/tickets', {}), (/** @type {ApiError} */ error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual([error.status, error.message, error.errors.length], [422, 'Too long.', 1]);
    return true;
  });
});

test('a desk that is busy says how long to wait', async () => {
  answers = [json({}, 429, { 'retry-after': '60' })];
  await assert.rejects(get('/tickets'), { status: 429, retryAfter: 60 });
});

test('no answer is an error of status 0', async () => {
  await assert.rejects(get('/tickets'), { status: 0 });
});

test('an expired token is renewed, and the request sent once more', async () => {
  const fresh = /** @type {unknown[]} */ ([]);
  signWith({ token: async (options) => (fresh.push(options?.fresh ?? false), 'a-token'), askAgain: async () => false });
  answers = [json({}, 401), json({ done: true })];
  assert.deepEqual(await get('/me'), { done: true });
  assert.ok(fresh.includes(true));
});

test('a session that ended asks for the password, and then the request goes out again', async () => {
  signWith({ token: async () => 'a-token', askAgain: async () => true });
  answers = [json({}, 401), json({}, 401), json({ done: true })];
  assert.deepEqual(await get('/me'), { done: true });
  assert.equal(asked.length, 3);
});

test('a public route is asked without a token, and its refusal asks for no password', async () => {
  answers = [json({}, 401)];
  await assert.rejects(api('/config', { open: true }), { status: 401 });
  assert.equal(asked.length, 1);
  assert.equal(asked[0]?.options.headers.authorization, undefined);
});

test('what has not changed is the very same object', async () => {
  answers = [json({ a: 1 }, 200, { etag: '"1"' }), json(null, 304)];
  const first = await get('/counts', { cached: true });
  assert.equal(await get('/counts', { cached: true }), first);
  assert.equal(asked[1]?.options.headers['if-none-match'], '"1"');
});

test('the same text is sent with the same key until it has arrived', () => {
  const key = keyFor('reply-17', { body: 'Hello' });
  assert.equal(keyFor('reply-17', { body: 'Hello' }), key);
  assert.notEqual(keyFor('reply-17', { body: 'Hello!' }), key);
  const last = keyFor('reply-17', { body: 'Hello!' });
  sent('reply-17');
  assert.notEqual(keyFor('reply-17', { body: 'Hello!' }), last);
});

test('a view that could not be fetched again keeps what it showed', async () => {
  answers = [json({ a: 1 })];
  const load = new Load(() => get('/me'));
  assert.equal(await load.run(), true);
  assert.equal(await load.run(), false);
  assert.deepEqual(load.value.value, { a: 1 });
  assert.equal(load.error.value?.status, 0);
});
