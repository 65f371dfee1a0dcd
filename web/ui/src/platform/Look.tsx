// An analysis that was given up, beside the list of them: why, and every step that was tried.

import { Button, Drawer, Group as Row, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../api/client';
import { errorWords } from '../calls/call';
import { Steps } from '../calls/Trace';
import { Failure } from '../shell/Failure';
import { span } from '../time/length';
import { ago, bothTimes } from '../time/zone';
import { t } from '../words';
import { LANES } from './Lanes';
import call from '../calls/call.module.css';

type Props = {
  letter: Schemas['DeadLetter'];
  /** The key of those among which it is kept. */
  under: string[];
  read: (id: string) => Promise<Schemas['DeadLetterDetail']>;
  close: () => void;
  /** Of whoever may do something. */
  act?: (what: 'retry' | 'discard') => void;
  busy: boolean;
};

export function Look({ letter, under, read, close, act, busy }: Props) {
  const detail = useQuery({ queryKey: [...under, letter.id], queryFn: () => read(letter.id) });
  const facts: [string, React.ReactNode][] = [
    [t('Why'), <><span className="mono">{letter.code}</span> <span className="foreign">{letter.detail}</span></>], [t('Attempts'), letter.attempts], [t('Lane'), t(LANES[letter.lane]?.[0] ?? letter.lane)],
    [t('Sound'), span(letter.audio_s)], [t('Telephone system'), <span className="foreign">{letter.source_instance}</span>], [t('External id'), <span className="mono foreign">{letter.external_id}</span>],
    [t('Given up'), <span title={bothTimes(letter.at)}>{ago(letter.at)}</span>],
  ];
  return (
    <Drawer opened onClose={close} position="right" size={460} title={errorWords(letter.code)}>
      <dl className={call.pairs}>{facts.map(([name, value]) => <div key={name} className={call.pair}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {act && <Row mt="md" gap={8}><Button size="compact-sm" loading={busy} onClick={() => act('retry')}>{t('Try again')}</Button><Button variant="default" c="red" size="compact-sm" disabled={busy} onClick={() => act('discard')}>{t('Drop')}</Button></Row>}
      <h3 className={call.section}>{t('What was tried')}</h3>
      {detail.error && <Failure error={detail.error} retry={() => void detail.refetch()} />}
      {detail.isPending && <Skeleton height={140} />}
      {detail.data && <Steps steps={detail.data.steps} />}
    </Drawer>
  );
}
