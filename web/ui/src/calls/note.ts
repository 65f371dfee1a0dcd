// What the team says about a call, as it is asked for.

import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';

export type Note = Schemas['Note'];

export const notesQuery = (callId: string) => queryOptions({
  queryKey: ['notes', callId],
  queryFn: async () => (await answer(api.GET('/v1/calls/{id}/notes', { params: { path: { id: callId } } }))).data,
});
