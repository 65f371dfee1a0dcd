import { afterEach, describe, expect, it } from 'vitest';
import { comeUpon, forget, orderedOf, remember, standing } from './deletions';

afterEach(() => localStorage.clear());

const kept = () => (localStorage.getItem('audiapro.deletions') ?? '').split(',').filter(Boolean);

describe('deletions that go on by themselves', () => {
  it('are remembered by company until how they ended was read', () => {
    remember('a', { job: 'j1', before: 100 });
    remember('b', { job: 'j2', before: 0 });
    remember('a', { job: 'j3', before: 7 });
    expect(orderedOf(kept(), 'a')).toEqual([{ job: 'j1', before: 100 }, { job: 'j3', before: 7 }]);
    forget('a', { job: 'j1', before: 100 });
    expect([orderedOf(kept(), 'a'), orderedOf(kept(), 'b')]).toEqual([[{ job: 'j3', before: 7 }], [{ job: 'j2', before: 0 }]]);
    expect(orderedOf(['', 'a', 'a::5'], 'a')).toEqual([]);
  });

  it('are followed once, also where they were ordered elsewhere', () => {
    comeUpon('a', 'j1');
    comeUpon('a', 'j1');
    expect(orderedOf(kept(), 'a')).toEqual([{ job: 'j1', before: 0 }]);
    // It was read of before the answer to its order was there.
    remember('a', { job: 'j1', before: 100 });
    comeUpon('a', 'j1');
    expect(orderedOf(kept(), 'a')).toEqual([{ job: 'j1', before: 100 }]);
  });

  it('count what was gone before with them', () => {
    const ordered = { job: 'j', before: 100 };
    const told = { state: 'running', stopping: false, total: 900, done: 400, deleted: 399 };
    expect(standing(ordered, told)).toEqual({ share: 0.5, words: 'Deleting: 500 of 1,000 calls' });
    expect(standing(ordered, { ...told, state: 'waiting' }).words).toBe('Deleting: 500 of 1,000 calls');
    expect(standing(ordered, { ...told, stopping: true }).words).toBe('Stopping: 500 of 1,000 calls');
    expect(standing(ordered, { ...told, state: 'cancelled' }).words).toBe('The deletion was stopped: 499 of 1,000 calls are deleted, the others stay');
    expect(standing(ordered, { ...told, state: 'failed' }).words).toMatch(/^The deletion came to no end: 499 of 1,000/);
    expect(standing(ordered, { ...told, state: 'done', done: 900, deleted: 898 })).toEqual({ share: 1, words: '998 calls are deleted' });
  });
});
