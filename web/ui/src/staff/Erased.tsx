// What is left of a tenant that was deleted and whose grace is over: the certificate of what was destroyed, and its log without words.

import { Button } from '@mantine/core';
import { IconCertificate, IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answer, api, type Schemas } from '../api/client';
import { AuditLog } from '../compliance/AuditLog';
import { bytes, count } from '../figure';
import { Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import { longTime } from '../time/zone';
import { t } from '../words';
import { staffLog } from './log';
import { useStaffMay } from './session';
import classes from './staff.module.css';

/** What the certificate says; its very bytes are signed. */
type Certificate = { closed_at?: string; erased_at?: string; reason?: string; destroyed?: Record<string, number>; audit?: { entries?: number; hash?: string } };

const DESTROYED: [string, string][] = [
  ['calls', 'Calls'], ['legs', 'Legs'], ['transcripts', 'Transcripts'], ['recordings', 'Recordings'], ['recording_bytes', 'Size of the recordings'], ['members', 'Members'], ['keys', 'API keys'],
];

/** A certificate that is no JSON is shown as it is. */
export function certificateOf(text: string): Certificate | null {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null ? (read as Certificate) : null;
  } catch {
    return null;
  }
}

/** Of an id that no tenant has any more: where there is no certificate either, there never was one, or its end is not done. */
export function Erased({ id, missing, retry }: { id: string; missing: unknown; retry: () => void }) {
  const allowed = useStaffMay();
  const query = useQuery({ queryKey: ['staff', 'erasure', id], queryFn: () => answer(api.GET('/admin/v1/tenants/{id}/erasure', { params: { path: { id } } })), retry: false });
  if (query.isPending) return <Page title={t('Tenant')} name={t('Tenant')}>{null}</Page>;
  if (!query.data) return <Page title={t('Tenant')} name={t('Tenant')}><div className="panel"><Failure error={missing} retry={retry} /></div></Page>;
  return (
    <Page
      title={t('A tenant that was deleted')} name={t('A tenant that was deleted')}
      aside={<Button component="a" variant="default" href={`/admin/v1/tenants/${id}/erasure`} download={`erasure-${id}.json`} leftSection={<IconDownload size={15} />}>{t('Certificate')}</Button>}
    >
      <Told erasure={query.data} />
      {allowed('audit.read') && <AuditLog log={staffLog(id)} />}
    </Page>
  );
}

function Told({ erasure }: { erasure: Schemas['Erasure'] }) {
  const told = certificateOf(erasure.certificate);
  if (!told) return <section className="panel"><pre className="panel-body foreign">{erasure.certificate}</pre></section>;
  const rows: [string, ReactNode][] = [
    [t('Id'), <span className="mono">{erasure.tenant_id}</span>],
    ...(told.closed_at ? [[t('Closed'), longTime(told.closed_at)] as [string, ReactNode]] : []),
    [t('Reason'), <span className="foreign">{told.reason || '–'}</span>],
    ...DESTROYED.flatMap(([name, title]): [string, ReactNode][] => {
      const n = told.destroyed?.[name];
      return n === undefined ? [] : [[t(title), name === 'recording_bytes' ? bytes(n) : count(n)]];
    }),
    [t('Data key'), t('destroyed: no backup of words or recordings opens any more')],
    [t('Entries of its log'), count(told.audit?.entries)],
    [t('Signed by'), <code className="mono">{erasure.key}</code>],
    [t('Signature'), <code className="mono">{erasure.signature}</code>],
  ];
  return (
    <section className="panel">
      <div className="panel-head"><h2 className={classes.head}><IconCertificate size={16} aria-hidden style={{ verticalAlign: '-3px' }} /> {told.erased_at ? t('Everything was destroyed on {time}', { time: longTime(told.erased_at) }) : t('Everything was destroyed')}</h2></div>
      <dl className={classes.terms}>{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
    </section>
  );
}
