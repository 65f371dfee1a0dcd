// What was set right in a recording, and what became of it: who, when, and what the model had heard.

import { Modal, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { Empty, Failure } from '../shell/Failure';
import { longTime } from '../time/zone';
import { t } from '../words';
import type { Call, Leg } from './call';
import classes from './corrections.module.css';

export default function Corrections({ call, leg, close }: { call: Call; leg: Leg; close: () => void }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['corrections', leg.id, leg.analysis?.corrected_at],
    queryFn: async () => (await answer(api.GET('/v1/calls/{id}/corrections', { params: { path: { id: call.id }, query: { leg: leg.id } } }))).data,
    staleTime: 0,
  });
  return (
    <Modal opened onClose={close} closeOnClickOutside title={t('Words set right')} size={600}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={120} />}
      {data?.length === 0 && <Empty title={t('Nobody has set words right')}>{t('The pencil beside a turn does. The model’s words stay beside it.')}</Empty>}
      <ol className={classes.list}>
        {data?.map((one) => (
          <li key={one.id} className={classes.one} data-past={one.ended_at !== null || undefined}>
            <div className="faint num">{t('Turn {n}', { n: one.turn + 1 })} · {one.author?.name ?? t('by a key')} · {longTime(one.made_at)}{one.ended_by && ` · ${t(ENDS[one.ended_by] ?? one.ended_by)}`}</div>
            <p className="foreign" dir="auto">{one.text ? <ins>{one.text}</ins> : <em>{t('Nothing was said')}</em>}</p>
            <p className="foreign faint" dir="auto"><del>{one.heard}</del></p>
          </li>
        ))}
      </ol>
    </Modal>
  );
}

const ENDS: Record<string, string> = { change: 'changed since', revert: 'taken back', analysis: 'before it was analysed again' };
