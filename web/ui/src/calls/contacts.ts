// What the pages of contacts ask for.

import { infiniteQueryOptions, keepPreviousData, type QueryClient } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';

export type Contact = Schemas['Contact'];

export function contactsQuery(q: string, vip: boolean) {
  return infiniteQueryOptions({
    queryKey: ['contacts', q, vip],
    queryFn: ({ pageParam }) => answer(api.GET('/v1/contacts', { params: { query: { q: q || undefined, vip: vip || undefined, limit: 100, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function contactsChanged(client: QueryClient): void {
  for (const name of ['contacts', 'call', 'calls', 'latest', 'attention']) void client.invalidateQueries({ queryKey: [name] });
}
