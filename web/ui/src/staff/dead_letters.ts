// What was given up of all tenants: which is asked for, how many there are, and what is done with it, in parts that the server takes.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';
import { one, type Search } from '../search';

export type Letter = Schemas['PlatformDeadLetter'];
export type Heap = Schemas['PlatformDeadLetterCount'];
export type LetterFilter = { tenant_id?: string; code?: string };
export type Verdict = 'retry' | 'discard';

/** So many the server takes at once. */
const PART = 500;

export function filterOf(search: Search): LetterFilter {
  const [tenant, code] = [one(search.tenant), one(search.code)];
  return { ...(tenant ? { tenant_id: tenant } : {}), ...(code ? { code } : {}) };
}

export const lettersQuery = (filter: LetterFilter) => infiniteQueryOptions({
  queryKey: ['staff', 'dead-letters', 'all', filter],
  queryFn: ({ pageParam }) => answer(api.GET('/admin/v1/dead-letters', { params: { query: { ...filter, limit: 50, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

export const heapsQuery = queryOptions({
  queryKey: ['staff', 'dead-letters', 'counts'],
  queryFn: async () => (await answer(api.GET('/admin/v1/dead-letters/counts'))).data,
});

/** With every step that was tried. */
export function readLetter(tenant: string, letter: string): Promise<Schemas['DeadLetterDetail']> {
  return answer(api.GET('/admin/v1/tenants/{id}/dead-letters/{letter}', { params: { path: { id: tenant, letter } } }));
}

/** How many of the counted fit. */
export function countOf(heaps: Heap[], filter: LetterFilter): number {
  const fitting = heaps.filter((heap) => (!filter.tenant_id || heap.tenant_id === filter.tenant_id) && (!filter.code || heap.code === filter.code));
  return fitting.reduce((sum, heap) => sum + heap.dead_letters, 0);
}

/** What can be chosen: tenants with letters of the chosen reason, reasons of the chosen tenant; each with how many, the most first. */
export function choicesOf(heaps: Heap[], filter: LetterFilter): { tenants: [string, string, number][]; codes: [string, number][] } {
  const [tenants, codes] = [new Map<string, [string, string, number]>(), new Map<string, number>()];
  for (const heap of heaps) {
    if (!filter.code || heap.code === filter.code) tenants.set(heap.tenant_id, [heap.tenant_id, heap.tenant, (tenants.get(heap.tenant_id)?.[2] ?? 0) + heap.dead_letters]);
    if (!filter.tenant_id || heap.tenant_id === filter.tenant_id) codes.set(heap.code, (codes.get(heap.code) ?? 0) + heap.dead_letters);
  }
  return { tenants: [...tenants.values()].sort((a, b) => b[2] - a[2]), codes: [...codes].sort((a, b) => b[1] - a[1]) };
}

/** A moment after this one by the server's own clock: what is given up while somebody decides is not among what they decided about. */
export function justAfter(at: string): string {
  return new Date(Date.parse(at) + 1).toISOString();
}

function settle(what: Verdict, body: Schemas['PlatformDeadLetterOrder']) {
  return answer(what === 'retry' ? api.POST('/admin/v1/dead-letters/retry', { body }) : api.POST('/admin/v1/dead-letters/discard', { body }));
}

const settled = (results: Schemas['PlatformDeadLetterResults']) => results.data.filter((each) => each.result !== 'not_found').length;

/** Of the chosen ones; how many were still there. */
export async function settleChosen(what: Verdict, letters: Pick<Letter, 'tenant_id' | 'id'>[]): Promise<number> {
  let n = 0;
  for (let at = 0; at < letters.length; at += PART) {
    n += settled(await settle(what, { letters: letters.slice(at, at + PART).map(({ tenant_id, id }) => ({ tenant_id, id })) }));
  }
  return n;
}

/** Of all that fit and were given up before this moment, until none is left. */
export async function settleAll(what: Verdict, filter: LetterFilter, before: string): Promise<number> {
  for (let n = 0; ;) {
    const results = await settle(what, { filter: { ...filter, before } });
    n += settled(results);
    if (!results.more || settled(results) === 0) return n;
  }
}
