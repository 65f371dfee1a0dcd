// Initials on a ground that is always the same for the same name.

import classes from './face.module.css';

export function Face({ name }: { name: string }) {
  const words = name.trim().split(/[\s@._-]+/);
  const initials = words.slice(0, 2).map((word) => [...word][0] ?? '').join('').toUpperCase();
  let sum = 7;
  for (const sign of name) sum = (Math.imul(sum, 33) ^ (sign.codePointAt(0) ?? 0)) >>> 0;
  return <span className={classes.face} data-ground={(sum >>> 7) % 6} aria-hidden>{initials || '?'}</span>;
}
