import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCents, total } from '../src/money.js';

test('formats small amounts', () => {
  assert.equal(formatCents(5), '0.05');
  assert.equal(formatCents(99900), '999.00');
  assert.equal(formatCents(-1250), '-12.50');
});

test('separates thousands', () => {
  assert.equal(formatCents(123456), '1,234.56');
  assert.equal(formatCents(123456789), '1,234,567.89');
});

test('adds up an invoice', () => {
  assert.equal(total([{ cents: 250, count: 4 }, { cents: 199, count: 1 }]), 1199);
});
