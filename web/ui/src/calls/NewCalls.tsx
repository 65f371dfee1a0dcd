// Calls that came in since the list was read and that fit its filters: said on a pill, never pushed between the rows one is reading.

import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answer, api } from '../api/client';
import { useReceived } from '../platform/live';
import { one, type Search } from '../search';
import { many, t } from '../words';
import type { CallSummary } from './call';
import { queryOf, SORT_DEFAULT } from './filter';
import classes from './calls.module.css';

const LOOKED_AT = 100;

/** What was pressed goes with the press; the keys are the list's then. */
export const toList = () => document.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });

export function NewCalls({ search, calls, refresh }: { search: Search; calls: CallSummary[]; refresh: () => void }) {
  const received = useReceived();
  const [seen, setSeen] = useState(received);
  const asked = JSON.stringify(queryOf(search));
  useEffect(() => setSeen(received), [asked]); // eslint-disable-line
  const isNewestFirst = (one(search.sort) || SORT_DEFAULT) === SORT_DEFAULT;
  const { data } = useQuery({
    queryKey: ['new-calls', queryOf(search), received],
    enabled: isNewestFirst && received > seen,
    queryFn: () => answer(api.GET('/v1/calls', { params: { query: { ...queryOf(search), limit: LOOKED_AT } as never } })),
    staleTime: Infinity,
    gcTime: 10_000,
    placeholderData: (before) => before,
  });
  const known = new Set(calls.map((call) => call.id));
  const waiting = received > seen ? data?.data.filter((call) => !known.has(call.id)).length ?? 0 : 0;
  if (waiting === 0) return null;
  const words = waiting >= LOOKED_AT ? t('{n}+ new calls', { n: LOOKED_AT }) : many(waiting, '{n} new call', '{n} new calls');
  return (
    <div className={`${classes.pill} no-print`} role="status">
      <Button size="compact-sm" radius="xl" leftSection={<IconArrowUp size={14} />} onClick={() => { setSeen(received); refresh(); toList(); }}>{words}</Button>
    </div>
  );
}
