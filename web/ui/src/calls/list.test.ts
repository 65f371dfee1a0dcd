import { describe, expect, it } from 'vitest';
import { placeOfLast, rememberCall } from './list';

describe('the list one comes back to', () => {
  it('begins at the call from which one comes, where it holds that call', () => {
    expect(placeOfLast(['a', 'b'])).toBe(0);
    const leave = rememberCall('b');
    expect([placeOfLast(['a', 'b']), placeOfLast(['c', 'd'])]).toEqual([1, 0]);
    leave();
    expect(placeOfLast(['a', 'b'])).toBe(1);
    expect(placeOfLast(['a', 'b'], Date.now() + 60_000), 'from elsewhere').toBe(0);
  });
});
