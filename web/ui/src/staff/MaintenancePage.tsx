// The platform's mode: what is let through, for everybody at once, and why.

import { Button, Skeleton } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { done } from '../shell/notice';
import { Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import { Tag } from '../shell/Tag';
import { ago, bothTimes } from '../time/zone';
import { t } from '../words';
import { Who } from '../compliance/AuditRow';
import { modeQuery, MODES } from './platform';
import { useNames } from './names';
import { useStaffMay } from './session';
import { WithReason } from './WithReason';
import classes from './staff.module.css';

const LETS = ['Records taken', 'Analysed', 'Read', 'Changed'];

export function MaintenancePage() {
  const allowed = useStaffMay();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(modeQuery);
  const names = useNames();
  const [wanted, setWanted] = useState<string | null>(null);
  const run = async (reason: string) => {
    await answer(api.PUT('/admin/v1/platform/mode', { body: { mode: wanted ?? 'normal', reason } }));
    done(t('In force on every node within a second'));
    await client.invalidateQueries({ queryKey: modeQuery.queryKey });
  };
  return (
    <Page title={t('Maintenance')} name={t('Maintenance')}>
      {error && !data && <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>}
      {!data && !error && <Skeleton height={300} radius="md" />}
      {data && (
        <>
          <p className="faint" style={{ margin: 0 }} title={bothTimes(data.changed_at)}>{t('Switched {ago}', { ago: ago(data.changed_at) })} · <Who text={data.changed_by} name={names} />{data.reason && <>: <span className="foreign">{data.reason}</span></>}</p>
          <div className="panel scroll-x">
            <table className={`rows ${classes.modes}`}>
              <thead><tr><th>{t('Mode')}</th>{LETS.map((name) => <th key={name}>{t(name)}</th>)}<th><span className="unseen">{t('Actions')}</span></th></tr></thead>
              <tbody>
                {Object.entries(MODES).map(([name, mode]) => (
                  <tr key={name} data-now={name === data.mode || undefined}>
                    <td><div style={{ fontWeight: 580 }}>{t(mode.name)} {name === data.mode && <Tag tone={name === 'normal' ? 'ok' : 'warning'}>{t('now')}</Tag>}</div><div className="faint">{t(mode.says)}</div></td>
                    {mode.lets.map((lets, index) => <td key={LETS[index]}>{lets ? <IconCheck size={16} color="var(--ok)" aria-label={t('yes')} /> : <IconMinus size={16} color="var(--mantine-color-dimmed)" aria-label={t('no')} />}</td>)}
                    <td className="end">{name !== data.mode && allowed('platform.manage') && <Button variant="default" size="compact-sm" onClick={() => setWanted(name)} aria-label={t('Switch to {mode}', { mode: t(mode.name) })}>{t('Switch')}</Button>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className="faint" style={{ margin: 0, fontSize: 13 }}>{t('What is kept out is answered as “under maintenance” (503), and telephone systems send it again. The staff is always let in.')}{!allowed('platform.manage') && ` ${t('Your role may read this, but not change it (platform.manage).')}`}</p>
        </>
      )}
      {wanted && <WithReason title={t('Switch to {mode}', { mode: t(MODES[wanted]?.name ?? wanted) })} says={t(MODES[wanted]?.says ?? '')} read={t('It stands in the log, and above every page of the staff.')} action={t('Switch')} color={wanted === 'normal' ? undefined : 'red'} run={run} close={() => setWanted(null)} />}
    </Page>
  );
}
