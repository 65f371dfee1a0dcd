// The bell: what there is to know, counted while one works on something else.

import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';

export type Notification = Schemas['Notification'];

export const unreadQuery = queryOptions({
  queryKey: ['notifications', 'count'],
  queryFn: async () => (await answer(api.GET('/v1/notifications', { params: { query: { unread: true, limit: 1 } } }))).unread,
  refetchInterval: 30_000,
});

export const notificationsQuery = (unread: boolean) => infiniteQueryOptions({
  queryKey: ['notifications', unread ? 'unread' : 'all'],
  queryFn: ({ pageParam }) => answer(api.GET('/v1/notifications', { params: { query: { unread: unread || undefined, limit: 20, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

export function notificationsChanged(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['notifications'] });
}
