// Calls that go for good: one, and with it its row in every list that is on the screen, or many.

import type { QueryClient } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { leaveCall } from '../platform/live';
import type { Pages } from './archive';
import type { Ordered } from './deletions';
import { parts } from './selection';
import { callsChanged } from './tags';

/** Calls that one order names. */
const PART = 1000;

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

/** A filter of calls that were there at a moment, unless it says one itself. */
export function knownAt(filter: string, now: Date): string {
  const asked = new URLSearchParams(filter);
  if (!asked.has('as_of')) asked.set('as_of', now.toISOString());
  return asked.toString();
}

/** Calls by name, or all that a filter lists; `goesOn` hears of each job that something is left to. `left`: they go on going; `stay`: they were not theirs alone, or not
 * there. */
export async function deleteCalls(ids: Iterable<string> | null, filter: string, goesOn: (ordered: Ordered) => void): Promise<{ deleted: number; left: number; stay: number }> {
  const bodies = ids ? parts(ids, PART).map((calls) => ({ calls })) : [{ filter }];
  const sum = { deleted: 0, left: 0, stay: 0 };
  for (const body of bodies) {
    const told = await answer(api.POST('/v1/calls/deletions', { body }));
    if (told.job_id) goesOn({ job: told.job_id, before: told.deleted });
    sum.deleted += told.deleted;
    sum.left += told.left;
    sum.stay += told.in_part + told.not_found;
  }
  return sum;
}
