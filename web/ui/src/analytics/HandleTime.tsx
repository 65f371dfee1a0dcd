// How long answered calls take: a histogram whose bars open their calls, the mean, and percentiles that are lengths of real calls.

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { answer, api } from '../api/client';
import { count, percent } from '../figure';
import { span } from '../time/length';
import { many, t } from '../words';
import { Bars } from './Bars';
import { reasonWords } from './figure';
import { Panel } from './Panel';
import { searchOf } from './period';
import classes from './analytics.module.css';

export function HandleTime({ period }: { period: Record<string, string> }) {
  const navigate = useNavigate();
  const query = useQuery({ queryKey: ['analytics', 'handle-time', period], placeholderData: keepPreviousData, queryFn: () => answer(api.GET('/v1/analytics/handle-time', { params: { query: period as never } })) });
  return (
    <Panel title={t('Handle time')} query={query} height={320} aside={query.data && <span className={`${classes.aside} num`}>{many(query.data.denominator, 'of {n} answered call', 'of {n} answered calls')} · <span className="mono">{query.data.formula_id}</span></span>}>
      {(data) => data.denominator === 0 ? <p className="faint">{t('No call was answered in these days.')}</p> : (
        <>
          <dl className={classes.cards}>
            <div><dt>{t('Mean')}</dt><dd className="num">{data.calls ? <Link to="/app/calls" search={searchOf(data.calls.href) as never} title={many(data.calls.count, 'Open {n} answered call', 'Open {n} answered calls')}>{span(data.aht_s)}</Link> : span(data.aht_s)}</dd></div>
            {data.percentiles.map((each) => <div key={each.share}><dt>{t('{share} take at most', { share: percent(each.share, 0) })}</dt><dd className="num">{span(each.talk_s)}</dd></div>)}
          </dl>
          <Bars
            label={t('Answered calls by length')} unit={count} head={t('Length')}
            bars={data.bins.map((bin) => ({
              key: String(bin.from_s), short: span(bin.from_s), title: bin.below_s === null ? t('{from} and longer', { from: span(bin.from_s) }) : t('{from} to below {below}', { from: span(bin.from_s), below: span(bin.below_s) }), whole: true,
              open: bin.link ? () => void navigate({ to: '/app/calls', search: searchOf(bin.link?.href ?? '') as never }) : undefined, parts: [{ name: t('Calls'), color: 'var(--accent)', value: bin.calls }],
            }))}
          />
          <p className="faint" style={{ margin: '8px 0 0', fontSize: 12.5 }}>{data.formula}{data.exclusions.map((each) => ` · ${many(each.calls, 'left out {n} call: {why}', 'left out {n} calls: {why}', { why: reasonWords(each.reason) })}`)}</p>
        </>
      )}
    </Panel>
  );
}
