// Initials on a ground that is always the same for the same name.

import classes from './face.module.css';

export function Face({ name }: { name: string }) {
  const words = name.trim().split(/[\s@._-]+/);
  const initials = words.slice(0, 2).map((word) => [...word][0] ?? '').join('').toUpperCase();
  let sum = 0;
  for (const sign of name) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 6;
  return <span className={classes.face} data-ground={sum} aria-hidden>{initials || '?'}</span>;
}
