// What the waveform draws: two lanes, from the recording's own loudness where it is known, else from when words were said.

import type { Analysis } from './call';
import { speakerTone } from './call';
import type { Peaks } from './peaks';

export type Lane = { tone: 'agent' | 'customer'; peaks: Float32Array };

export function lanesOf(analysis: Analysis | null, peaks: Peaks | null, buckets: number, durationMs: number): Lane[] {
  if (peaks && peaks.channels.length > 1) {
    return sidesOf(analysis).map((channel) => ({ tone: toneOfChannel(analysis, channel), peaks: peaks.channels[channel] ?? new Float32Array(0) }));
  }
  const spoken = spokenLanes(analysis, buckets, durationMs);
  const mono = peaks?.channels[0];
  if (!mono) return spoken;
  if (spoken.length < 2) return [{ tone: spoken[0]?.tone ?? 'agent', peaks: mono }];
  // One channel, two voices: the loudness belongs to whoever speaks at the moment.
  return spoken.map((lane) => ({ tone: lane.tone, peaks: lane.peaks.map((speaks, index) => (speaks > 0 ? mono[Math.floor((index / buckets) * mono.length)] ?? 0 : 0)) }));
}

/** The channels of a recording with two, as they stand one above the other: the agent's is the upper one, whichever it is. */
export function sidesOf(analysis: Analysis | null): number[] {
  return toneOfChannel(analysis, 0) > toneOfChannel(analysis, 1) ? [1, 0] : [0, 1];
}

function toneOfChannel(analysis: Analysis | null, channel: number): 'agent' | 'customer' {
  const turn = analysis?.turns.find((each) => each.channel === channel);
  return turn ? speakerTone(turn.speaker) : channel === 0 ? 'agent' : 'customer';
}

function spokenLanes(analysis: Analysis | null, buckets: number, durationMs: number): Lane[] {
  const lanes = new Map<'agent' | 'customer', Float32Array>();
  for (const turn of analysis?.turns ?? []) {
    const tone = speakerTone(turn.speaker);
    const lane = lanes.get(tone) ?? new Float32Array(buckets);
    lanes.set(tone, lane);
    const spans = turn.words.length > 0 ? turn.words : [turn];
    for (const { start_ms, end_ms } of spans) {
      const [first, last] = [Math.floor((start_ms / durationMs) * buckets), Math.ceil((end_ms / durationMs) * buckets)];
      for (let at = Math.max(0, first); at < Math.min(buckets, last); at++) lane[at] = 0.55;
    }
  }
  return [...lanes].map(([tone, peaks]) => ({ tone, peaks })).sort((a, b) => (a.tone < b.tone ? -1 : 1));
}
