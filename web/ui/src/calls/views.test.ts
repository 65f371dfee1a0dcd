import { describe, expect, it } from 'vitest';
import { parseSearch } from '../search';
import { isDirty, questionOf, searchOfView } from './views';

describe('a saved view', () => {
  it('keeps the question and not its own name, in one order', () => {
    expect(questionOf(parseSearch('?view=1&sentiment=negative&agent=201&range=28d'))).toBe('agent=201&range=28d&sentiment=negative');
  });

  it('says each name once, where the address says it more often', () => {
    expect(questionOf(parseSearch('?tag=vip&tag=new&agent=201&agent=204&archived=any'))).toBe('agent=201&archived=any&tag=vip%2Cnew');
  });

  it('is opened by its question, and is as it was kept until that changes', () => {
    const view = { id: 'v', query: 'sentiment=negative&agent=201' };
    const search = searchOfView(view);
    expect(search).toEqual({ sentiment: 'negative', agent: '201', view: 'v' });
    expect(isDirty(view, search)).toBe(false);
    expect(isDirty(view, { ...search, agent: '' })).toBe(true);
    expect(isDirty(view, { ...search, sort: '-talk_s' })).toBe(true);
  });
});
