// What was used of the plan in this period.

import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';

export type Usage = Schemas['Usage'];

export const usageQuery = queryOptions({
  queryKey: ['usage'],
  queryFn: () => answer(api.GET('/v1/usage')),
  staleTime: 30_000,
});

export type UsagePeriod = Schemas['UsagePeriod'];

/** The latest period of which there is a row. */
export const latestPeriodQuery = queryOptions({
  queryKey: ['usage', 'latest'],
  queryFn: async () => (await answer(api.GET('/v1/usage/periods', { params: { query: { limit: 1 } } }))).data[0] ?? null,
  staleTime: 30_000,
});

/** How the calls of the running period stand charged, which a limit that was changed meanwhile does not change: what a list of them holds. */
export function charged(usage: Pick<Usage, 'period' | 'used' | 'overage'>, latest: Pick<UsagePeriod, 'period' | 'included' | 'overage'> | null | undefined): { included: number; overage: number } {
  const isRunning = latest && Date.parse(latest.period.start) === Date.parse(usage.period.start);
  return isRunning ? { included: latest.included, overage: latest.overage } : { included: usage.used - usage.overage, overage: usage.overage };
}

/** How much of the limit is used; one of nothing is used up. */
export function shareUsed(used: number, limit: number | null): number {
  if (limit === null) return 0;
  return limit > 0 ? used / limit : 1;
}
