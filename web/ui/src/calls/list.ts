// The list of calls, page after page, and who comes after whom in it.

import { infiniteQueryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import type { Search } from '../search';
import type { CallSummary } from './call';
import { queryOf } from './filter';

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

let shown: { ids: string[]; search: Search } = { ids: [], search: {} };
let read: string | null = null;

/** What the list shows now, for the way from call to call. */
export function rememberList(calls: CallSummary[], search: Search): void {
  shown = { ids: calls.map((call) => call.id), search };
}

/** This call was looked at last: the list begins there when one comes back to it. */
export function rememberCall(id: string): void {
  read = id;
}

/** Where in this list the call stands that was looked at last; 0 where it is not in it. */
export function placeOfLast(ids: string[]): number {
  return Math.max(0, read === null ? 0 : ids.indexOf(read));
}

export function beside(id: string): { before?: string; after?: string; search: Search } {
  const at = shown.ids.indexOf(id);
  return at < 0 ? { search: shown.search } : { before: shown.ids[at - 1], after: shown.ids[at + 1], search: shown.search };
}
