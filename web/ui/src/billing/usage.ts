// What was used of the plan in this period.

import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';

export type Usage = Schemas['Usage'];

export const usageQuery = queryOptions({
  queryKey: ['usage'],
  queryFn: () => answer(api.GET('/v1/usage')),
  staleTime: 30_000,
});
