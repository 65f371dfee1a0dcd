// What became of a call on its way, and what it still waits for, as it is asked for.

import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';

export const traceQuery = (callId: string) => queryOptions({
  queryKey: ['trace', callId],
  queryFn: () => answer(api.GET('/v1/calls/{id}/trace', { params: { path: { id: callId } } })),
});
