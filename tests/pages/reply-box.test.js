import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ReplyDraft } from '../../static-site/parts/reply-box.js';

const STATUSES = [{ value: '' }, { value: 'pending' }];
const box = () => ({ modes: [{ value: 'reply' }, { value: 'note', note: true }], statuses: STATUSES });
const reply = () => new ReplyDraft('reply-17', box());

beforeEach(() => localStorage.clear());

test('each mode has a text of its own', () => {
  const written = reply();
  written.setText('To the customer');
  written.choose('note');
  assert.equal(written.text(), '');
  written.setText('To us');
  assert.equal(written.text('reply'), 'To the customer');
  assert.equal(written.text('note'), 'To us');
  assert.equal(written.hasText('reply'), true);
});

test('a note has no status', () => {
  const written = reply();
  written.setStatus('pending');
  assert.equal(written.status, STATUSES[1]);
  written.choose('note');
  assert.equal(written.status, undefined);
});

test('a text that is moved to another mode stands after the text that is there', () => {
  const written = reply();
  written.choose('note');
  written.setText('First');
  written.choose('reply');
  written.setText('Second');
  written.moveTo('note');
  assert.equal(written.text('note'), 'First\nSecond');
  assert.equal(written.hasText('reply'), false);
});

test('what was sent is taken out, what was written meanwhile stays', () => {
  const written = reply();
  written.setText('Sent');
  written.setFiles([{ id: 'a' }]);
  written.setStatus('pending');
  const { what, scope, takeOut } = written.begin('Sent', ['a']);
  assert.deepEqual(what, { mode: 'reply', body: 'Sent', status: 'pending', attachments: ['a'] });
  assert.equal(scope, 'reply-17');
  written.setText('Sent and more');
  written.setFiles([{ id: 'a' }, { id: 'b' }]);
  takeOut();
  assert.equal(written.text(), 'and more');
  assert.deepEqual(written.files(), [{ id: 'b' }]);
  assert.equal(written.status, STATUSES[0]);
});

test('what was taken back stands before what has been written since', () => {
  const written = reply();
  written.setText('Since');
  written.restore('reply', { body: 'Before', attachments: [{ id: 'a' }], status: 'pending' });
  assert.equal(written.text(), 'Before\n\nSince');
  assert.deepEqual(written.files(), [{ id: 'a' }]);
  assert.equal(written.status, STATUSES[1]);
});

test('the text of a mode that there no longer is counts as that of the chosen one', () => {
  const written = new ReplyDraft('reply-18', { modes: [{ value: 'note', note: true }] });
  written.setText('A note');
  assert.equal(written.hasText('reply'), true);
});
