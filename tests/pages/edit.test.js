import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Edit } from '../../static-site/admin/edit.js';
import { ApiError } from '../../static-site/lib/api.js';

const host = () => ({ requestUpdate: () => {}, updateComplete: Promise.resolve(), querySelector: () => null });
const team = (/** @type {object} */ more = {}) => ({ name: 'Orders', open: true, version: 3, ...more });

/** @type {{ status: number, body: object }[]} */
let answers = [];
/** @type {{ method?: string, match: string, body: object }[]} */
let asked = [];

beforeEach(() => {
  localStorage.clear();
  answers = [];
  asked = [];
  globalThis.fetch = async (_address, { method, headers, body } = {}) => {
    const match = /** @type {Record<string, string>} */ (headers)['if-match'] ?? '';
    asked.push({ method, match, body: JSON.parse(String(body)) });
    const { status, body: answer } = answers.shift() ?? { status: 200, body: {} };
    return Response.json(answer, { status });
  };
});

function editOf(/** @type {object} */ thing) {
  const edit = new Edit(host(), {
    name: 'team-orders',
    path: '/teams/orders',
    of: (/** @type {any} */ problem) => problem.team,
    plain: (/** @type {any} */ { name, open }) => ({ name, open }),
    formats: { open: (/** @type {boolean} */ open) => (open ? 'yes' : 'no') },
  });
  edit.open(thing, 3);
  return edit;
}

test('only what is different is sent, with the version that was edited', async () => {
  const edit = editOf(team());
  edit.set('name')('Sales');
  await edit.save();
  assert.deepEqual(asked, [{ method: 'PATCH', match: '"3"', body: { name: 'Sales' } }]);
  assert.equal(edit.dirty, false);
});

test('nothing is sent when nothing is different', async () => {
  const edit = editOf(team());
  edit.set('name')('Sales');
  edit.set('name')('Orders');
  assert.equal(await edit.save(), null);
  assert.deepEqual(asked, []);
});

test('what was typed is there again after a reload', () => {
  const before = editOf(team());
  before.set('name')('Sales');
  before.close();
  assert.equal(editOf(team()).get('name'), 'Sales');
});

test('a change of something else is no conflict', async () => {
  const edit = editOf(team());
  edit.set('name')('Sales');
  answers.push({ status: 412, body: { team: team({ version: 4 }) } });
  await edit.save();
  assert.deepEqual(
    asked.map(({ match }) => match),
    ['"3"', '"4"'],
  );
});

test('after a conflict both versions are there until one is chosen', async () => {
  const edit = editOf(team());
  edit.set('name')('Sales');
  answers.push({ status: 412, body: { team: team({ name: 'Shop', version: 4 }) } });
  await assert.rejects(edit.save(), ApiError);
  assert.deepEqual(edit.conflicts.value, ['name']);
  assert.equal(edit.base.name, 'Shop');
  assert.equal(edit.get('name'), 'Sales');
  edit.discard();
  assert.equal(edit.conflicts.value, null);
  assert.equal(edit.get('name'), 'Shop');
});

test('a thing that has been deleted meanwhile is gone', async () => {
  const edit = editOf(team());
  edit.set('open')(false);
  answers.push({ status: 412, body: {} });
  await assert.rejects(edit.save(), ApiError);
  assert.equal(edit.gone.value, true);
  assert.equal(edit.conflicts.value, null);
});

test('values are shown as the field says, and a dash for none', () => {
  const edit = editOf(team());
  assert.equal(edit.format('open', false), 'no');
  assert.equal(edit.format('name', ''), '–');
});
