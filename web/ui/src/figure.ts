// How figures are written: exact in cards, compact on axes, a dash where there is none.

import { numberFormat } from './format';

export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : numberFormat({}).format(value);
}

export function compact(value: number): string {
  return numberFormat({ notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

/** Of a share between 0 and 1: one decimal. */
export function percent(share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '–';
  return numberFormat({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share);
}

/** With its sign, as a second sign beside the colour. */
export function signed(score: number | null | undefined, digits = 1): string {
  if (score === null || score === undefined) return '–';
  const rounded = Number(score.toFixed(digits));
  return `${rounded > 0 ? '+' : rounded < 0 ? '−' : '±'}${decimal(Math.abs(rounded), digits)}`;
}

/** With so many decimals, as the language writes them. */
export function decimal(value: number | null | undefined, digits = 1): string {
  return value === null || value === undefined ? '–' : numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [size, 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${numberFormat({ maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} ${units[unit]}`;
}
