// The plan and what was used of it: every figure with its meaning, and the calls behind it.

import { Button, Group, NumberInput, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { count } from '../figure';
import { useMay } from '../identity/session';
import { done, failed } from '../shell/notice';
import { Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import { span } from '../time/length';
import { onlyDay } from '../time/zone';
import { many, t } from '../words';
import { ThisPeriod } from './ThisPeriod';
import { charged, latestPeriodQuery, usageQuery, type Usage } from './usage';
import classes from './usage.module.css';

export function UsagePage() {
  const { data: usage, error, refetch } = useQuery(usageQuery);
  return (
    <Page title={t('Usage')} name={t('Usage')}>
      {error && !usage && <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>}
      {!usage && !error && <Skeleton height={180} radius="md" />}
      {usage && <><ThisPeriod usage={usage} /><Figures usage={usage} />{usage.withheld > 0 && <Withheld usage={usage} />}<Periods /></>}
    </Page>
  );
}

function Figures({ usage }: { usage: Usage }) {
  const { data: latest } = useQuery(latestPeriodQuery);
  const { included, overage } = charged(usage, latest);
  const period = { charged_period: usage.period.start };
  const figures: { name: string; value: string; what: string; search?: Record<string, string> }[] = [
    { name: t('Included'), value: count(included), what: t('Calls within the limit'), search: { charge_kind: 'included', ...period } },
    { name: t('Overage'), value: count(overage), what: t('Calls beyond the limit'), search: { charge_kind: 'overage', ...period } },
    { name: t('Left'), value: usage.balance === null || usage.balance === undefined ? t('unlimited') : count(usage.balance), what: t('Until the limit') },
    { name: t('Withheld'), value: count(usage.withheld), what: t('Kept, not analysed'), search: { charge_kind: 'withheld', archived: 'any' } },
    { name: t('Sound analysed'), value: span(usage.audio_seconds), what: t('Metered, not limited') },
  ];
  return (
    <div className={classes.figures}>
      {figures.map((figure) => (
        <section key={figure.name} className={`panel ${classes.figure}`}>
          <h2>{figure.name}</h2>
          <div className={`${classes.value} num`}>{figure.value}</div>
          <div className="faint">{figure.search && figure.value !== '0' ? <Link to="/app/calls" search={figure.search as never}>{t('Open the calls')}</Link> : figure.what}</div>
        </section>
      ))}
    </div>
  );
}

/** Period by period: what was charged, each open to its calls. */
function Periods() {
  const query = useInfiniteQuery({
    queryKey: ['usage', 'periods'],
    queryFn: ({ pageParam }) => answer(api.GET('/v1/usage/periods', { params: { query: { limit: 12, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const periods = query.data?.pages.flatMap((page) => page.data) ?? [];
  const most = Math.max(1, ...periods.map((one) => one.used));
  if (query.data && periods.length === 0) return null;
  return (
    <section className="panel">
      <div className="panel-head"><h2 className={classes.title}>{t('Period by period')}</h2></div>
      {query.error && periods.length === 0 && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <div className="panel-body"><Skeleton height={100} /></div>}
      {periods.length > 0 && (
        <div className="scroll-x">
          <table className="rows">
            <thead><tr><th>{t('Period')}</th><th style={{ width: '30%' }}><span className="unseen">{t('Share of the most')}</span></th><th className="end">{t('Calls')}</th><th className="end">{t('Included')}</th><th className="end">{t('Overage')}</th><th className="end">{t('Withheld')}</th><th className="end">{t('Sound analysed')}</th></tr></thead>
            <tbody>
              {periods.map((one) => (
                <tr key={one.period.start}>
                  <td className="num">{onlyDay(one.period.start)} – {onlyDay(new Date(Date.parse(one.period.end) - 1000).toISOString())}</td>
                  <td><span className={classes.bar}><span style={{ width: `${(one.included / most) * 100}%` }} /><span data-over style={{ width: `${(one.overage / most) * 100}%` }} /></span></td>
                  <td className="end num">{count(one.used)}</td>
                  <td className="end num"><Charged kind="included" of={one.period.start} calls={one.included} /></td>
                  <td className="end num"><Charged kind="overage" of={one.period.start} calls={one.overage} /></td>
                  <td className="end num"><Charged kind="withheld" of={one.period.start} calls={one.withheld} /></td>
                  <td className="end num">{span(one.audio_seconds)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {query.hasNextPage && <Group justify="center" p="sm"><Button variant="default" size="compact-sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('Earlier')}</Button></Group>}
    </section>
  );
}

/** Calls that were charged so, in one period: those that are still kept are listed. */
function Charged({ kind, of, calls }: { kind: string; of: string; calls: number }) {
  return calls > 0 ? <Link to="/app/calls" search={{ charge_kind: kind, charged_period: of } as never}>{count(calls)}</Link> : '0';
}

function Withheld({ usage }: { usage: Usage }) {
  const allowed = useMay();
  const client = useQueryClient();
  const [calls, setCalls] = useState<number | string>('');
  const release = useMutation({
    mutationFn: () => answer(api.POST('/v1/usage/release', { body: calls === '' ? {} : { calls: Number(calls) } })),
    onSuccess: (receipt) => {
      done(receipt.calls === 0 ? t('None fits into the limit') : many(receipt.calls, '{n} call will be analysed', '{n} calls will be analysed'));
      void client.invalidateQueries();
    },
    onError: (error) => failed(error),
  });
  return (
    <section className="panel">
      <div className="panel-body">
        <h2 style={{ fontSize: 15, margin: '4px 0 6px' }}>{many(usage.withheld, '{n} call waits', '{n} calls wait')}</h2>
        <p className="faint" style={{ margin: '0 0 12px' }}>{t('They are kept with their recordings. Analysing them counts against the limit of this period; those that do not fit go on waiting.')}</p>
        {allowed('usage.manage') && (
          <form onSubmit={(event) => { event.preventDefault(); release.mutate(); }}>
            <Group align="flex-end" gap="sm">
              <NumberInput label={t('How many')} placeholder={t('all that fit')} value={calls} onChange={setCalls} min={1} allowDecimal={false} w={150} />
              <Button type="submit" loading={release.isPending}>{t('Analyse now')}</Button>
            </Group>
          </form>
        )}
      </div>
    </section>
  );
}
