// How loud a recording is along its length, one row of figures for each channel. Computed here from the recording itself.

export type Peaks = { channels: Float32Array[]; durationMs: number };

/** Enough for the eye, little for the memory: an hour in two channels is 230 MB at this rate, so longer ones are not decoded. */
const RATE = 8000;
export const DECODED_BYTES_MAX = 48_000_000;

export async function peaksOf(bytes: ArrayBuffer, buckets: number): Promise<Peaks> {
  const decoded = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
  const channels: Float32Array[] = [];
  for (let channel = 0; channel < Math.min(2, decoded.numberOfChannels); channel++) {
    channels.push(bucketed(decoded.getChannelData(channel), buckets));
    // The page goes on answering between the channels of a long recording.
    await new Promise((then) => setTimeout(then));
  }
  return { channels: levelled(channels), durationMs: decoded.duration * 1000 };
}

/** The loudest sample of each bucket. */
export function bucketed(samples: Float32Array, buckets: number): Float32Array {
  const found = new Float32Array(buckets);
  const width = samples.length / buckets;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const end = Math.min(samples.length, Math.ceil((bucket + 1) * width));
    let loudest = 0;
    for (let at = Math.floor(bucket * width); at < end; at++) {
      const size = Math.abs(samples[at] ?? 0);
      if (size > loudest) loudest = size;
    }
    found[bucket] = loudest;
  }
  return found;
}

/** Up to 1 over all channels together, so that who is quiet stays quiet beside the other. */
export function levelled(channels: Float32Array[]): Float32Array[] {
  const loudest = channels.reduce((most, channel) => Math.max(most, channel.reduce((a, b) => Math.max(a, b), 0)), 0);
  return loudest === 0 ? channels : channels.map((channel) => channel.map((peak) => (peak / loudest) ** 0.8));
}
