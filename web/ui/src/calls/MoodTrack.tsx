// How the call felt along its length: each scored turn a bar from the zero line, on the same axis as the waveform above it.

import { signed } from '../figure';
import { clock } from '../time/length';
import { t } from '../words';
import { type Analysis, speakerName } from './call';
import { scoredOf } from './mood';
import classes from './player.module.css';

export function MoodTrack({ analysis, durationMs, seek }: { analysis: Analysis; durationMs: number; seek: (ms: number) => void }) {
  const scored = scoredOf(analysis.turns);
  if (scored.length === 0) return null;
  const [middle, tall] = [18, 16];
  return (
    <div className={classes.track}>
      <svg viewBox={`0 0 1000 ${middle * 2}`} preserveAspectRatio="none" className={classes.trackArt} role="img" aria-label={t('Sentiment of {n} turns, from −5 to +5; each stands at its turn below', { n: scored.length })}>
        <line x1="0" x2="1000" y1={middle} y2={middle} stroke="var(--line-strong)" strokeWidth="1" vectorEffect="non-scaling-stroke" />
        {scored.map((turn) => {
          const score = turn.sentiment?.score ?? 0;
          const size = Math.max(1.5, (Math.abs(score) / 5) * tall);
          const label = turn.sentiment?.label ?? 'neutral';
          return (
            <rect
              key={`${turn.speaker}${turn.start_ms}`} x={(turn.start_ms / durationMs) * 1000} width={Math.max(2.5, ((turn.end_ms - turn.start_ms) / durationMs) * 1000 - 1)}
              y={score >= 0 ? middle - size : middle} height={size} fill={`var(--${label}-fill)`} className={classes.trackBar} onClick={() => seek(turn.start_ms)}
            >
              <title>{`${clock(turn.start_ms)} ${speakerName(turn.speaker)} ${signed(score)}`}</title>
            </rect>
          );
        })}
      </svg>
    </div>
  );
}
