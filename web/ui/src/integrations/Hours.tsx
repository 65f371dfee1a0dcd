// What came in the last hours, as bars: what was taken, and on top what could not be read or had no secret.

import { t } from '../words';
import type { Health } from './sources';
import classes from './sources.module.css';

type Hour = { at: number; good: number; bad: number };

export function hoursOf(health: Health, hours: number, now: number = Date.now()): Hour[] {
  const by = new Map(health.hours.map((hour) => [Math.floor(Date.parse(hour.hour) / 3_600_000), hour]));
  const last = Math.floor(now / 3_600_000);
  return Array.from({ length: hours }, (_, index) => {
    const at = last - hours + 1 + index;
    const hour = by.get(at);
    return { at: at * 3_600_000, good: hour ? hour.legs + hour.held + hour.repeated : 0, bad: hour ? hour.quarantined + hour.refused : 0 };
  });
}

export function Hours({ health, hours = 24, className = classes.hours }: { health: Health; hours?: number; className?: string }) {
  const all = hoursOf(health, hours);
  const most = Math.max(1, ...all.map((hour) => hour.good + hour.bad));
  const [width, height] = [hours * 5, 22];
  const sum = all.reduce((sum_, hour) => sum_ + hour.good, 0);
  const bad = all.reduce((sum_, hour) => sum_ + hour.bad, 0);
  return (
    <svg className={className} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={t('In {hours} hours: {good} taken, {bad} not', { hours, good: sum, bad })}>
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} strokeWidth={1} vectorEffect="non-scaling-stroke" />
      {all.map((hour, index) => {
        const [good, amiss] = [(hour.good / most) * (height - 2), (hour.bad / most) * (height - 2)];
        return (
          <g key={hour.at}>
            {hour.good > 0 && <rect x={index * 5 + 0.5} y={height - 1 - good} width={4} height={good} />}
            {hour.bad > 0 && <rect data-kind="bad" x={index * 5 + 0.5} y={height - 1 - good - amiss} width={4} height={amiss} />}
          </g>
        );
      })}
    </svg>
  );
}
