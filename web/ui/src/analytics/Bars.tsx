// Stacked bars over time: from zero, nothing smoothed, a dashed line for the days compared with. One bar at a time is told about, by
// pointer and by arrow keys; pressing it opens its calls. The same as a table for whoever wants it.

import { useElementSize } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { compact } from '../figure';
import { t } from '../words';
import classes from './bars.module.css';

export type Part = { name: string; color: string; value: number };
export type Bar = { key: string; title: string; short: string; parts: Part[]; whole: boolean; compared?: number | null; comparedTitle?: string; open?: () => void };

const HEIGHT = 190;
const TOP = 10;

export function Bars({ bars, label, unit, detail }: { bars: Bar[]; label: string; unit: (value: number) => string; detail?: (bar: Bar) => ReactNode }) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const total = (bar: Bar) => bar.parts.reduce((sum, part) => sum + part.value, 0);
  const most = niceMax(Math.max(1, ...bars.map((bar) => Math.max(total(bar), bar.compared ?? 0))));
  const step = bars.length > 0 ? width / bars.length : 0;
  const y = (value: number) => TOP + (HEIGHT - TOP) * (1 - value / most);
  const shown = at === null ? null : bars[at];
  const keys = (event: React.KeyboardEvent) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (move) { event.preventDefault(); setAt(Math.max(0, Math.min(bars.length - 1, (at ?? (move > 0 ? -1 : bars.length)) + move))); }
    if (event.key === 'Enter' && shown?.open) shown.open();
    if (event.key === 'Escape') setAt(null);
  };
  const point = (event: React.PointerEvent) => setAt(Math.max(0, Math.min(bars.length - 1, Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left) / Math.max(1, step)))));
  const every = Math.max(1, Math.ceil(64 / Math.max(1, step)));
  return (
    <div className={classes.chart}>
      <div className={classes.scale} aria-hidden>{[most, most / 2, 0].map((value) => <span key={value} style={{ top: y(value) }}>{compact(value)}</span>)}</div>
      <div
        ref={ref} className={classes.area} tabIndex={0} role="group" aria-roledescription={t('chart')} aria-label={`${label}. ${t('Arrow keys go from one to the next, Enter opens the calls.')}`} onKeyDown={keys} onPointerMove={point}
        onPointerLeave={() => setAt(null)} onBlur={() => setAt(null)} onClick={() => shown?.open?.()} data-open={shown?.open ? true : undefined}
      >
        <svg width={width} height={HEIGHT} aria-hidden>
          {[most, most / 2, 0].map((value) => <line key={value} x1={0} x2={width} y1={y(value)} y2={y(value)} className={classes.line} />)}
          {bars.map((bar, index) => <Stack key={bar.key} bar={bar} x={index * step} width={step} y={y} isAt={index === at} />)}
          {step > 0 && <path d={comparedPath(bars, step, y)} className={classes.compared} />}
        </svg>
        <div className={classes.times} aria-hidden>{bars.map((bar, index) => index % every === 0 && <span key={bar.key} style={{ left: index * step, width: step * every }}>{bar.short}</span>)}</div>
        {shown && at !== null && (
          <div className={classes.tip} style={at > bars.length / 2 ? { right: width - at * step + 8 } : { left: (at + 1) * step + 8 }} role="status">
            <strong>{shown.title}{!shown.whole && <span className="faint"> · {t('not over')}</span>}</strong>
            {shown.parts.filter((part) => part.value > 0).map((part) => <div key={part.name}><i style={{ background: part.color }} />{part.name}<b>{unit(part.value)}</b></div>)}
            {shown.parts.length > 1 && <div className={classes.sum}>{t('All')}<b>{unit(total(shown))}</b></div>}
            {shown.compared !== null && shown.compared !== undefined && <div className="faint"><i className={classes.dash} />{shown.comparedTitle ?? t('Before')}<b>{unit(shown.compared)}</b></div>}
            {detail?.(shown)}
          </div>
        )}
      </div>
    </div>
  );
}

function Stack({ bar, x, width, y, isAt }: { bar: Bar; x: number; width: number; y: (value: number) => number; isAt: boolean }) {
  let below = 0;
  const gap = width > 6 ? Math.min(5, width * 0.22) : 0.5;
  return (
    <g opacity={bar.whole ? 1 : 0.55}>
      {isAt && <rect x={x} width={width} y={0} height={HEIGHT} fill="var(--hover)" />}
      {bar.parts.map((part) => {
        const from = below;
        below += part.value;
        return part.value > 0 && <rect key={part.name} x={x + gap} width={Math.max(1, width - gap * 2)} y={y(below)} height={Math.max(0.5, y(from) - y(below) - 0.5)} rx={1.5} fill={part.color} />;
      })}
    </g>
  );
}

/** No line across a gap. */
export function comparedPath(bars: Pick<Bar, 'compared'>[], step: number, y: (value: number) => number): string {
  let path = '';
  let pen = false;
  bars.forEach((bar, index) => {
    if (bar.compared === null || bar.compared === undefined) { pen = false; return; }
    path += `${pen ? 'L' : 'M'}${(index + 0.5) * step} ${y(bar.compared)}`;
    pen = true;
  });
  return path;
}

/** 1, 2 or 5 times a power of ten, and even. */
export function niceMax(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const nice = [1, 2, 4, 5, 6, 8, 10].find((factor) => factor * power >= value) ?? 10;
  return Math.max(2, nice * power);
}
