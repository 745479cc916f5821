import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysBetween, isOverdue } from '../src/dates.js';

test('counts whole days', () => {
  assert.equal(daysBetween(new Date(2026, 0, 5), new Date(2026, 0, 12)), 7);
});

test('counts calendar days, whatever the time of day', () => {
  assert.equal(daysBetween(new Date(2026, 2, 28, 23, 0), new Date(2026, 2, 29, 1, 0)), 1);
  assert.equal(daysBetween(new Date(2026, 2, 1, 9, 0), new Date(2026, 3, 1, 8, 0)), 31);
});

test('knows an overdue invoice', () => {
  assert.equal(isOverdue(new Date(2026, 0, 1), new Date(2026, 0, 20)), false);
  assert.equal(isOverdue(new Date(2026, 0, 1), new Date(2026, 1, 20)), true);
});
