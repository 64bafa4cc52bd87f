import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  day,
  minutesUntil,
  now,
  relative,
  relativeAndExact,
  setTimeZone,
  setServerTime,
} from '../../static-site/lib/time.js';
import { daysLater, readLocal, weekday } from '../../static-site/lib/zone.js';

beforeEach(() => {
  setTimeZone('Europe/Berlin');
  setServerTime('2026-03-28T12:00:00Z');
});

test('the clock of the desk is taken over, and two seconds of travel are not', () => {
  assert.ok(Math.abs(now.value - Date.parse('2026-03-28T12:00:00Z')) < 1_000);
  const before = now.value;
  setServerTime(new Date(before + 1_000).toISOString());
  assert.ok(Math.abs(now.value - before) < 1_000);
  setServerTime('no date');
  assert.ok(Math.abs(now.value - before) < 1_000);
});

test('a time is shown in whole units, past and future', () => {
  assert.equal(relative('2026-03-28T12:00:20Z'), 'just now');
  assert.equal(relative('2026-03-28T14:00:05Z'), 'in 2 hours');
  assert.equal(relative('2026-03-25T11:00:00Z'), '3 days ago');
});

test('the exact time is shown in the zone of the reader', () => {
  assert.match(relativeAndExact('2026-03-28T14:30:05Z'), /15:30/);
  assert.match(relativeAndExact('2026-01-05T14:30:00Z'), /5 Jan.*15:30/);
});

test('days are called today and yesterday by the calendar of the reader', () => {
  assert.equal(day('2026-03-27T23:30:00Z'), 'Today');
  assert.equal(day('2026-03-27T22:30:00Z'), 'Yesterday');
});

test('minutes until a moment are negative once it has passed', () => {
  assert.equal(minutesUntil('2026-03-28T12:10:30Z'), 10);
  assert.equal(minutesUntil('2026-03-28T11:50:00Z'), -10);
});

test('nine in the morning stays nine where an hour is skipped', () => {
  const saturday = Date.parse('2026-03-28T12:00:00Z');
  assert.equal(daysLater(saturday, 1, 9).toISOString(), '2026-03-29T07:00:00.000Z'); // summer time began at night
  assert.equal(daysLater(saturday, 0, 9).toISOString(), '2026-03-28T08:00:00.000Z');
  assert.equal(weekday(saturday), 6);
});

test('a local time that is skipped means the moment after it', () => {
  assert.equal(readLocal('2026-03-29T02:30').toISOString(), '2026-03-29T01:30:00.000Z');
  assert.equal(readLocal('2026-07-01T12:00').toISOString(), '2026-07-01T10:00:00.000Z');
});
