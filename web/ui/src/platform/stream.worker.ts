// One stream of events for all tabs: more than six of them over HTTP/1.1 would freeze the seventh. Each tab is a port.

import { eventStream, type Told } from './stream';

const scope = self as unknown as SharedWorkerGlobalScope;
const ports = new Set<MessagePort>();
const events = eventStream((told) => { for (const port of ports) port.postMessage(told); }, () => ports.size > 0);

function come(port: MessagePort): void {
  ports.add(port);
  port.postMessage({ kind: 'state', state: events.state() } satisfies Told);
  if (!events.isOn()) events.connect();
}

scope.onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  port.onmessage = ({ data }: MessageEvent<string>) => {
    if (data === 'bye') {
      ports.delete(port);
      if (ports.size === 0) events.forget();
    }
    // Several pages may ask, and one that had said goodbye.
    if (data === 'again') come(port);
  };
  come(port);
};
