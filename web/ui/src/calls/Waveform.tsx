// The recording as one sees it: who speaks when and how loud, silences, interruptions, the lowest point, and where one is. A slider for
// the keyboard and for readers of screens.

import { useMantineColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState } from 'react';
import { signed } from '../figure';
import { clock } from '../time/length';
import { t } from '../words';
import { type Analysis, SENTIMENTS, speakerName } from './call';
import { placeAt } from './follow';
import { type Lane, lanesOf } from './lanes';
import type { Peaks } from './peaks';
import classes from './player.module.css';

const BUCKETS = 1600;
const HEIGHT = 108;

type Props = { analysis: Analysis | null; peaks: Peaks | null; durationMs: number; atMs: number; seek: (ms: number) => void; canSeek: boolean };

export function Waveform({ analysis, peaks, durationMs, atMs, seek, canSeek }: Props) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hover, setHover] = useState<number | null>(null);
  const { colorScheme } = useMantineColorScheme();
  const lanes = useMemo(() => lanesOf(analysis, peaks, BUCKETS, durationMs), [analysis, peaks, durationMs]);
  useEffect(() => {
    if (canvas.current && width > 0) paint(canvas.current, lanes, width, atMs / durationMs);
  }, [lanes, width, atMs, durationMs, colorScheme]);
  const msAt = (event: React.PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * durationMs;
  };
  const keys = (event: React.KeyboardEvent) => {
    const step = { ArrowLeft: -5000, ArrowRight: 5000, PageUp: 30_000, PageDown: -30_000 }[event.key];
    if (step !== undefined) { event.preventDefault(); seek(atMs + (event.shiftKey ? step / 5 : step)); }
    if (event.key === 'Home') { event.preventDefault(); seek(0); }
    if (event.key === 'End') { event.preventDefault(); seek(durationMs); }
  };
  const low = lowestOf(analysis);
  const share = (ms: number) => `${Math.min(100, (ms / durationMs) * 100)}%`;
  return (
    <div
      ref={ref} className={classes.wave} style={{ height: HEIGHT }} role="slider" tabIndex={canSeek ? 0 : -1} aria-disabled={!canSeek} aria-label={t('Place in the recording')} aria-valuemin={0}
      aria-valuemax={Math.round(durationMs / 1000)} aria-valuenow={Math.round(atMs / 1000)} aria-valuetext={placeWords(analysis, atMs)} onKeyDown={keys}
      onPointerDown={(event) => { if (canSeek) { event.currentTarget.setPointerCapture(event.pointerId); seek(msAt(event)); } }}
      onPointerMove={(event) => { setHover(msAt(event)); if (canSeek && event.buttons === 1) seek(msAt(event)); }}
      onPointerLeave={() => setHover(null)}
    >
      {analysis?.characteristics.non_talk.instances.map((silence) => (
        <span key={silence.start_ms} className={classes.silence} style={{ left: share(silence.start_ms), width: share(silence.end_ms - silence.start_ms) }} title={t('Silence of {length}', { length: clock(silence.end_ms - silence.start_ms, true) })} />
      ))}
      <canvas ref={canvas} className={classes.canvas} style={{ height: HEIGHT }} aria-hidden />
      {Object.entries(analysis?.characteristics.interruptions.by_speaker ?? {}).flatMap(([speaker, stretches]) => stretches.map((stretch) => (
        <span key={`${speaker}${stretch.start_ms}`} className={classes.interruption} style={{ left: share(stretch.start_ms) }} title={t('{speaker} interrupts', { speaker: speakerName(speaker) })} />
      )))}
      {low && <span className={classes.lowest} style={{ left: share(low.start_ms) }} title={t('Lowest point: {speaker}, {score}', { speaker: speakerName(low.speaker), score: signed(low.score) })} />}
      {hover !== null && <span className={classes.hover} style={{ left: share(hover) }}><span className="num" data-flip={hover > durationMs * 0.92 || undefined}>{clock(hover)}</span></span>}
      <span className={classes.head} style={{ left: share(atMs) }} />
    </div>
  );
}

/** Where it felt worst, of whoever felt so; where nobody felt bad there is none. */
export function lowestOf(analysis: Analysis | null): { speaker: string; start_ms: number; score: number } | null {
  const lows = Object.entries(analysis?.sentiment.by_speaker ?? {}).flatMap(([speaker, { lowest }]) => (lowest && lowest.score < 0 ? [{ speaker, start_ms: lowest.start_ms, score: lowest.score }] : []));
  return lows.sort((a, b) => a.score - b.score)[0] ?? null;
}

/** `1:20, customer, negative`. */
export function placeWords(analysis: Analysis | null, ms: number): string {
  const place = analysis && placeAt(analysis.turns, ms);
  const turn = place ? analysis.turns[place.turn] : undefined;
  const label = turn?.sentiment?.label;
  return [clock(ms), turn && speakerName(turn.speaker), label && t(SENTIMENTS[label])].filter(Boolean).join(', ');
}

function paint(canvas: HTMLCanvasElement, lanes: Lane[], width: number, played: number): void {
  const scale = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
  if (canvas.height !== HEIGHT * scale) canvas.height = HEIGHT * scale;
  const pen = canvas.getContext('2d');
  if (!pen) return;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, HEIGHT);
  const styles = getComputedStyle(document.documentElement);
  const step = 4;
  const bars = Math.floor(width / step);
  const middle = HEIGHT / 2;
  lanes.slice(0, 2).forEach((lane, index) => {
    const tone = styles.getPropertyValue(`--${lane.tone}`).trim();
    const isSingle = lanes.length === 1;
    for (let bar = 0; bar < bars; bar++) {
      const from = Math.floor((bar / bars) * lane.peaks.length);
      const to = Math.max(from + 1, Math.floor(((bar + 1) / bars) * lane.peaks.length));
      let peak = 0;
      for (let at = from; at < to; at++) peak = Math.max(peak, lane.peaks[at] ?? 0);
      const tall = Math.max(1.5, peak * (middle - 6));
      pen.globalAlpha = bar / bars <= played ? 1 : 0.42;
      pen.fillStyle = tone;
      pen.beginPath();
      pen.roundRect(bar * step + 0.5, isSingle ? middle - tall : index === 0 ? middle - 1 - tall : middle + 1, step - 1.5, isSingle ? tall * 2 : tall, 1.2);
      pen.fill();
    }
  });
  pen.globalAlpha = 1;
}
