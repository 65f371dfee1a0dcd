// How a page hears of events: by the worker that all tabs share or, in browsers that have none, by a stream of its own while it is seen.

import { eventStream, type Told } from './stream';

export type Line = { say: (message: 'bye' | 'again') => void; close: () => void };

export function lineOf(hear: (told: Told) => void): Line {
  return typeof SharedWorker === 'undefined' ? ownLine(hear) : sharedLine(hear);
}

function sharedLine(hear: (told: Told) => void): Line {
  const worker = new SharedWorker(new URL('./stream.worker.ts', import.meta.url), { type: 'module', name: 'audiapro-events' });
  worker.port.onmessage = ({ data }: MessageEvent<Told>) => hear(data);
  return { say: (message) => worker.port.postMessage(message), close: () => worker.port.close() };
}

/** Tabs that nobody looks at hold no connection: a browser has few of them. */
function ownLine(hear: (told: Told) => void): Line {
  const isSeen = () => document.visibilityState === 'visible';
  const events = eventStream(hear, isSeen);
  const turn = () => {
    if (!isSeen()) events.close();
    // What was ended is asked for by the page.
    else if (!events.isOn() && events.state() !== 'ended') events.connect();
  };
  document.addEventListener('visibilitychange', turn);
  turn();
  return {
    say: (message) => { if (message === 'bye') events.close(); else if (!events.isOn()) events.connect(); },
    close: () => { document.removeEventListener('visibilitychange', turn); events.close(); },
  };
}
