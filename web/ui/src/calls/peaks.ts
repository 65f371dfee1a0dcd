// How loud a recording is along its length, one row of figures for each channel, as the server reckoned it.

import type { Schemas } from '../api/client';

export type Peaks = { channels: Float32Array[]; durationMs: number };

export function peaksOf(found: Schemas['RecordingPeaks']): Peaks {
  return { channels: levelled(found.channels.slice(0, 2).map((channel) => Float32Array.from(channel, (peak) => peak / 255))), durationMs: found.duration_ms };
}

/** Up to 1 over all channels together, so that who is quiet stays quiet beside the other. */
export function levelled(channels: Float32Array[]): Float32Array[] {
  const loudest = channels.reduce((most, channel) => Math.max(most, channel.reduce((a, b) => Math.max(a, b), 0)), 0);
  return loudest === 0 ? channels : channels.map((channel) => channel.map((peak) => (peak / loudest) ** 0.8));
}
