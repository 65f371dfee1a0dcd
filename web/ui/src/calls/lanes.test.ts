import { describe, expect, it } from 'vitest';
import type { Analysis } from './call';
import { lanesOf, sidesOf } from './lanes';
import { lowestOf } from './Waveform';

const heard = (...speakers: string[]) => ({ turns: speakers.map((speaker, channel) => ({ speaker, channel, start_ms: 0, end_ms: 100, words: [] })) }) as unknown as Analysis;
const peaks = { channels: [new Float32Array([0.25]), new Float32Array([1])], durationMs: 100 };

describe('the lanes of a recording with two channels', () => {
  it('have the agent above and the customer below, as they are named beside it', () => {
    expect(lanesOf(heard('agent', 'customer'), peaks, 10, 100).map(({ tone, peaks: [loud] }) => [tone, loud])).toEqual([['agent', 0.25], ['customer', 1]]);
    expect(lanesOf(heard('customer', 'agent'), peaks, 10, 100).map(({ tone, peaks: [loud] }) => [tone, loud])).toEqual([['agent', 1], ['customer', 0.25]]);
  });
  it('stay as they came where nobody is known', () => {
    expect([sidesOf(null), sidesOf(heard('ch1', 'ch2')), sidesOf(heard('agent', 'agent'))]).toEqual([[0, 1], [0, 1], [0, 1]]);
  });
});

describe('the lowest point', () => {
  const felt = (lows: Record<string, number | null>) => ({ sentiment: { by_speaker: Object.fromEntries(Object.entries(lows).map(([speaker, score]) => [speaker, { lowest: score === null ? null : { score, start_ms: 500 } }])) } }) as unknown as Analysis;
  it('is that of whoever felt worst, and none where nobody felt bad', () => {
    expect(lowestOf(felt({ agent: -1.5, customer: -4 }))).toEqual({ speaker: 'customer', start_ms: 500, score: -4 });
    expect([lowestOf(felt({ agent: 1, customer: null })), lowestOf(null)]).toEqual([null, null]);
  });
});
