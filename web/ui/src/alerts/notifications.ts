// The bell: what there is to know, counted while one works on something else.

import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';
import { errorWords } from '../calls/call';
import { many, t } from '../words';

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

/** What it says, and to which part of the call it leads. */
export function wordsOf(notification: Notification, nameOf: (person: string) => string | undefined): { text: string; place: string } {
  const data = (notification.data ?? {}) as { by?: unknown; code?: unknown; source_instance?: unknown };
  switch (notification.kind) {
    case 'mentioned': {
      const name = typeof data.by === 'string' ? nameOf(data.by) : undefined;
      return { text: name ? t('{name} named you in a note', { name }) : t('You were named in a note'), place: 'notes' };
    }
    case 'analysis_failed':
      return { text: `${many(notification.count, '{n} analysis failed', '{n} analyses failed')}${typeof data.code === 'string' ? `: ${errorWords(data.code)}` : ''}`, place: '' };
    case 'source_silent': return { text: t('{name} is silent: it usually speaks', { name: String(data.source_instance ?? '') }), place: '' };
    default:
      return { text: notification.kind.replaceAll('_', ' '), place: '' };
  }
}
