import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { keys, keysAreOff, switchKeys } from '../../static-site/lib/keys.js';

/** @type {string[]} */
let pressed = [];
const run = (/** @type {string} */ name) => () => pressed.push(name);

/** Press a key, outside fields unless the target says otherwise. */
function press(/** @type {string} */ key, more = {}) {
  const event = Object.assign(new Event('keydown', { cancelable: true }), { key, code: '', ...more });
  dispatchEvent(event);
  return event.defaultPrevented;
}

/** @type {() => unknown} */
let undo = () => {};

/** Register shortcuts for one test. */
function register(/** @type {object} */ map) {
  undo = keys(map);
}

afterEach(() => {
  undo();
  switchKeys(true);
  pressed = [];
});

test('a key runs what was registered for it last', () => {
  const first = keys({ r: { label: 'reply', run: run('page') } });
  register({ r: { label: 'reply', run: run('ticket') } });
  assert.ok(press('r'));
  first();
  assert.deepEqual(pressed, ['ticket']);
});

test('two keys after each other are one shortcut', () => {
  register({ 'g q': { label: 'queue', run: run('queue') }, q: { label: 'other', run: run('q') } });
  press('g');
  press('q');
  press('q');
  assert.deepEqual(pressed, ['queue', 'q']);
});

test('a shortcut with a modifier belongs to the browser', () => {
  register({ r: { label: 'reply', run: run('reply') } });
  for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) press('r', { [modifier]: true });
  assert.deepEqual(pressed, []);
});

test('on a keyboard without Latin letters the place of the key counts', () => {
  register({ r: { label: 'reply', run: run('reply') } });
  press('к', { code: 'KeyR' });
  assert.deepEqual(pressed, ['reply']);
});

test('shortcuts can be switched off', () => {
  register({ r: { label: 'reply', run: run('reply') } });
  switchKeys(false);
  assert.ok(keysAreOff());
  press('r');
  assert.deepEqual(pressed, []);
});
