// Whether one call was enough, by several definitions side by side: none of them is the true one, so each says what it counts.

import { SegmentedControl } from '@mantine/core';
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, type Schemas } from '../api/client';
import { count, decimal, percent } from '../figure';
import { Tag } from '../shell/Tag';
import { many, t } from '../words';
import { type Bar, Bars } from './Bars';
import { reasonWords } from './figure';
import { Panel } from './Panel';
import { searchOf } from './period';
import { pointNames } from './point';
import classes from './analytics.module.css';

type Found = Schemas['FirstCallResolution'];

const NAMES: Record<string, string> = {
  'FCR-repeat-1d': 'Did not call again within a day', 'FCR-repeat-3d': 'Did not call again within 3 days', 'FCR-repeat-7d': 'Did not call again within 7 days', 'FCR-repeat-30d': 'Did not call again within 30 days',
  'FCR-once-calls': 'Calls of those who called once', 'FCR-once-callers': 'Callers who called once', 'calls-per-caller': 'Calls per caller',
};

const WINDOWS: Record<string, string> = { '1': 'Within a day', '3': 'Within 3 days', '7': 'Within 7 days', '30': 'Within 30 days' };

export function Repeat({ period }: { period: Record<string, string> }) {
  const [within, setWithin] = useState('7');
  const asked = { ...period, within_d: within };
  const query = useQuery({ queryKey: ['analytics', 'repeat', asked], placeholderData: keepPreviousData, queryFn: () => answer(api.GET('/v1/analytics/first-call-resolution', { params: { query: asked as never } })) });
  return (
    <div style={{ display: 'flex', flexDirection: 'column', gap: 14 }}>
      <Definitions query={query} />
      <Panel title={t('Called again over time')} query={query} height={212} aside={<SegmentedControl size="xs" ml="auto" value={within} onChange={setWithin} data={Object.entries(WINDOWS).map(([value, label]) => ({ value, label: t(label) }))} aria-label={t('Within how many days')} />}>
        {(data) => <Trend data={data} />}
      </Panel>
    </div>
  );
}

/** Days whose callers may still call again are paler. */
function Trend({ data }: { data: Found }) {
  const navigate = useNavigate();
  const rate = (bar: Bar) => { const point = data.trend.find((each) => each.at === bar.key); return <div>{t('Did not call again')}<b>{percent(point?.value)}</b></div>; };
  return (
    <Bars
      label={t('Called again over time')} unit={count} detail={rate}
      bars={data.trend.map((point) => ({
        key: point.at, ...pointNames(point.at, data.interval), whole: point.provisional === 0,
        open: point.calls ? () => void navigate({ to: '/app/calls', search: searchOf(point.calls?.href ?? '') as never }) : undefined,
        parts: [{ name: t('Called again'), color: 'var(--negative-fill)', value: point.n - point.resolved }, { name: t('Did not call again'), color: 'var(--accent)', value: point.resolved }],
      }))}
    />
  );
}

function Definitions({ query }: { query: UseQueryResult<Found> }) {
  return (
    <Panel title={t('Was one call enough?')} query={query} height={320} aside={query.data && <span className={`${classes.aside} num`}>{many(query.data.n, 'of {n} inbound call with a number', 'of {n} inbound calls with a number')}</span>}>
      {(data) => data.n === 0 ? <p className="faint">{t('Nobody called in with a number in these days.')}</p> : (
        <>
          <div className="scroll-x">
            <table className={`rows ${classes.table}`}>
              <thead><tr><th>{t('Definition')}</th><th className="end">{t('Value')}</th><th className="end">{t('Calculation')}</th><th className="end">{t('May still fall by')}</th></tr></thead>
              <tbody>
                {data.figures.map((figure) => (
                  <tr key={figure.formula_id}>
                    <td><span style={{ fontWeight: 550 }}>{t(NAMES[figure.formula_id] ?? figure.formula_id)}</span> {figure.formula_id === data.default && <Tag tone="accent">{t('shown first')}</Tag>}<div className="faint" style={{ fontSize: 12.5 }}>{figure.formula}</div></td>
                    <td className={`end num ${classes.value}`}>{figure.formula_id === 'calls-per-caller' ? decimal(figure.value, 2) : percent(figure.value)}</td>
                    <td className="end num">{figure.calls ? <Link to="/app/calls" search={searchOf(figure.calls.href) as never}>{count(figure.numerator)}</Link> : count(figure.numerator)} ÷ {count(figure.denominator)}</td>
                    <td className="end num">{figure.provisional > 0 ? many(figure.provisional, '{n} call', '{n} calls') : <span className="faint">–</span>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {data.exclusions.length > 0 && <p className="faint" style={{ margin: '10px 0 0', fontSize: 12.5 }}>{t('Left out:')} {data.exclusions.map((each) => many(each.calls, '{n} call ({why})', '{n} calls ({why})', { why: reasonWords(each.reason) })).join(', ')}</p>}
        </>
      )}
    </Panel>
  );
}
