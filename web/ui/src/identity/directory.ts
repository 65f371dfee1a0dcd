// What the directory's pages ask for, and its times as days of the tenant.

import { infiniteQueryOptions, keepPreviousData, type QueryClient } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';
import { dayOf } from '../time/zone';

export type Listing = Schemas['DirectoryListing'];

export function directoryQuery(q: string) {
  return infiniteQueryOptions({
    queryKey: ['directory', q],
    queryFn: ({ pageParam }) => answer(api.GET('/v1/directory', { params: { query: { q: q || undefined, limit: 100, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** Calls show the names that stand there, figures count by them. */
export function directoryChanged(client: QueryClient): void {
  for (const name of ['directory', 'call', 'calls', 'latest', 'attention', 'analytics']) void client.invalidateQueries({ queryKey: [name] });
}

/** The first day. */
export function firstDay(from: string | null | undefined): string {
  return from ? dayOf(new Date(from)) : '';
}

/** The last day: the time ends at its end. */
export function lastDay(until: string | null | undefined): string {
  return until ? dayOf(new Date(Date.parse(until) - 1)) : '';
}
