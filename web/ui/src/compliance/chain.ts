// Proves an exported audit log in the browser itself, without a word of the server's: each entry follows from the one before, tells what
// it promised, and the chain ends where its signed checkpoint says. As `audiapro audit verify` does it.

import { sha256 } from './sha256';

export type Verdict =
  | { kind: 'whole'; entries: number; erased: number; key: string; at: string; signed: boolean | null }
  | { kind: 'broken'; n: number; why: 'missing' | 'does_not_follow' | 'was_changed' | 'other_end' | 'not_signed' }
  | { kind: 'unreadable'; line: number };

type Told = { salt: string; actor: string; action: string; target: string; before?: unknown; after?: unknown };
type Line = {
  audiapro_audit?: number; tenant?: string; n?: number; at?: string; commitment?: string; prev?: string; hash?: string; entry?: Told;
  checkpoint?: { tenant: string; n: number; hash: string; at: string; key: string; signature: string };
};

const utf8 = new TextEncoder();

function joined(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + 8 + part.length, 0));
  const view = new DataView(whole.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at + 4, part.length);
    whole.set(part, at + 8);
    at += 8 + part.length;
  }
  return whole;
}

const hash = (parts: Uint8Array[]) => sha256(joined(parts));
const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const bytes = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const base64 = (text: string) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

/** A number as eight bytes, the highest first. */
function eight(number: bigint): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, number);
  return new Uint8Array(view.buffer);
}

/** Microseconds since 1970. */
export function micros(at: string): bigint {
  const fraction = /\.(\d{1,6})/.exec(at)?.[1] ?? '';
  const seconds = Date.parse(at.replace(/\.\d+/, '')) / 1000;
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

/** By code points, as bytes of UTF-8 are ordered; JavaScript's own order is another one. */
function byBytes(a: string, b: string): number {
  const [left, right] = [utf8.encode(a), utf8.encode(b)];
  for (let at = 0; at < Math.min(left.length, right.length); at++) if (left[at] !== right[at]) return (left[at] ?? 0) - (right[at] ?? 0);
  return left.length - right.length;
}

/** One text for one value: keys sorted, whole numbers without a fraction, others in the shortest exponent form. */
export function canonical(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') {
    if (Number.isInteger(value) && Math.abs(value) < 9e15) return String(value === 0 ? 0 : value);
    return value.toExponential().replace('e+', 'e');
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value && typeof value === 'object') {
    const of = value as Record<string, unknown>;
    return `{${Object.keys(of).sort(byBytes).map((key) => `${JSON.stringify(key)}:${canonical(of[key])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** Whole numbers that a double cannot hold stay what they are, where the browser tells how they were written. */
function parsed(line: string): Line {
  const exact = (_: string, value: unknown, context?: { source?: string }) => (
    typeof value === 'number' && context?.source && /^-?\d+$/.test(context.source) && !Number.isSafeInteger(value) ? BigInt(context.source) : value
  );
  return JSON.parse(line, exact as (key: string, value: unknown) => unknown) as Line;
}

function commitment(told: Told): string {
  const text = (value: unknown) => utf8.encode(value === undefined ? '' : canonical(value));
  return hex(hash([bytes(told.salt), utf8.encode(told.actor), utf8.encode(told.action), utf8.encode(told.target), text(told.before), text(told.after)]));
}

export async function verify(lines: AsyncIterable<string> | Iterable<string>, progress: (entries: number) => void = () => undefined): Promise<Verdict> {
  let tenant: Uint8Array | null = null;
  let [n, prev, erased, number] = [0, '', 0, 0];
  let end: Line['checkpoint'];
  for await (const text of lines) {
    number += 1;
    let line: Line;
    try {
      line = parsed(text);
    } catch {
      return { kind: 'unreadable', line: number };
    }
    if (end) return { kind: 'unreadable', line: number };
    if (line.checkpoint) end = line.checkpoint;
    else if (line.audiapro_audit === 1 && line.tenant && !tenant) {
      tenant = bytes(line.tenant.replaceAll('-', ''));
      prev = hex(hash([utf8.encode('audiapro audit/1'), tenant]));
    } else {
      if (!tenant || line.n === undefined || !line.at || !line.commitment || !line.hash) return { kind: 'unreadable', line: number };
      if (line.n !== n + 1) return { kind: 'broken', n: n + 1, why: 'missing' };
      const follows = hex(hash([utf8.encode('audiapro audit entry/1'), bytes(prev), tenant, eight(BigInt(line.n)), eight(micros(line.at)), bytes(line.commitment)]));
      if (line.prev !== prev || line.hash !== follows) return { kind: 'broken', n: line.n, why: 'does_not_follow' };
      if (!line.entry) erased += 1;
      else if (commitment(line.entry) !== line.commitment) return { kind: 'broken', n: line.n, why: 'was_changed' };
      [n, prev] = [line.n, line.hash];
      if (n % 500 === 0) progress(n);
    }
  }
  if (!end || !tenant) return { kind: 'unreadable', line: number };
  if (end.n !== n || end.hash !== prev || end.tenant.replaceAll('-', '') !== hex(tenant)) return { kind: 'broken', n: n + 1, why: 'other_end' };
  const signed = await isSigned(end);
  if (signed === false) return { kind: 'broken', n, why: 'not_signed' };
  return { kind: 'whole', entries: n, erased, key: end.key, at: end.at, signed };
}

/** Null where the browser knows no Ed25519, or is not let to compute it. */
async function isSigned(end: NonNullable<Line['checkpoint']>): Promise<boolean | null> {
  const message = utf8.encode(`audiapro audit checkpoint/1\n${end.tenant}\n${end.n}\n${end.hash}\n${micros(end.at)}`);
  try {
    const key = await crypto.subtle.importKey('raw', base64(end.key), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, base64(end.signature), message);
  } catch {
    return null;
  }
}

/** The lines of an answer as they come. */
export async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const lines = rest.split('\n');
    rest = done ? '' : lines.pop() ?? '';
    for (const line of lines) if (line) yield line;
    if (done) return;
  }
}
