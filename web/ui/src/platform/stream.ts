// The stream of events: begun, begun anew where it was refused, and told to whoever listens. It runs in the worker that all tabs share or, in
// browsers that have none, in the page that is seen. Where it was cut it goes on by the browser's own `Last-Event-ID`.

type State = 'open' | 'lost' | 'ended';

export type Told = { kind: 'state'; state: State } | { kind: 'event'; type: string; data: unknown };

const TYPES = ['call.received', 'call.updated', 'call.analyzed', 'call.failed', 'call.corrected', 'call.deleted', 'calls.updated', 'note.created', 'note.updated', 'note.deleted', 'usage.changed', 'usage.threshold_reached', 'reset'];
const AGAIN_MS = 5000;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `isWanted`: whether somebody is there for whom it is tried again. */
export function eventStream(tell: (told: Told) => void, isWanted: () => boolean) {
  let source: EventSource | null = null;
  let state: State = 'lost';
  let again: ReturnType<typeof setTimeout> | undefined;
  /** Whoever listens has heard of everything up to here, by a stream that is gone. */
  let wasOpen = false;
  const set = (now: State) => { state = now; tell({ kind: 'state', state }); };
  const close = () => { clearTimeout(again); source?.close(); source = null; };
  const connect = () => {
    close();
    // Another stream begins now; what happened since the one before is read anew.
    let isBehind = wasOpen;
    const own = new EventSource('/v1/events');
    source = own;
    own.onopen = () => {
      wasOpen = true;
      set('open');
      if (isBehind) tell({ kind: 'event', type: 'reset', data: null });
      isBehind = false;
    };
    own.onerror = () => {
      set('lost');
      // A refusal ends it for the browser; a server that starts anew does too.
      if (own.readyState === EventSource.CLOSED) again = setTimeout(() => { if (isWanted()) connect(); }, AGAIN_MS);
    };
    for (const type of TYPES) own.addEventListener(type, (event) => tell({ kind: 'event', type, data: parsed((event as MessageEvent<string>).data) }));
    // Whoever may no longer follow is told so; nothing is tried again until a page asks.
    own.addEventListener('end', () => { close(); set('ended'); });
  };
  return {
    connect,
    close,
    /** Nobody listens any more: whoever comes next reads everything for itself. */
    forget: () => { close(); wasOpen = false; },
    state: () => state,
    isOn: () => source !== null,
  };
}
