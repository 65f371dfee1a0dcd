// What the overview asks, each kept under the days and filters that it was asked with.

import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';

type Period = Record<string, string>;
const of = (period: Period) => ({ params: { query: period as never } });

export const overviewQuery = (period: Period) => queryOptions({ queryKey: ['analytics', 'overview', period], queryFn: () => answer(api.GET('/v1/analytics/overview', of(period))) });
export const volumeQuery = (period: Period) => queryOptions({ queryKey: ['analytics', 'volume', period], queryFn: () => answer(api.GET('/v1/analytics/volume', of(period))) });
export const sentimentQuery = (period: Period) => queryOptions({ queryKey: ['analytics', 'sentiment', period], queryFn: () => answer(api.GET('/v1/analytics/sentiment', of(period))) });
export const hoursQuery = (period: Period) => queryOptions({ queryKey: ['analytics', 'hours', period], queryFn: () => answer(api.GET('/v1/analytics/hours', of(period))) });
export const agentsQuery = (period: Period, limit: number) => queryOptions({ queryKey: ['analytics', 'agents', period, limit], queryFn: () => answer(api.GET('/v1/analytics/agents', of({ ...period, limit: String(limit), sort: '-calls' }))) });
export const callersQuery = (period: Period, limit: number) => queryOptions({ queryKey: ['analytics', 'callers', period, limit], queryFn: () => answer(api.GET('/v1/analytics/callers', of({ ...period, limit: String(limit) }))) });
