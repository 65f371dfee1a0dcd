// One side of a recording alone, in both ears. The way of the sound through the page's own graph is laid when somebody asks for it first: until
// then the browser plays as it always does.

type Way = { context: AudioContext; source: MediaElementAudioSourceNode; sides: ChannelSplitterNode };

const ways = new WeakMap<HTMLAudioElement, Way>();

function wayOf(element: HTMLAudioElement): Way {
  const known = ways.get(element);
  if (known) return known;
  const context = new AudioContext();
  const way = { context, source: context.createMediaElementSource(element), sides: context.createChannelSplitter(2) };
  ways.set(element, way);
  return way;
}

/** Null: both, as they are. */
export function hearOnly(element: HTMLAudioElement, channel: number | null): void {
  if (channel === null && !ways.has(element)) return;
  const { context, source, sides } = wayOf(element);
  source.disconnect();
  sides.disconnect();
  if (channel === null) source.connect(context.destination);
  else {
    source.connect(sides);
    sides.connect(context.destination, channel);
  }
  // Where the browser lets nothing be heard yet, the next press does.
  context.resume().catch(() => undefined);
}

/** The page needs it no more: browsers have room for a few only. */
export function leaveSolo(element: HTMLAudioElement): void {
  ways.get(element)?.context.close().catch(() => undefined);
  ways.delete(element);
}
