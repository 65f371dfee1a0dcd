// Where one begins: how the days went, what needs a look, what came in last. Every figure opens to its calls.

import { Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ThisPeriod } from '../billing/ThisPeriod';
import { usageQuery } from '../billing/usage';
import { RangeMenu } from '../calls/Filters';
import { Checklist } from '../identity/Checklist';
import { useMay } from '../identity/session';
import { useCommands } from '../shell/commands';
import { Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import { one, type Search } from '../search';
import { daysName } from '../time/range';
import { currentZone } from '../time/zone';
import { t } from '../words';
import { Attention } from './Attention';
import { Chips } from './Chips';
import { CompareMenu } from './CompareMenu';
import { ExcludeMenu } from './ExcludeMenu';
import { Feelings } from './Feelings';
import { FigureCard } from './FigureCard';
import { HeatMap } from './HeatMap';
import { Latest } from './Latest';
import { comparedWith, compareOf, periodOf } from './period';
import { overviewQuery } from './queries';
import { useRangeKeys } from './rangeKeys';
import { Threshold, thresholdOf } from './Threshold';
import { TopAgents, TopCallers } from './Tops';
import { Volume, wayOf } from './Volume';
import classes from './overview.module.css';
import cards from './figure.module.css';

export function Overview() {
  const allowed = useMay();
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const change = (next: Search) => void navigate({ to: '/app', search: next as never });
  const period = periodOf(search);
  useRangeKeys(search, change);
  useCommands([{ id: 'compare', title: t('Compare, or not'), group: t('Days'), keys: 't x', run: () => change({ ...search, compare: compareOf(search) === 'off' ? '' : 'off', compare_from: '', compare_to: '' }) }]);
  if (!allowed('calls.read')) return <Page title={t('Overview')} name={t('Overview')}><Checklist /><p className="faint">{t('Your role sees no calls.')}</p></Page>;
  return (
    <Page title={t('Overview')} name={t('Overview')} aside={<><RangeMenu search={search} change={change} otherwise="28d" /><ExcludeMenu search={search} change={change} /><CompareMenu search={search} change={change} /></>}>
      <Checklist />
      <Chips search={search} change={change} />
      <Figures period={period} withinS={thresholdOf(one(search.service_level_s))} choose={(service_level_s) => change({ ...search, service_level_s })} />
      <div className={classes.pair}><Volume period={period} by={wayOf(one(search.by))} turn={(by) => change({ ...search, by: by === 'outcome' ? '' : by })} zoom={(days) => change({ ...search, range: '', from_day: days.from, to_day: days.to })} /><Feelings period={period} /></div>
      <div className={classes.columns}><HeatMap period={period} /><Attention /></div>
      <div className={classes.halves}><TopAgents period={period} filter={(agent) => change({ ...search, agent })} /><TopCallers period={period} filter={(number) => change({ ...search, number })} /></div>
      {allowed('usage.read') && <Used />}
      <Latest />
    </Page>
  );
}

/** The company's, whatever days are looked at. */
function Used() {
  const { data: usage, error } = useQuery(usageQuery);
  // Of its height from the first: nothing beneath it jumps.
  if (!usage) return error ? null : <Skeleton height={158} radius="md" />;
  return <ThisPeriod usage={usage} />;
}

function Figures({ period, withinS, choose }: { period: Record<string, string>; withinS: string | undefined; choose: (withinS: string) => void }) {
  const query = useQuery({ ...overviewQuery(withinS ? { ...period, service_level_s: withinS } : period), placeholderData: keepPreviousData });
  if (query.error && !query.data) return <div className="panel"><Failure error={query.error} retry={() => void query.refetch()} /></div>;
  if (!query.data) return <div className={cards.cards}>{Array.from({ length: 14 }, (_, index) => <Skeleton key={index} height={period.compare === 'off' ? 101 : 125} radius="md" />)}</div>;
  const { data } = query;
  return (
    <>
      <div className={cards.cards} style={{ opacity: query.isPlaceholderData ? 0.55 : 1 }}>{data.figures.map((figure) => <FigureCard key={figure.id} figure={figure}>{figure.id === 'service_level' && <Threshold withinS={data.service_level_s} choose={choose} />}</FigureCard>)}</div>
      <p className={classes.said}>{daysName(data.period)}{data.compare ? ` · ${comparedWith(data.compare)}` : ''} · {currentZone()}</p>
    </>
  );
}
