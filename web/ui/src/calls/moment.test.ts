import { describe, expect, it } from 'vitest';
import { addressOf } from './moment';

describe('a link to a call', () => {
  it('leads to it, or to a moment of one of its recordings', () => {
    expect([addressOf('c1'), addressOf('c1', null), addressOf('c1', { leg: 'l2', ms: 61_234.6 })]).toEqual(['/app/calls/c1', '/app/calls/c1', '/app/calls/c1?leg=l2&at=61235']);
  });
});
