// A call that goes for good, and with it its row in every list that is on the screen.

import type { QueryClient } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { leaveCall } from '../platform/live';
import type { Pages } from './archive';
import { callsChanged } from './tags';

/** The list without a call, on whichever page it stood. */
export function without<T extends Pages>(list: T, id: string): T {
  return { ...list, pages: list.pages.map((page) => ({ ...page, data: page.data.filter((call) => call.id !== id) })) };
}

/** `leave` goes to where the call is not shown: only then it is forgotten. */
export async function deleteCall(client: QueryClient, id: string, leave: () => Promise<void>): Promise<void> {
  const stay = leaveCall(id);
  try {
    await answer(api.DELETE('/v1/calls/{id}', { params: { path: { id } } }));
  } catch (refused) {
    stay();
    throw refused;
  }
  client.setQueriesData<Pages>({ queryKey: ['calls'] }, (list) => (list && Array.isArray(list.pages) ? without(list, id) : list));
  await leave();
  for (const name of ['call', 'trace', 'notes']) client.removeQueries({ queryKey: [name, id] });
  callsChanged(client);
}
