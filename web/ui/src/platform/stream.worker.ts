// One stream of events for all tabs: more than six of them over HTTP/1.1 would freeze the seventh. Each tab is a port; the stream goes on
// where it was cut, by the browser's own `Last-Event-ID`.

const scope = self as unknown as SharedWorkerGlobalScope;

export type Told = { kind: 'state'; state: 'open' | 'lost' | 'ended' } | { kind: 'event'; type: string; data: unknown };

const TYPES = ['call.received', 'call.updated', 'call.analyzed', 'call.failed', 'call.corrected', 'calls.updated', 'note.created', 'note.updated', 'note.deleted', 'usage.changed', 'usage.threshold_reached', 'reset'];
const ports = new Set<MessagePort>();
let source: EventSource | null = null;
let state: 'open' | 'lost' | 'ended' = 'lost';
let again: ReturnType<typeof setTimeout> | undefined;
/** Whoever listens has heard of everything up to here, by a stream that is gone. */
let wasOpen = false;

function tell(message: Told): void {
  for (const port of ports) port.postMessage(message);
}

function set(now: typeof state): void {
  state = now;
  tell({ kind: 'state', state });
}

function connect(): void {
  clearTimeout(again);
  source?.close();
  // The browser goes on where its own stream was cut; another one begins now, and what happened between the two is read anew.
  const isAnother = wasOpen;
  let isFirst = true;
  source = new EventSource('/v1/events');
  source.onopen = () => {
    wasOpen = true;
    set('open');
    if (isAnother && isFirst) tell({ kind: 'event', type: 'reset', data: null });
    isFirst = false;
  };
  source.onerror = () => {
    set('lost');
    // A refusal ends it for the browser; a server that starts anew does too. It is tried again while somebody is there.
    if (source?.readyState === EventSource.CLOSED) again = setTimeout(() => { if (ports.size > 0) connect(); }, 5000);
  };
  for (const type of TYPES) {
    source.addEventListener(type, (event) => {
      const text = (event as MessageEvent<string>).data;
      let data: unknown = null;
      try {
        data = JSON.parse(text);
      } catch {
        data = null;
      }
      tell({ kind: 'event', type, data });
    });
  }
  // Whoever may no longer follow is told so; nothing is tried again until a page asks.
  source.addEventListener('end', () => {
    source?.close();
    source = null;
    set('ended');
  });
}

scope.onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  ports.add(port);
  port.onmessage = ({ data }: MessageEvent<string>) => {
    if (data === 'bye') {
      ports.delete(port);
      // Whoever comes next reads everything for itself.
      if (ports.size === 0) { clearTimeout(again); source?.close(); source = null; wasOpen = false; }
    }
    // Several pages may ask, and one that had said goodbye.
    if (data === 'again') {
      ports.add(port);
      if (source) port.postMessage({ kind: 'state', state } satisfies Told);
      else connect();
    }
  };
  port.postMessage({ kind: 'state', state } satisfies Told);
  if (!source) connect();
};
