// Records as they would be stored: what came of a sample, leg by leg, and what of it could not be read.

import { type CallSummary, DIRECTIONS, DISPOSITIONS } from '../calls/call';
import type { Schemas } from '../api/client';
import { span } from '../time/length';
import { bothTimes, longTime } from '../time/zone';
import { t } from '../words';
import { reason } from './sources';

type Leg = { external_id: string; direction: CallSummary['direction']; disposition: CallSummary['disposition']; from?: string | null; to?: string | null; agent?: string | null; queue?: string | null; started_at: string; wait_s?: number | null; talk_s: number };

export function SampleLegs({ records }: { records: unknown[] }) {
  const legs = records as Leg[];
  return (
    <div className="scroll-x">
      <table className="rows">
        <thead><tr><th>{t('Time')}</th><th>{t('Direction')}</th><th>{t('From')}</th><th>{t('To')}</th><th>{t('Agent')}</th><th>{t('Outcome')}</th><th className="end">{t('Wait')}</th><th className="end">{t('Talk time')}</th></tr></thead>
        <tbody>
          {legs.map((leg) => (
            <tr key={leg.external_id}>
              <td className="num" title={bothTimes(leg.started_at)}>{longTime(leg.started_at)}</td>
              <td>{t(DIRECTIONS[leg.direction])}</td>
              <td className="num"><span className="foreign">{leg.from ?? '–'}</span></td>
              <td className="num"><span className="foreign">{leg.to ?? '–'}</span></td>
              <td><span className="foreign">{leg.agent ?? '–'}</span>{leg.queue && <span className="faint foreign"> · {leg.queue}</span>}</td>
              <td>{t(DISPOSITIONS[leg.disposition])}</td>
              <td className="end num">{span(leg.wait_s)}</td>
              <td className="end num">{span(leg.talk_s)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Notices({ title, notices, tone }: { title: string; notices: Schemas['QuarantineNotice'][]; tone: 'warning' | 'error' | 'dimmed' }) {
  if (notices.length === 0) return null;
  const colour = tone === 'dimmed' ? 'var(--mantine-color-dimmed)' : `var(--${tone})`;
  return (
    <div style={{ fontSize: 13 }}>
      <strong style={{ color: colour, fontWeight: 550 }}>{title}</strong>
      <ul style={{ margin: '4px 0 0', paddingLeft: 20 }}>
        {notices.slice(0, 12).map((notice, index) => <li key={index}><span>{reason(notice.code)}</span> <span className="faint foreign">{t('at {place}', { place: notice.at })} {notice.detail}</span></li>)}
        {notices.length > 12 && <li className="faint">{t('and {n} more', { n: notices.length - 12 })}</li>}
      </ul>
    </div>
  );
}
