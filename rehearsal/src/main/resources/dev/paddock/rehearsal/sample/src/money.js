/** Writes an amount in cents as units with two decimals: 123456 is "1,234.56". */
export function formatCents(cents) {
  const sign = cents < 0 ? '-' : '';
  const digits = String(Math.abs(cents)).padStart(3, '0');
  const units = digits.slice(0, -2);
  return `${sign}${units}.${digits.slice(-2)}`;
}

/** Adds up the amounts of an invoice, in cents. */
export function total(items) {
  return items.reduce((sum, item) => sum + item.cents * item.count, 0);
}
