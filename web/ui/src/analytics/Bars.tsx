// Stacked bars over time: from zero, nothing smoothed, a dashed line for the days compared with. One bar at a time is told about, by
// pointer, by touch and by arrow keys; pressing it opens its calls, dragging
// over some of them looks closer at these. The same as a table, and as a file, for whoever wants it.

import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconChartBar, IconDownload, IconTable } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import { compact } from '../figure';
import { t } from '../words';
import { BarsTable, rowsOf, totalOf } from './BarsTable';
import { useBrush } from './brush';
import { fileName, saveCsv } from './csv';
import classes from './bars.module.css';

export type Part = { name: string; color: string; value: number };
export type Bar = { key: string; title: string; short: string; parts: Part[]; whole: boolean; compared?: number | null; comparedTitle?: string; open?: () => void };

const HEIGHT = 190;
const TOP = 10;
/** Narrower, there is no room for the words beside their bar. */
const NARROW = 420;

type Props = {
  bars: Bar[]; label: string; unit: (value: number) => string; head?: string; detail?: (bar: Bar) => ReactNode;
  /** Looks closer, from one bar to another. */
  zoom?: (first: number, last: number) => void;
  /** Taller where there is room beside another panel. */
  tall?: number;
};

export function Bars({ bars, label, unit, head = t('When'), detail, zoom, tall }: Props) {
  const [isTable, setIsTable] = useState(false);
  return (
    <>
      {isTable ? <BarsTable bars={bars} label={label} head={head} unit={unit} /> : <Chart bars={bars} label={label} unit={unit} detail={detail} zoom={zoom} tall={tall} />}
      <div className={`${classes.tools} no-print`}>
        <Button variant="subtle" color="gray" size="compact-xs" leftSection={isTable ? <IconChartBar size={13} /> : <IconTable size={13} />} onClick={() => setIsTable(!isTable)} aria-label={`${isTable ? t('Chart') : t('Table')}: ${label}`}>{isTable ? t('Chart') : t('Table')}</Button>
        <Button variant="subtle" color="gray" size="compact-xs" leftSection={<IconDownload size={13} />} onClick={() => saveCsv(fileName(label), rowsOf(bars, head))} aria-label={`${t('CSV')}: ${label}`}>{t('CSV')}</Button>
      </div>
    </>
  );
}

