import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NewTicket } from '../../static-site/console/lists/new-ticket.js';
import { ApiError } from '../../static-site/lib/api.js';

const COLOUR = { id: 'colour', names: { en: 'Colour' }, required: true };
const CATEGORIES = [{ id: 'paint', fields: [COLOUR] }];
const TYPED = { customer: { email: ' carla@shop.example ', name: '' }, subject: ' Blue ', body: 'Please.' };

function ticketOf(/** @type {Record<string, unknown>} */ typed, { old = null, files = [] } = {}) {
  const values = { ...typed };
  return new NewTicket({
    old,
    draft: {
      get: (/** @type {string} */ name) => values[name] ?? '',
      set: (/** @type {string} */ name, /** @type {unknown} */ value) => {
        values[name] = value;
      },
    },
    categories: () => CATEGORIES,
    files: () => files,
  });
}

const wrong = (/** @type {NewTicket} */ ticket) => ticket.wrong().map(({ field }) => field);
const follows = /** @type {any} */ ({ id: '9', category: 'paint' });

test('what is left empty is not sent', () => {
  assert.deepEqual(ticketOf({ ...TYPED, tags: 'red, red,, blue' }).body(), {
    subject: 'Blue',
    body: 'Please.',
    tags: ['red', 'blue'],
    requester: { email: 'carla@shop.example' },
  });
});

test('what the chosen category asks for is needed and sent', () => {
  const ticket = ticketOf({ ...TYPED, category: 'paint' });
  assert.deepEqual(wrong(ticket), ['field-colour']);
  ticket.answer('colour')('blue');
  assert.deepEqual(wrong(ticket), []);
  assert.deepEqual(ticket.body().fields, { colour: 'blue' });
});

test('a follow-up needs no customer and asks for nothing again', () => {
  const ticket = ticketOf({ subject: 'Blue', body: 'Again.' }, { old: follows });
  assert.deepEqual(ticket.fields, [COLOUR]);
  assert.deepEqual(wrong(ticket), []);
  assert.equal(ticket.body().follow_up_of, '9');
});

test('errors are in the order of the page', () => {
  assert.deepEqual(wrong(ticketOf({})), ['customer', 'subject', 'body']);
  assert.deepEqual(wrong(ticketOf({ ...TYPED, customer: { email: 'carla', name: '' } })), ['customer']);
});

test('what the desk refuses stands at its field', () => {
  const errors = [
    { pointer: '/requester/email', detail: 'No.' },
    { pointer: '/fields/colour', detail: 'Choose one.' },
    { pointer: '/attachments/0', detail: 'Gone.' },
  ];
  assert.deepEqual(
    ticketOf(TYPED)
      .explain(new ApiError(422, { errors }))
      ?.map(({ field }) => field),
    ['customer', 'field-colour', ''],
  );
  assert.equal(ticketOf(TYPED).explain(new ApiError(503)), null);
  assert.equal(ticketOf({}, { old: follows }).explain(new ApiError(409))?.length, 1);
});
