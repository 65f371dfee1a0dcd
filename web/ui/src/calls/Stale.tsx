// What was heard by another model than would be taken now: how many calls, which, and all of them heard anew.

import { Button, Progress } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { useMay } from '../identity/session';
import { Confirm } from '../shell/Confirm';
import { done, failed } from '../shell/notice';
import { many, t } from '../words';
import { callsChanged } from './tags';
import classes from './speech.module.css';

const STALE = { stale: true } as const;

export function Stale() {
  const allowed = useMay();
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const [ordered, setOrdered] = useState(0);
  const { data: count } = useQuery({ queryKey: ['stale'], queryFn: async () => (await answer(api.GET('/v1/calls/count', { params: { query: STALE } }))).count });
  const anew = useMutation({
    mutationFn: async () => {
      let [queued, cursor] = [0, undefined as string | undefined];
      do {
        const told = await answer(api.POST('/v1/calls/reanalyze', { params: { query: { ...STALE, cursor } } }));
        queued += told.queued;
        cursor = told.next ?? undefined;
        setOrdered(queued);
      } while (cursor);
      return queued;
    },
    onSuccess: (queued) => done(queued === 0 ? t('None of them can be analysed again now') : many(queued, '{n} call waits to be analysed again', '{n} calls wait to be analysed again')),
    onError: (error) => failed(error),
    onSettled: () => { callsChanged(client); void client.invalidateQueries({ queryKey: ['stale'] }); },
  });
  if (count === undefined) return null;
  return (
    <section className={`panel ${classes.stale}`} aria-label={t('Heard by another model')}>
      <div>
        <b>{count === 0 ? t('Every call was heard by the model that is chosen.') : many(count, '{n} call was heard by another model.', '{n} calls were heard by another model.')}</b>
        {count > 0 && <div className="faint">{t('They keep what was found until they are analysed again; it costs no calls and waits behind new ones.')}</div>}
        {anew.isPending && <Progress value={count > 0 ? Math.min(100, (ordered / count) * 100) : 100} mt={8} aria-label={t('Ordered')} />}
      </div>
      {count > 0 && <Button component={Link} to="/app/calls" search={{ stale: 'true', archived: 'any' } as never} variant="default">{t('Show them')}</Button>}
      {count > 0 && allowed('calls.edit') && <Button loading={anew.isPending} onClick={() => setAsked(true)}>{t('Analyse them again')}</Button>}
      {asked && (
        <Confirm title={many(count, 'Analyse {n} call again?', 'Analyse {n} calls again?')} action={t('Analyse again')} color="iris" close={() => setAsked(false)} run={async () => { anew.mutate(); }}>
          {t('Words that somebody has set right in them stay as history only.')}
        </Confirm>
      )}
    </section>
  );
}
