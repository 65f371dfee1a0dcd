import { describe, expect, it } from 'vitest';
import { threadsOf } from './note';

describe('notes', () => {
  it('stand with all that replies to them, also to a reply', () => {
    const notes = [{ id: 'a', parent_id: null }, { id: 'b', parent_id: null }, { id: 'c', parent_id: 'a' }, { id: 'd', parent_id: 'c' }, { id: 'e', parent_id: 'b' }];
    const told = threadsOf(notes).map(({ note, replies }) => [note.id, ...replies.map((each) => each.id)]);
    expect(told).toEqual([['a', 'c', 'd'], ['b', 'e']]);
  });
  it('whose first word is not there any more stand by themselves', () => {
    expect(threadsOf([{ id: 'c', parent_id: 'a' }])).toEqual([{ note: { id: 'c', parent_id: 'a' }, replies: [] }]);
  });
});
