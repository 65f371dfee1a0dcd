// How a figure of the API is written and what its change says.

import { count, percent, signed } from '../figure';
import type { Schemas } from '../api/client';
import { span } from '../time/length';
import { t } from '../words';

export type Figure = Schemas['Figure'];

const NAMES: Record<string, string> = {
  calls: 'Calls', answered: 'Answered', missed: 'Missed', abandoned: 'Abandoned', service_level: 'Service level', asa: 'Speed of answer', abandon_time: 'Time to abandon', aht: 'Handle time', talk_time: 'Talk time',
  sentiment: 'Sentiment', negative: 'Negative', negative_share: 'Negative', positive_share: 'Positive', analyzed: 'Analysed', recorded: 'Recorded', after_hours: 'After hours',
};

/** More of it is good, bad, or neither. */
const GOOD: Record<string, 1 | -1> = { answered: 1, missed: -1, abandoned: -1, service_level: 1, asa: -1, sentiment: 1, negative: -1, negative_share: -1, positive_share: 1, analyzed: 1 };

export function figureName(id: string): string {
  return NAMES[id] ? t(NAMES[id]) : id.replaceAll('_', ' ');
}

export function written(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) return '–';
  switch (unit) {
    case 'ratio': return percent(value);
    case 'seconds': return span(value);
    case 'score': return signed(value, 2);
    default: return count(Math.round(value));
  }
}

/** What is divided by what, so that it can be done again: sums of scores are no whole numbers. */
export function reckoned({ numerator, denominator }: Pick<Figure, 'numerator' | 'denominator'>): string {
  return `${count(Math.round(numerator * 100) / 100)} ÷ ${count(denominator)}`;
}

export type Change = { words: string; direction: 'up' | 'down' | 'same'; feels: 'good' | 'bad' | 'none' };

/** Points for shares and scores, percent for counts and seconds, `new` where there was nothing. */
export function changeOf(figure: Figure): Change | null {
  const { compare } = figure;
  if (!compare || compare.value === null || compare.value === undefined || figure.value === null || figure.value === undefined) return null;
  const difference = compare.difference ?? figure.value - compare.value;
  const direction = Math.abs(difference) < 1e-9 ? 'same' : difference > 0 ? 'up' : 'down';
  const good = GOOD[figure.id];
  const feels = direction === 'same' || !good ? 'none' : (direction === 'up') === (good === 1) ? 'good' : 'bad';
  let words: string;
  if (figure.unit === 'ratio') words = t('{n} pts', { n: signed(difference * 100) });
  else if (figure.unit === 'score') words = signed(difference, 2);
  else if (compare.value === 0) words = direction === 'same' ? '±0' : t('new');
  else words = `${difference > 0 ? '+' : difference < 0 ? '−' : '±'}${percent(Math.abs(difference / compare.value), 0)}`;
  return { words, direction, feels };
}

const REASONS: Record<string, string> = {
  wait_unknown: 'their wait is unknown', not_answered: 'not answered', not_inbound: 'not inbound', not_offered: 'never offered to a person', gave_up_within: 'gave up in time', too_few_turns: 'too few scored turns',
  not_analyzed: 'not analysed', nothing_to_analyze: 'nothing to analyse', caller_unknown: 'caller unknown',
};

export function reasonWords(reason: string): string {
  return REASONS[reason] ? t(REASONS[reason]) : reason.replaceAll('_', ' ');
}
