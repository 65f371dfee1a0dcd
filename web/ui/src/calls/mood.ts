// Which turns of a call were scored.

/** A turn too short to be scored, or doubted, has no label. */
export function scoredOf<T extends { sentiment?: { label?: string | null } | null }>(turns: T[]): T[] {
  return turns.filter((turn) => turn.sentiment?.label);
}
