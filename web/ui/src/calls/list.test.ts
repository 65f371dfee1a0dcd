import { describe, expect, it } from 'vitest';
import { placeOfLast, rememberCall } from './list';

describe('the list one comes back to', () => {
  it('begins at the call that was looked at last, where it holds that call', () => {
    expect(placeOfLast(['a', 'b'])).toBe(0);
    rememberCall('b');
    expect([placeOfLast(['a', 'b']), placeOfLast(['c', 'd'])]).toEqual([1, 0]);
  });
});
