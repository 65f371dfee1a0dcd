import { describe, expect, it } from 'vitest';
import { scoredOf } from './mood';

describe('the turns that were scored', () => {
  it('are those with a label', () => {
    const turns = [{ sentiment: { label: 'neutral' } }, { sentiment: { label: null } }, { sentiment: null }];
    expect(scoredOf(turns)).toEqual([turns[0]]);
  });
});
