// How long something took: `4m 32s` in tables, `04:32` in the player.

import { t } from '../words';

/** Of whole seconds. */
export function span(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '–';
  const whole = Math.round(seconds);
  if (whole < 60) return t('{s}s', { s: String(whole) });
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return hours > 0 ? t('{h}h {m}m', { h: String(hours), m: String(minutes).padStart(2, '0') }) : t('{m}m {s}s', { m: String(minutes), s: String(rest).padStart(2, '0') });
}

/** A place in a recording. */
export function clock(ms: number, tenths = false): string {
  const safe = Math.max(0, Number.isFinite(ms) ? ms : 0);
  const seconds = Math.floor(safe / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const tail = tenths ? `.${Math.floor((safe % 1000) / 100)}` : '';
  const head = hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}` : String(minutes).padStart(2, '0');
  return `${head}:${String(rest).padStart(2, '0')}${tail}`;
}
