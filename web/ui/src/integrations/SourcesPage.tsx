// The telephone systems of the company: whether each speaks, how much, and what was wrong last.

import { Button, Skeleton } from '@mantine/core';
import { IconPhoneCall, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '../identity/session';
import { count } from '../figure';
import { Empty, Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import { SettingsTabs } from '../shell/SettingsTabs';
import { Tag } from '../shell/Tag';
import { ago, bothTimes } from '../time/zone';
import { t } from '../words';
import { Hours } from './Hours';
import { ImportList } from './ImportList';
import { guidesQuery, healthQuery, reason, type Guide, type Source, sourcesQuery, standingOf, systemName } from './sources';
import classes from './sources.module.css';

export function SourcesPage() {
  const allowed = useMay();
  const { data, error, refetch } = useQuery(sourcesQuery);
  const { data: guides } = useQuery(guidesQuery);
  const make = allowed('settings.manage') && <Button component={Link} to="/app/settings/sources/new" leftSection={<IconPlus size={15} />}>{t('Connect a telephone system')}</Button>;
  const isAlone = data?.every((source) => source.name === 'api');
  return (
    <Page title={t('Telephone systems')} name={t('Telephone systems')} beneath={<SettingsTabs />} aside={!isAlone && make}>
      {error && !data && <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>}
      {!data && !error && <Skeleton height={200} radius="md" />}
      {data && isAlone && (
        <div className="panel">
          <Empty icon={<IconPhoneCall size={26} stroke={1.5} aria-hidden />} title={t('No telephone system is connected yet')} action={make}>{t('Pick yours or paste a record of it: what is to be set there comes filled in, and the first call is shown as it arrives.')}</Empty>
        </div>
      )}
      {data && (
        <div className="panel scroll-x">
          <table className="rows">
            <thead><tr><th>{t('Telephone system')}</th><th>{t('Form')}</th><th>{t('State')}</th><th>{t('Last record')}</th><th className="end">{t('24 hours')}</th><th><span className="unseen">{t('By the hour')}</span></th><th>{t('Last error')}</th></tr></thead>
            <tbody>{data.map((source) => <Row key={source.id} source={source} guides={guides} />)}</tbody>
          </table>
        </div>
      )}
      {data && <ImportList />}
    </Page>
  );
}

function Row({ source, guides }: { source: Source; guides: Guide[] | undefined }) {
  const { data: health } = useQuery({ ...healthQuery(source.id), refetchInterval: 15_000 });
  const standing = standingOf(source, health);
  return (
    <tr>
      <td><Link to={`/app/settings/sources/${source.id}`} className={`${classes.name} foreign`}>{source.label}</Link>{source.label !== source.name && <div className="faint mono">{source.name}</div>}</td>
      <td>{systemName(guides, source.format)}<div className="faint mono">{source.format}</div></td>
      <td><Tag tone={standing.tone}>{standing.words}</Tag></td>
      <td title={health?.last_at ? bothTimes(health.last_at) : undefined}>{health ? (health.last_at ? ago(health.last_at) : <span className="faint">{source.format === 'canonical' ? '–' : t('never')}</span>) : null}</td>
      <td className="end num">{health && count(health.day.legs)}{health && health.day.quarantined > 0 && <div style={{ color: 'var(--warning)' }}>{t('{n} not read', { n: health.day.quarantined })}</div>}</td>
      <td>{health && <Hours health={health} />}</td>
      <td title={health?.last_error ? bothTimes(health.last_error.at) : undefined}>{health && (health.last_error ? <>{reason(health.last_error.code)}<div className="faint">{ago(health.last_error.at)}</div></> : <span className="faint">–</span>)}</td>
    </tr>
  );
}
