import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { BulkJob } from '../../static-site/console/lists/bulk-job.js';

/** @typedef {{ tickets: { id: string, version: number, change: object }[], undo: boolean }} Body */

/** @type {{ key: string, body: Body }[]} */
let sends = [];
/** @type {(body: Body) => object | null} */
let answer = () => null;
/** @type {Record<string, object>} */
let tickets = {};

const done = (/** @type {Body} */ { tickets: all }) => ({
  results: all.map(({ id, version }) => ({ id, status: 200, version: version + 1, before: { status: 'open' } })),
});
const many = (/** @type {number} */ n) => Array.from({ length: n }, (_, at) => ({ id: String(at + 1), version: 1 }));

beforeEach(() => {
  sends = [];
  tickets = {};
  answer = done;
  globalThis.fetch = async (address, { method, headers, body } = {}) => {
    if (method === 'GET') return Response.json(tickets[String(address).split('/').at(-1) ?? ''] ?? {});
    const key = /** @type {Record<string, string>} */ (headers)['idempotency-key'] ?? '';
    const parsed = /** @type {Body} */ (JSON.parse(String(body)));
    sends.push({ key, body: parsed });
    const found = answer(parsed);
    return found ? Response.json(found) : Response.json({}, { status: 503 });
  };
});

function jobOf() {
  const calls = /** @type {string[]} */ ([]);
  const job = new BulkJob({ finished: () => calls.push('finished'), stopped: () => calls.push('stopped') });
  return { job, calls };
}

test('many tickets are sent in parts, one after another', async () => {
  const { job, calls } = jobOf();
  await job.start(many(60), () => ({ status: 'solved' }));
  assert.deepEqual(
    sends.map(({ body }) => body.tickets.length),
    [25, 25, 10],
  );
  assert.equal(job.value.value.results.length, 60);
  assert.deepEqual(job.refused, []);
  assert.deepEqual(calls, ['finished', 'stopped']);
});

test('a part that had no answer is sent again with its own key', async () => {
  const { job, calls } = jobOf();
  answer = (body) => (sends.length === 2 ? null : done(body));
  await job.start(many(30), () => ({ status: 'solved' }));
  assert.equal(job.value.value.error.status, 503);
  assert.equal(job.value.value.busy, false);
  assert.equal(job.canUndo, false);
  assert.deepEqual(calls, ['stopped']);
  await job.goOn();
  assert.equal(sends.length, 3);
  assert.equal(sends[1]?.key, sends[2]?.key);
  assert.notEqual(sends[0]?.key, sends[1]?.key);
  assert.equal(job.value.value.results.length, 30);
});

test('a change is taken back where it still holds, whatever else has changed', async () => {
  const { job } = jobOf();
  tickets = { 1: { status: 'solved', version: 7 }, 2: { status: 'pending', version: 8 } };
  await job.start(many(2), () => ({ status: 'solved' }));
  assert.equal(job.canUndo, true);
  await job.undo();
  assert.deepEqual(sends[1]?.body, {
    undo: true,
    tickets: [
      { id: '1', version: 7, change: { status: 'open' } },
      { id: '2', version: 2, change: { status: 'open' } },
    ],
  });
  assert.equal(job.canUndo, false);
});