function Chart({ bars, label, unit, detail, zoom, tall = HEIGHT }: Omit<Props, 'head'>) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const height = width > 0 && width < NARROW ? HEIGHT : tall;
  const [at, setAt] = useState<number | null>(null);
  // A finger's first touch only tells; the second one opens.
  const [byTouch, setByTouch] = useState(false);
  const isNews = useRef(false);
  const brush = useBrush(zoom);
  const most = niceMax(Math.max(1, ...bars.map((bar) => Math.max(totalOf(bar), bar.compared ?? 0))));
  const step = bars.length > 0 ? width / bars.length : 0;
  const y = (value: number) => TOP + (height - TOP) * (1 - value / most);
  const isEmpty = bars.every((bar) => totalOf(bar) === 0 && !bar.compared);
  const shown = at === null ? null : bars[at];
  const keys = (event: React.KeyboardEvent) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (move) { event.preventDefault(); setByTouch(false); setAt(Math.max(0, Math.min(bars.length - 1, (at ?? (move > 0 ? -1 : bars.length)) + move))); }
    if (event.key === 'Enter' && shown?.open) shown.open();
    if (event.key === 'Escape') { setAt(null); brush.end(false); }
  };
  const under = (event: React.PointerEvent) => Math.max(0, Math.min(bars.length - 1, Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left) / Math.max(1, step))));
  const press = (event: React.PointerEvent) => {
    const next = under(event);
    isNews.current = event.pointerType === 'touch' && next !== at;
    setByTouch(event.pointerType === 'touch');
    setAt(next);
    brush.begin(event, next);
  };
  const move = (event: React.PointerEvent) => {
    if (event.pointerType === 'touch') return;
    const now = under(event);
    setAt(now);
    brush.follow(event, now);
  };
  // The click that follows a drag is none.
  const release = () => { if (brush.end(true)) isNews.current = true; };
  return (
    <div className={classes.chart}>
      <div className={classes.scale} style={{ height }} aria-hidden>{[most, most / 2, 0].map((value) => <span key={value} style={{ top: y(value) }}>{compact(value)}</span>)}</div>
      <div
        ref={ref} className={classes.area} tabIndex={0} role="group" aria-roledescription={t('chart')} aria-label={`${label}. ${t('Arrow keys go from one to the next, Enter opens the calls.')}`} onKeyDown={keys}
        onPointerDown={press} onPointerMove={move} onPointerUp={release} onPointerCancel={() => void brush.end(false)} onPointerLeave={(event) => { if (event.pointerType !== 'touch') setAt(null); }}
        onBlur={() => setAt(null)} onClick={() => { if (!isNews.current) shown?.open?.(); }} data-open={shown?.open ? true : undefined}
      >
        <svg width={width} height={height} aria-hidden>
          {[most, most / 2, 0].map((value) => <line key={value} x1={0} x2={width} y1={y(value)} y2={y(value)} className={classes.line} />)}
          {bars.map((bar, index) => <Stack key={bar.key} bar={bar} x={index * step} width={step} y={y} height={height} isAt={index === at} />)}
          {brush.brushed && <rect x={brush.brushed[0] * step} width={(brush.brushed[1] - brush.brushed[0] + 1) * step} y={0} height={height} className={classes.brush} />}
          {step > 0 && !isEmpty && <path d={comparedPath(bars, step, y)} className={classes.compared} />}
        </svg>
        {isEmpty && <p className={classes.nothing}><span>{t('No calls in these days')}</span></p>}
        <div className={classes.times} aria-hidden>{named(bars.length, step).map(({ at: index, left, width: room, isWide }) => <span key={bars[index]?.key} style={{ left, width: room }} data-wide={isWide || undefined}>{bars[index]?.short}</span>)}</div>
        {shown && at !== null && (
          <div className={classes.tip} style={tipPlace(at, bars.length, step, width)} role="status">
            <strong>{shown.title}{!shown.whole && <span className="faint"> · {t('not over')}</span>}</strong>
            {shown.parts.filter((part) => part.value > 0).map((part) => <div key={part.name}><i style={{ background: part.color }} />{part.name}<b>{unit(part.value)}</b></div>)}
            {shown.parts.length > 1 && <div className={classes.sum}>{t('All')}<b>{unit(totalOf(shown))}</b></div>}
            {shown.compared !== null && shown.compared !== undefined && <div className="faint"><i className={classes.dash} />{shown.comparedTitle ?? t('Before')}<b>{unit(shown.compared)}</b></div>}
            {detail?.(shown)}
            {byTouch && shown.open && <div className="faint">{t('Touch it again to open the calls')}</div>}
          </div>
        )}
      </div>
    </div>
  );
}

/** A name of a bar takes so much room. */
const NAME = 64;

/** Which bars are named beneath, and in what room: in the middle of a wide one, from the begin of a narrow one on, and none that would be cut off. */
export function named(count: number, step: number): { at: number; left: number; width: number; isWide: boolean }[] {
  if (step <= 0) return [];
  const every = Math.ceil(NAME / step);
  const all = Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every);
  return all.map((at) => ({ at, left: at * step, width: Math.min(every, count - at) * step, isWide: every === 1 })).filter(({ at, width }) => at === 0 || width >= NAME * 0.75);
}

/** Beside the bar, towards the middle; where that is too narrow, at the other side of the chart. */
export function tipPlace(at: number, count: number, step: number, width: number): React.CSSProperties {
  const isLate = at > count / 2;
  if (width < NARROW) return isLate ? { left: 0 } : { right: 0 };
  return isLate ? { right: width - at * step + 8 } : { left: (at + 1) * step + 8 };
}

function Stack({ bar, x, width, y, height, isAt }: { bar: Bar; x: number; width: number; y: (value: number) => number; height: number; isAt: boolean }) {
  let below = 0;
  const gap = width > 6 ? Math.min(5, width * 0.22) : 0.5;
  return (
    <g opacity={bar.whole ? 1 : 0.55}>
      {isAt && <rect x={x} width={width} y={0} height={height} fill="var(--hover)" />}
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

/** A round number whose half is a whole one too: there are no halves of calls. */
export function niceMax(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const nice = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].find((factor) => Math.round(factor * power) >= value && (factor * power) % 2 === 0) ?? 10;
  return Math.max(2, nice * power);
}
