import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../static-site/lib/api.js';
import { Form } from '../../static-site/parts/form.js';

const host = () => ({ updateComplete: Promise.resolve(), querySelector: () => null });

test('a form that is not complete is not sent', async () => {
  const form = new Form(host());
  let sends = 0;
  await form.submit(null, {
    check: () => [{ field: 'name', text: 'Name is required.' }],
    send: async () => (sends += 1),
  });
  assert.equal(sends, 0);
  assert.equal(form.error('name'), 'Name is required.');
  assert.match(document.title, /^Error/);
});

test('a form is sent once, however often its button is pressed', async () => {
  const form = new Form(host());
  let sends = 0;
  const send = async () => (sends += 1);
  await Promise.all([form.submit(null, { send }), form.submit(null, { send })]);
  assert.equal(sends, 1);
  assert.equal(form.busy.value, false);
});

test('errors of the desk stand at their fields', async () => {
  const form = new Form(host());
  const refusal = new ApiError(422, {
    errors: [
      { pointer: '/email', detail: 'x' },
      { pointer: '/fields/colour', detail: 'Choose one.' },
    ],
  });
  await form.submit(null, { send: () => Promise.reject(refusal), texts: { email: 'Email is required.' } });
  assert.deepEqual(form.errors.value, [
    { field: 'email', text: 'Email is required.' },
    { field: 'fields-colour', text: 'Choose one.' },
  ]);
});

test('what succeeds clears the errors and the title', async () => {
  const form = new Form(host());
  document.title = 'Error: New ticket';
  form.show([{ field: '', text: 'No.' }]);
  await form.submit(null, { send: async () => 'done' });
  assert.deepEqual(form.errors.value, []);
  assert.equal(document.title, 'New ticket');
});

test('a mistake in the page is thrown, and the form can be sent again', async () => {
  const form = new Form(host());
  await assert.rejects(form.submit(null, { send: () => Promise.reject(new TypeError('ours')) }), TypeError);
  assert.equal(form.busy.value, false);
});
