// How it goes with what a server does for a telephone system, a connection or a folder; what was wrong last, and what to do about it.

import type { Schemas } from '../api/client';
import { ago, bothTimes } from '../time/zone';
import { t } from '../words';
import classes from './sources.module.css';

type Work = { state: string; since: string; last_error: Schemas['SourceWorkError'] | null };

/** `words` by state; `none` where no server has begun. */
export function WorkState({ work, well, words, none, remedies }: { work: Work | null; well: string; words: Record<string, string>; none: string; remedies: Record<string, string> }) {
  const tone = work?.state === well ? 'ok' : work?.state === 'failing' ? 'error' : undefined;
  const last = work?.last_error;
  const remedy = last && remedies[last.code];
  return (
    <>
      <div className={classes.note} data-tone={tone} role="status">
        {(work && words[work.state]) ?? none} {work && <span title={bothTimes(work.since)}>{t('Since {ago}.', { ago: ago(work.since) })}</span>}
      </div>
      {last && (
        <section className="panel" aria-label={t('Last error')}>
          <div className="panel-body">
            <strong>{work?.state === 'failing' ? t('What is wrong') : t('What was wrong last')}</strong> <span className="faint" title={bothTimes(last.at)}>{ago(last.at)} · <span className="mono">{last.code}</span></span>
            <p className="foreign" style={{ margin: '6px 0 0' }}>{last.detail}</p>
            {remedy && <p style={{ margin: '6px 0 0' }}>{t(remedy)}</p>}
          </div>
        </section>
      )}
    </>
  );
}
