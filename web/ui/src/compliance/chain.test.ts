// The chain is made here with Node's own hash and signature, as the server makes it.

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonical, linesOf, micros, verify } from './chain';
import { sha256 } from './sha256';

const TENANT = '0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const KEY = (publicKey.export({ type: 'spki', format: 'der' }) as Buffer).subarray(-32).toString('base64');

function hash(...parts: (string | Buffer)[]): Buffer {
  const made = createHash('sha256');
  for (const part of parts) {
    const bytes = Buffer.from(part);
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(bytes.length));
    made.update(length).update(bytes);
  }
  return made.digest();
}

function number(of: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(of);
  return bytes;
}

type Told = { actor: string; action: string; target: string; before?: unknown; after?: unknown; text?: [string, string] };

function exported(entries: (Told | null)[]): string[] {
  const tenant = Buffer.from(TENANT.replaceAll('-', ''), 'hex');
  const lines = [JSON.stringify({ audiapro_audit: 1, tenant: TENANT })];
  let prev = hash('audiapro audit/1', tenant);
  entries.forEach((told, index) => {
    const at = `2026-11-28T10:00:0${index}.123456Z`;
    const salt = createHash('sha256').update(String(index)).digest();
    const [before, after] = told?.text ?? [told?.before, told?.after].map((value) => (value === undefined ? '' : JSON.stringify(value)));
    const commitment = hash(salt, told?.actor ?? 'gone', told?.action ?? 'gone', told?.target ?? 'gone', before ?? '', after ?? '');
    const link = hash('audiapro audit entry/1', prev, tenant, number(BigInt(index + 1)), number(micros(at)), commitment);
    const entry = told && { salt: salt.toString('hex'), actor: told.actor, action: told.action, target: told.target, ...(told.before === undefined ? {} : { before: told.before }), ...(told.after === undefined ? {} : { after: told.after }) };
    lines.push(JSON.stringify({ n: index + 1, at, commitment: commitment.toString('hex'), prev: prev.toString('hex'), hash: link.toString('hex'), ...(entry ? { entry } : {}) }));
    prev = link;
  });
  const at = '2026-11-28T11:00:00Z';
  const signature = sign(null, Buffer.from(`audiapro audit checkpoint/1\n${TENANT}\n${entries.length}\n${prev.toString('hex')}\n${micros(at)}`), privateKey).toString('base64');
  lines.push(JSON.stringify({ checkpoint: { tenant: TENANT, n: entries.length, hash: prev.toString('hex'), at, key: KEY, signature } }));
  return lines;
}

const ENTRIES: (Told | null)[] = [
  { actor: 'command line', action: 'tenant.created', target: `tenant:${TENANT}`, after: { name: 'Acme „quoted“', plan: 'trial' } },
  null,
  { actor: 'staff:1', action: 'tenant.changed', target: `tenant:${TENANT}`, before: { limit: 1 }, after: { z: [1.5, null, true], a: 2 }, text: ['{"limit":1}', '{"a":2,"z":[1.5e0,null,true]}'] },
];

describe('a proof', () => {
  it('holds for a whole chain, erased details and all', async () => {
    expect(await verify(exported(ENTRIES))).toEqual({ kind: 'whole', entries: 3, erased: 1, key: KEY, at: '2026-11-28T11:00:00Z', signed: true });
  });

  it('names the entry that was changed, left out or moved', async () => {
    const broken = async (spoil: (lines: string[]) => string[]) => { const told = await verify(spoil(exported(ENTRIES))); return 'n' in told && 'why' in told ? [told.n, told.why] : told.kind; };
    expect(await broken((lines) => lines.map((line) => line.replace('"trial"', '"enterprise"')))).toEqual([1, 'was_changed']);
    expect(await broken((lines) => lines.filter((_, index) => index !== 2))).toEqual([2, 'missing']);
    expect(await broken((lines) => lines.map((line) => line.replace('10:00:02', '10:00:01')))).toEqual([3, 'does_not_follow']);
    expect(await broken((lines) => lines.filter((_, index) => index !== 3))).toEqual([3, 'other_end']);
    expect(await broken((lines) => lines.map((line) => line.replace('11:00:00Z', '12:00:00Z')))).toEqual([3, 'not_signed']);
    expect(await broken((lines) => lines.slice(0, -1))).toBe('unreadable');
    expect(await broken(() => ['<html>'])).toBe('unreadable');
  });

  it('reads lines however the answer was cut', async () => {
    const text = `${exported(ENTRIES).join('\n')}\n`;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        const bytes = new TextEncoder().encode(text);
        for (let at = 0; at < bytes.length; at += 37) controller.enqueue(bytes.slice(at, at + 37));
        controller.close();
      },
    });
    expect((await verify(linesOf(stream))).kind).toBe('whole');
  });
});

describe('the text that is hashed', () => {
  it('is the same as the server’s', () => {
    expect(canonical({ b: 1, a: { d: 2.5, c: 'x"y' }, 'é': 0, '😀': -0 })).toBe('{"a":{"c":"x\\"y","d":2.5e0},"b":1,"é":0,"😀":0}');
    expect(canonical(0.00012)).toBe('1.2e-4');
    expect(canonical(1e21)).toBe('1e21');
    expect(micros('2026-11-28T10:00:00.5Z')).toBe(1795860000500000n);
  });

  it('is hashed as others hash it', () => {
    for (const text of ['', 'abc', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'ü'.repeat(1000)]) {
      const bytes = new TextEncoder().encode(text);
      expect(Buffer.from(sha256(bytes)).toString('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });
});
