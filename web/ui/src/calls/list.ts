// The list of calls, page after page, and who comes after whom in it.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import type { Search } from '../search';
import type { CallSummary } from './call';
import { chosenBy, queryOf } from './filter';

const PAGE = 100;

export function callsQuery(search: Search) {
  const query = queryOf(search);
  return infiniteQueryOptions({
    queryKey: ['calls', query],
    queryFn: ({ pageParam }) => answer(api.GET('/v1/calls', { params: { query: { ...query, limit: PAGE, cursor: pageParam } as never } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 10_000,
  });
}

/** How many fit in all, which a list of pages does not tell. What the list shows is never far from it: a minute is new enough. */
export function totalQuery(search: Search) {
  const filter = chosenBy(search);
  return queryOptions({
    queryKey: ['calls-total', filter],
    queryFn: async () => (await answer(api.GET('/v1/calls/count', { params: { query: filter as never } }))).count,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

let shown: { ids: string[]; search: Search } = { ids: [], search: {} };
let read: { id: string; leftAt: number | null } | null = null;

/** Longer ago, one does not come back from a call, but anew. */
const JUST_MS = 3_000;

/** What the list shows now, for the way from call to call. */
export function rememberList(calls: CallSummary[], search: Search): void {
  shown = { ids: calls.map((call) => call.id), search };
}

/** This call is looked at; what comes back says that it was left. */
export function rememberCall(id: string): () => void {
  const now = { id, leftAt: null as number | null };
  read = now;
  return () => { now.leftAt = Date.now(); };
}

/** Where in this list the call stands from which one comes; 0 where one comes from elsewhere. */
export function placeOfLast(ids: string[], now: number = Date.now()): number {
  if (!read || (read.leftAt !== null && now - read.leftAt > JUST_MS)) return 0;
  return Math.max(0, ids.indexOf(read.id));
}

export function beside(id: string): { before?: string; after?: string; search: Search } {
  const at = shown.ids.indexOf(id);
  return at < 0 ? { search: shown.search } : { before: shown.ids[at - 1], after: shown.ids[at + 1], search: shown.search };
}
