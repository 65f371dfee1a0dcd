// How answers are kept: fresh for a little while, asked for again when one comes back to the page, never retried where the server refused.

import { QueryClient } from '@tanstack/react-query';
import { Problem } from './client';

export const queries = new QueryClient({
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
