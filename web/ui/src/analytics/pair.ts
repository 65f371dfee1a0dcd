// A figure of some days with that of others, as if the server had compared them.

import type { Figure } from './figure';

export function paired(figure: Figure, before: Figure | undefined): Figure {
  if (!before) return { ...figure, compare: null };
  const [now, then] = [figure.value, before.value];
  const difference = now === null || now === undefined || then === null || then === undefined ? null : now - then;
  return {
    ...figure,
    compare: { value: then ?? null, difference, change: difference !== null && then ? difference / then : null, n: before.n, numerator: before.numerator, denominator: before.denominator, calls: before.calls ?? null },
  };
}
