import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lineOf } from './line';
import { eventStream, type Told } from './stream';

class Source {
  static CLOSED = 2;
  static all: Source[] = [];
  readyState = 0;
  onopen: () => void = () => undefined;
  onerror: () => void = () => undefined;
  listeners = new Map<string, (event: { data: string }) => void>();
  constructor() { Source.all.push(this); }
  addEventListener(type: string, listener: (event: { data: string }) => void) { this.listeners.set(type, listener); }
  close() { this.readyState = Source.CLOSED; }
}

const latest = () => Source.all[Source.all.length - 1] as Source;
let told: Told[] = [];
const resets = () => told.filter((each) => each.kind === 'event' && each.type === 'reset').length;

beforeEach(() => {
  told = [];
  Source.all = [];
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Source);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the stream of events', () => {
  it('tells of what comes, and of what is no JSON without it', () => {
    eventStream((each) => told.push(each), () => true).connect();
    latest().onopen();
    latest().listeners.get('call.received')?.({ data: '{"seq":1}' });
    latest().listeners.get('usage.changed')?.({ data: 'x' });
    expect(told).toEqual([{ kind: 'state', state: 'open' }, { kind: 'event', type: 'call.received', data: { seq: 1 } }, { kind: 'event', type: 'usage.changed', data: null }]);
  });

  it('is begun anew where it was refused, and everything is read anew then, once', () => {
    eventStream((each) => told.push(each), () => true).connect();
    latest().onopen();
    // Cut, and gone on with by the browser: nothing was missed.
    latest().onerror();
    latest().onopen();
    expect(resets()).toBe(0);
    latest().close();
    latest().onerror();
    vi.advanceTimersByTime(5000);
    expect(Source.all).toHaveLength(2);
    latest().onopen();
    latest().onopen();
    expect(resets()).toBe(1);
  });

  it('that has ended is not tried again by itself', () => {
    const events = eventStream((each) => told.push(each), () => true);
    events.connect();
    latest().onopen();
    latest().listeners.get('end')?.({ data: '' });
    vi.advanceTimersByTime(60_000);
    expect([Source.all.length, events.isOn(), events.state()]).toEqual([1, false, 'ended']);
  });
});

describe('a browser without shared workers', () => {
  it('follows while the page is seen, and reads anew what it missed', () => {
    vi.stubGlobal('SharedWorker', undefined);
    let visibility = 'visible';
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility });
    const line = lineOf((each) => told.push(each));
    latest().onopen();
    visibility = 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    expect(latest().readyState).toBe(Source.CLOSED);
    visibility = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    latest().onopen();
    expect([Source.all.length, resets()]).toEqual([2, 1]);
    line.close();
    expect(latest().readyState).toBe(Source.CLOSED);
    Reflect.deleteProperty(document, 'visibilityState');
  });
});
