const DAY = 24 * 60 * 60 * 1000;

/** Counts the calendar days from one date to another. */
export function daysBetween(from, to) {
  return Math.floor((to - from) / DAY);
}

/** Tells whether an invoice is past its term, in days. */
export function isOverdue(sent, today, term = 30) {
  return daysBetween(sent, today) > term;
}
