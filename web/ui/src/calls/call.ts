// What a call is to the pages: its shape, the side of the customer, and the words for how it went.

import { IconArrowDownLeft, IconArrowUpRight, IconArrowsLeftRight, IconHelp } from '@tabler/icons-react';
import type { Schemas } from '../api/client';
import { t } from '../words';

export type CallSummary = Schemas['CallSummary'];
export type Call = Schemas['Call'];
export type Leg = Schemas['Leg'];
export type Analysis = Schemas['Analysis'];
export type Turn = Schemas['Turn'];
export type Status = Schemas['AnalysisStatus'];

/** The number that is not ours. */
export function customerNumber(call: Pick<CallSummary, 'direction' | 'from' | 'to'>): string {
  const number = call.direction === 'outbound' ? call.to : call.from;
  return number || t('withheld');
}

export function directionIcon(direction: CallSummary['direction']): typeof IconHelp {
  switch (direction) {
    case 'inbound': return IconArrowDownLeft;
    case 'outbound': return IconArrowUpRight;
    case 'internal': case 'transit': return IconArrowsLeftRight;
    case 'unknown': return IconHelp;
  }
}

export const DIRECTIONS: Record<CallSummary['direction'], string> = {
  inbound: 'Inbound', outbound: 'Outbound', internal: 'Internal', transit: 'Transit', unknown: 'Unknown',
};

export const DISPOSITIONS: Record<CallSummary['disposition'], string> = {
  answered: 'Answered', missed: 'Missed', no_answer: 'No answer', busy: 'Busy', failed: 'Failed', rejected: 'Rejected', cancelled: 'Cancelled',
  abandoned: 'Abandoned', voicemail: 'Voicemail', unknown: 'Unknown',
};

export const STATUSES: Record<Status, string> = {
  none: 'Nothing to analyse', queued: 'Queued', analyzing: 'Being analysed', analyzed: 'Analysed', failed: 'Failed', withheld: 'Waiting for the plan',
};

/** Where an analysis stands that is in the queue. */
export const WAITS_FOR = { worker: 'Waits for a worker', retry: 'Between attempts', result: 'At work', release: 'Waits for the plan' } as const;

export const SENTIMENTS = { negative: 'Negative', neutral: 'Neutral', positive: 'Positive' } as const;

export function speakerName(speaker: string): string {
  if (speaker === 'agent') return t('Agent');
  if (speaker === 'customer') return t('Customer');
  const channel = /^ch(\d+)$/.exec(speaker)?.[1];
  return channel ? t('Voice {n}', { n: Number(channel) }) : speaker;
}

/** Agent and customer have colours of their own; other voices take turns. */
export function speakerTone(speaker: string): 'agent' | 'customer' {
  if (speaker === 'customer') return 'customer';
  const channel = /^ch(\d+)$/.exec(speaker)?.[1];
  return channel && Number(channel) % 2 === 0 ? 'customer' : 'agent';
}

/** What a failed analysis means to whoever reads it. */
export function errorWords(code: string): string {
  const known: Record<string, string> = {
    empty: 'The recording has no sound in it.', unreadable: 'The recording cannot be read.', unsupported_codec: 'The recording has a form that cannot be decoded.',
    too_long: 'The recording is longer than the server takes.', too_many_channels: 'The recording has too many channels.', bad_rate: 'The recording has an impossible sampling rate.',
    model_failed: 'The model failed.',
  };
  return known[code] ? t(known[code]) : code;
}
