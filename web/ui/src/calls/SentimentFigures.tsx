// How each voice felt: its score, the quarters of its time, the shares of its turns.

import { percent, signed } from '../figure';
import { clock } from '../time/length';
import { t } from '../words';
import { type Analysis, SENTIMENTS, speakerName, speakerTone } from './call';
import { goToMoment } from './moment';
import { Pair } from './Pair';
import classes from './call.module.css';

export function SentimentFigures({ analysis, leg }: { analysis: Analysis; leg: string }) {
  const speakers = Object.entries(analysis.sentiment.by_speaker).sort(([a], [b]) => (speakerTone(b) < speakerTone(a) ? -1 : 1));
  return (
    <div className={classes.list}>
      {speakers.length === 0 && <p className="faint">{t('No turn could be scored.')}</p>}
      {speakers.map(([speaker, of]) => (
        <section key={speaker}>
          <h3 className={classes.section} style={{ color: `var(--${speakerTone(speaker)})` }}>{speakerName(speaker)}</h3>
          <dl className={classes.pairs}>
            <Pair name={t('Score')} how={t('Mean over the scored turns, from −5 to +5: 5 × (P(positive) − P(negative)), 0 where neutral is likeliest.')}>{signed(of.score)}</Pair>
            <Pair name={t('From start to end')} how={t('Last quarter minus first. It turns where it goes from −1 or below to +1 or above, or the other way.')}>{signed(of.change)}{of.shift && <span className="faint"> · {t(SHIFTS[of.shift])}</span>}</Pair>
            {of.lowest && <Pair name={t('Lowest point')}>{signed(of.lowest.score)} <button type="button" className={`${classes.jump} num`} onClick={() => goToMoment(leg, of.lowest?.start_ms ?? 0)} aria-label={t('Go to {time}', { time: clock(of.lowest.start_ms) })}>{clock(of.lowest.start_ms)}</button></Pair>}
          </dl>
          <div className={classes.quarters}>
            {of.quarters.map((score, index) => <Quarter key={index} score={score ?? null} index={index} />)}
          </div>
          <div className={classes.split} aria-hidden style={{ marginTop: 12 }}>
            {(Object.keys(SENTIMENTS) as (keyof typeof SENTIMENTS)[]).map((label) => <span key={label} style={{ flex: of.shares[label], background: `var(--${label}-fill)` }} />)}
          </div>
          <div className={classes.legend}>
            {(Object.keys(SENTIMENTS) as (keyof typeof SENTIMENTS)[]).map((label) => <div key={label}><i style={{ background: `var(--${label}-fill)` }} />{t(SENTIMENTS[label])}<b>{percent(of.shares[label], 0)}</b></div>)}
          </div>
        </section>
      ))}
    </div>
  );
}

const SHIFTS = { better: 'turned to the better', worse: 'turned to the worse' } as const;

function Quarter({ score, index }: { score: number | null; index: number }) {
  const label = score === null ? 'neutral' : score >= 1 ? 'positive' : score <= -1 ? 'negative' : 'neutral';
  const tall = score === null ? 0 : Math.max(1.5, (Math.abs(score) / 5) * 24);
  return (
    <div className={classes.quarter}>
      <svg viewBox="0 0 40 52" preserveAspectRatio="none" aria-hidden>
        <line x1="0" x2="40" y1="26" y2="26" stroke="var(--line-strong)" vectorEffect="non-scaling-stroke" />
        {score !== null && <rect x="7" width="26" y={score >= 0 ? 26 - tall : 26} height={tall} rx="2" fill={`var(--${label}-fill)`} />}
      </svg>
      <span className="num"><span className="unseen">{t('Quarter {n}', { n: index + 1 })} </span>{signed(score)}</span>
    </div>
  );
}
