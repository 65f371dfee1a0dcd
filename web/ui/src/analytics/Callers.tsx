// Who calls in most, by number as it came; whose number was withheld is said beside it.

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../api/client';
import { Mood } from '../calls/Mood';
import { count, percent } from '../figure';
import { Tag } from '../shell/Tag';
import { span } from '../time/length';
import { ago, bothTimes } from '../time/zone';
import { many, t } from '../words';
import { type Cell, saveCsv } from './csv';
import { Panel } from './Panel';
import { amongOf, searchOf } from './period';
import { callersQuery } from './queries';
import { labelOf } from './Tops';
import classes from './analytics.module.css';

const SHOWN = 500;

export function Callers({ period }: { period: Record<string, string> }) {
  const query = useQuery({ ...callersQuery(period, SHOWN), placeholderData: keepPreviousData });
  return (
    <Panel title={t('Callers')} query={query} height={320} aside={query.data && <><span className={`${classes.aside} num`}>{many(query.data.calls, '{n} inbound call', '{n} inbound calls')} · {many(query.data.callers, '{n} number', '{n} numbers')}{query.data.calls > 0 && <> · <Withheld data={query.data} /></>}</span><Save callers={query.data.data} /></>}>
      {(data) => data.data.length === 0 ? <p className="faint">{t('Nobody called in with a number in these days.')}</p> : (
        <div className="scroll-x">
          <table className={`rows ${classes.table}`}>
            <thead><tr><th>{t('Number')}</th><th className="end">{t('Calls')}</th><th className="end">{t('Answered')}</th><th className="end">{t('Talk')}</th><th className="end">{t('Last')}</th><th className="end">{t('Sentiment')}</th></tr></thead>
            <tbody>
              {data.data.map((caller) => (
                <tr key={caller.number}>
                  <td><span className="num foreign">{caller.number}</span>{caller.contact && <> <span className="faint foreign">{caller.contact.name}</span></>} {caller.contact?.vip && <Tag tone="accent">{t('VIP')}</Tag>}</td>
                  <td className="end num"><Link to="/app/calls" search={searchOf(caller.link.href) as never}>{count(caller.calls)}</Link></td>
                  <td className="end num">{caller.answered > 0 ? <Link to="/app/calls" search={amongOf(caller.link.href, { disposition: 'answered' }) as never}>{count(caller.answered)}</Link> : '0'} <span className="faint">{percent(caller.calls > 0 ? caller.answered / caller.calls : null, 0)}</span></td>
                  <td className="end num">{span(caller.talk_s)}</td>
                  <td className="end" title={bothTimes(caller.last_at)}>{ago(caller.last_at)}</td>
                  <td className="end"><Mood label={labelOf(caller.score)} score={caller.score} /></td>
                </tr>
              ))}
            </tbody>
          </table>
          {data.callers > data.data.length && <p className="faint" style={{ fontSize: 12.5 }}>{t('The first {n} of {all} are shown.', { n: data.data.length, all: data.callers })}</p>}
        </div>
      )}
    </Panel>
  );
}

/** Nobody knows who they are, so they are told of beside the others. */
function Withheld({ data }: { data: Schemas['Callers'] }) {
  const words = t('{share} withheld', { share: percent(data.withheld_share, 0) });
  return data.withheld > 0 && data.withheld_calls ? <Link to="/app/calls" search={searchOf(data.withheld_calls.href) as never} style={{ display: 'inline-block', lineHeight: '24px' }} title={many(data.withheld, 'Open {n} call', 'Open {n} calls')}>{words}</Link> : words;
}

/** What is shown, as a file: each figure whole. */
function Save({ callers }: { callers: Schemas['CallerFigures'][] }) {
  const rows = (): Cell[][] => [
    ['number', 'contact', 'calls', 'answered', 'talk_s', 'last_at', 'score'],
    ...callers.map((one): Cell[] => [one.number, one.contact?.name, one.calls, one.answered, one.talk_s, one.last_at, one.score]),
  ];
  return <Button variant="subtle" color="gray" size="compact-xs" className="no-print" leftSection={<IconDownload size={13} />} disabled={callers.length === 0} onClick={() => saveCsv('callers', rows())} aria-label={t('CSV: callers')}>{t('CSV')}</Button>;
}
