// What time it is at the server: it compares moments with its own clock, and a computer's may be minutes off.

let aheadMs = 0;

/** What an answer says of when it was sent: in whole seconds, so what is reckoned by it is up to a second early, and never late. */
export function noteClock(date: string | null, here = Date.now()): void {
  const there = Date.parse(date ?? '');
  if (!Number.isNaN(there)) aheadMs = there - here;
}

export function serverNow(here = Date.now()): Date {
  return new Date(here + aheadMs);
}
