// How answers are kept: fresh for a little while, asked for again when one comes back to the page, never retried where the server refused. Where
// a list cannot be read on, that is said: its rows stay, and no panel of their own tells of it.

import { QueryCache, QueryClient } from '@tanstack/react-query';
import { failed } from '../shell/notice';
import { t } from '../words';
import { Problem } from './client';

/** Whether more of a list was asked for, and not the list itself. */
export function isReadingOn(state: { data: unknown; fetchMeta: { fetchMore?: unknown } | null }): boolean {
  return state.data !== undefined && Boolean(state.fetchMeta?.fetchMore);
}

export const queries = new QueryClient({
  queryCache: new QueryCache({ onError: (error, query) => { if (error instanceof Problem && isReadingOn(query.state)) failed(error, t('More could not be loaded')); } }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 10 * 60_000,
      retry: (failures, error) => failures < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});
