import { describe, expect, it } from 'vitest';
import { archivedIn } from './archive';
import type { CallSummary } from './call';

const AT = '2026-02-01T00:00:00Z';
const call = (id: string, archived_at: string | null = null) => ({ id, archived_at }) as CallSummary;
const list = (...calls: CallSummary[]) => ({ pages: [{ data: calls.slice(0, 2), next: 'x' }, { data: calls.slice(2), next: null }], pageParams: [undefined, 'x'] });
const rows = ({ pages }: { pages: { data: CallSummary[] }[] }) => pages.map(({ data }) => data.map(({ id, archived_at }) => (archived_at ? `${id}!` : id)));

describe('a list in which a call is archived', () => {
  it('shows it no more where it shows no archived ones, on whichever page', () => {
    expect(rows(archivedIn(list(call('a'), call('b'), call('c')), { id: 'c', archived: true }, 'false', AT))).toEqual([['a', 'b'], []]);
    expect(rows(archivedIn(list(call('a', AT), call('b', AT)), { id: 'a', archived: false }, 'true', AT))).toEqual([['b!'], []]);
  });

  it('says so where it shows both', () => {
    expect(rows(archivedIn(list(call('a'), call('b')), { id: 'b', archived: true }, undefined, AT))).toEqual([['a', 'b!'], []]);
    expect(rows(archivedIn(list(call('a', AT)), { id: 'a', archived: false }, undefined, AT))).toEqual([['a'], []]);
  });

  it('goes on where it was', () => {
    expect(archivedIn(list(call('a'), call('b'), call('c')), { id: 'a', archived: true }, 'false', AT).pages.map((page) => page.next)).toEqual(['x', null]);
  });
});
