// Deletions of many calls that go on by themselves: how far each is, a way to stop it, and how it ended, until somebody has read that.

import { ActionIcon, Button, Progress } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { answer, api } from '../api/client';
import { useMe } from '../identity/session';
import { failed } from '../shell/notice';
import { t } from '../words';
import { deletionQuery, forget, type Ordered, standing } from './deletions';
import { toList } from './NewCalls';
import classes from './calls.module.css';

export default function Deletions({ ordered }: { ordered: Ordered[] }) {
  return <>{ordered.map((each) => <One key={each.job} ordered={each} />)}</>;
}

function One({ ordered }: { ordered: Ordered }) {
  const { tenant_id: tenant } = useMe();
  const client = useQueryClient();
  const query = deletionQuery(ordered.job);
  const { data: told } = useQuery(query);
  const isUnknown = told === null;
  useEffect(() => { if (isUnknown) forget(tenant, ordered); }, [isUnknown]); // eslint-disable-line
  const stop = useMutation({
    mutationFn: () => answer(api.DELETE('/v1/calls/deletions/{id}', { params: { path: { id: ordered.job } } })),
    onSuccess: async (now) => {
      // An answer that was asked for before is older than this one.
      await client.cancelQueries({ queryKey: query.queryKey });
      client.setQueryData(query.queryKey, now);
    },
    onError: (error) => failed(error),
  });
  if (!told) return null;
  const { words, share } = standing(ordered, told);
  const isOver = told.finished_at !== null;
  return (
    <section className={`${classes.deletion} no-print`} aria-label={t('Deletion of calls')}>
      {/* Each figure on the way is not read aloud, how it ends is. */}
      <span className="num" role="status" aria-live={isOver ? 'polite' : 'off'}>{words}</span>
      {!isOver && <Progress className={classes.deletionBar} value={share * 100} size="sm" aria-label={t('Come so far')} />}
      {isOver
        ? <ActionIcon size={26} onClick={() => { forget(tenant, ordered); toList(); }} aria-label={t('Close')}><IconX size={15} /></ActionIcon>
        : <Button variant="default" size="compact-sm" disabled={told.stopping} loading={stop.isPending} onClick={() => stop.mutate()}>{t('Stop')}</Button>}
    </section>
  );
}
