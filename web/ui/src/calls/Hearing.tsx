// Above the transcript, only where there is something to say: that the recording is being heard anew, and that it is not sure who is who.

import { Button } from '@mantine/core';
import { IconArrowsExchange, IconEar, IconUserQuestion } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { answer, api } from '../api/client';
import { percent } from '../figure';
import { useMay } from '../identity/session';
import { done, failed } from '../shell/notice';
import { shortTime } from '../time/zone';
import { t } from '../words';
import { type Analysis, type Call, type Leg, speakerName } from './call';
import { useNaming, useSwap } from './speakers';
import { traceQuery } from './traced';
import classes from './hearing.module.css';

type Props = { call: Call; leg: Leg; analysis: Analysis };

export default function Hearing(props: Props) {
  const mayEdit = useMay()('calls.edit');
  return <>{mayEdit && <Anew {...props} />}{mayEdit && <Roles {...props} />}</>;
}

/** What was found before is read until the new result is there. */
function Anew({ call, leg, analysis }: Props) {
  const allowed = useMay();
  const client = useQueryClient();
  const { data } = useQuery({
    ...traceQuery(call.id),
    refetchInterval: ({ state }) => (state.data?.waiting.some((one) => one.leg_id === leg.id) ? 2000 : false),
  });
  const waiting = data?.waiting.find((one) => one.leg_id === leg.id);
  const isWaiting = Boolean(waiting);
  const before = useRef<string | null>(null);
  useEffect(() => {
    if (isWaiting) before.current ??= analysis.analyzed_at;
    else if (before.current) void client.invalidateQueries({ queryKey: ['call', call.id] });
  }, [isWaiting, analysis.analyzed_at, call.id, client]);
  useEffect(() => {
    if (!before.current || before.current === analysis.analyzed_at) return;
    before.current = null;
    done(t('The recording was analysed again'));
  }, [analysis.analyzed_at]);
  const cancel = useMutation({
    mutationFn: () => answer(api.POST('/v1/calls/{id}/cancel', { params: { path: { id: call.id } } })),
    onSuccess: () => { done(t('The analysis is cancelled')); void client.invalidateQueries({ queryKey: ['trace', call.id] }); },
    onError: (error) => failed(error),
  });
  if (!waiting) return null;
  return (
    <section className={`panel ${classes.strip} no-print`} aria-label={t('Being analysed again')}>
      <IconEar size={17} aria-hidden />
      <div className={classes.text} role="status">
        <b>{t('Being analysed again')}</b> {t(STATES[waiting.for] ?? 'It waits')}{waiting.eta ? `, ${t('done about {time}', { time: shortTime(waiting.eta) })}` : ''}. <span className="faint">{t('Until then this is what was found before.')}</span>
        {waiting.last_error_code && <div className="faint">{t('The attempt before ended with {code}.', { code: waiting.last_error_code })}</div>}
      </div>
      {allowed('queue.manage') && <Button variant="default" size="compact-sm" loading={cancel.isPending} onClick={() => cancel.mutate()}>{t('Cancel')}</Button>}
    </section>
  );
}

const STATES: Record<string, string> = { worker: 'waits for a free worker', result: 'is at work', retry: 'waits before the next attempt', release: 'waits for the plan' };

/** How surely it is known who is who, where that is not sure. */
function Roles({ call, leg, analysis }: Props) {
  const roles = analysis.quality.roles;
  const swap = useSwap(call.id, leg);
  const naming = useNaming(call.id, leg);
  if (!roles || analysis.turns.length === 0) return null;
  const speakers = [...new Set(analysis.turns.map((turn) => turn.speaker))];
  if (roles.by === 'unknown' && analysis.channels === 2 && speakers.every((speaker) => /^ch[12]$/.test(speaker))) {
    return (
      <section className={`panel ${classes.strip} no-print`} aria-label={t('Who is who')}>
        <IconUserQuestion size={17} aria-hidden />
        <div className={classes.text}><b>{t('Who is the agent?')}</b> <span className="faint">{t('Figures about agent and customer need to know.')}</span></div>
        {[['agent', 'customer'], ['customer', 'agent']].map((names) => <Button key={names[0]} variant="default" size="compact-sm" loading={naming.isPending} onClick={() => naming.name(names)}>{speakerName(names[0] === 'agent' ? 'ch1' : 'ch2')}</Button>)}
      </section>
    );
  }
  const isDoubted = analysis.quality.flags.includes('roles_doubtful') || (roles.by === 'inferred' && roles.confidence < 0.85);
  if (!isDoubted || !swap) return null;
  return (
    <section className={`panel ${classes.strip} no-print`} aria-label={t('Who is who')}>
      <IconUserQuestion size={17} aria-hidden />
      <div className={classes.text}><b>{t('Agent and customer may be the wrong way round.')}</b> <span className="faint">{t('By what is said they are right with {share}.', { share: percent(roles.confidence, 0) })}</span></div>
      <Button variant="default" size="compact-sm" leftSection={<IconArrowsExchange size={14} />} loading={swap.isPending} onClick={swap.run}>{t('Swap')}</Button>
    </section>
  );
}
