import { describe, expect, it } from 'vitest';
import { reckoned } from './figure';

describe('how a figure is reckoned', () => {
  it('can be done again by hand', () => {
    expect(reckoned({ numerator: 1.25, denominator: 1 })).toBe('1.25 ÷ 1');
    expect(reckoned({ numerator: 1234.5678, denominator: 4000 })).toBe('1,234.57 ÷ 4,000');
    expect(reckoned({ numerator: 3, denominator: 7 })).toBe('3 ÷ 7');
  });
});
