// Deletions of many calls that go on by themselves: which ones this browser has ordered or come upon, so that a page that is loaded anew shows how they ended, too,
// and what is said of each.

import { queryOptions } from '@tanstack/react-query';
import { answer, api, Problem, type Schemas } from '../api/client';
import { Kept, useKept } from '../identity/steps';
import { many, t } from '../words';

type Deletion = Schemas['Deletion'];

/** What was left to a job, and how many calls of the same order were gone before. */
export type Ordered = { job: string; before: number };

const EVERY_MS = 1000;

/** `COMPANY:JOB:BEFORE`, until somebody has read how it ended. */
const KEPT = new Kept('audiapro.deletions');

const wordOf = (tenant: string, { job, before }: Ordered) => [tenant, job, before].join(':');

const known = (tenant: string) => orderedOf(KEPT.written().split(','), tenant);

/** Whoever ordered it knows what had gone before. */
export function remember(tenant: string, ordered: Ordered): void {
  for (const other of known(tenant)) if (other.job === ordered.job) forget(tenant, other);
  KEPT.turn(wordOf(tenant, ordered), true);
}

/** It was ordered elsewhere, as far as is known here. */
export function comeUpon(tenant: string, job: string): void {
  if (!known(tenant).some((each) => each.job === job)) KEPT.turn(wordOf(tenant, { job, before: 0 }), true);
}

export function forget(tenant: string, ordered: Ordered): void {
  KEPT.turn(wordOf(tenant, ordered), false);
}

export function orderedOf(words: string[], tenant: string): Ordered[] {
  return words.map((word) => word.split(':')).flatMap(([of, job, before]) => (of === tenant && job ? [{ job, before: Number(before) || 0 }] : []));
}

export function useOrdered(tenant: string): Ordered[] {
  return orderedOf(useKept(KEPT), tenant);
}

/** Those that go on, whoever has ordered them: from when they are read they are followed. */
export function goingOnQuery(tenant: string) {
  return queryOptions({
    queryKey: ['deletions'],
    queryFn: async () => {
      const { data } = await answer(api.GET('/v1/calls/deletions'));
      for (const each of data) comeUpon(tenant, each.job_id);
      return data.length;
    },
    staleTime: 60_000,
  });
}

/** Null: the server keeps it no more. */
export function deletionQuery(job: string) {
  return queryOptions({
    queryKey: ['deletion', job],
    queryFn: async (): Promise<Deletion | null> => {
      try {
        return await answer(api.GET('/v1/calls/deletions/{id}', { params: { path: { id: job } } }));
      } catch (refused) {
        if (refused instanceof Problem && refused.status === 404) return null;
        throw refused;
      }
    },
    refetchInterval: ({ state: { data } }) => (data === null || data?.finished_at ? false : EVERY_MS),
  });
}

/** Of all calls of the order. */
export function standing({ before }: Ordered, told: Pick<Deletion, 'state' | 'stopping' | 'total' | 'done' | 'deleted'>): { words: string; share: number } {
  const [n, of] = [before + told.deleted, before + told.total];
  const [done, share] = [before + told.done, of === 0 ? 1 : (before + told.done) / of];
  switch (told.state) {
    case 'done': return { share, words: many(n, '{n} call is deleted', '{n} calls are deleted') };
    case 'cancelled': return { share, words: t('The deletion was stopped: {n} of {of} calls are deleted, the others stay', { n, of }) };
    case 'failed': return { share, words: t('The deletion came to no end: {n} of {of} calls are deleted. The same again takes the others', { n, of }) };
    default: return { share, words: told.stopping ? t('Stopping: {done} of {of} calls', { done, of }) : t('Deleting: {done} of {of} calls', { done, of }) };
  }
}
