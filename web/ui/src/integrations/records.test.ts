// @vitest-environment node

import { expect, test } from 'vitest';
import type { Begun } from './imports';
import { became, BEGIN, FileWindow, type Left, leftOf, NOTHING, Places, sum } from './records';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function packed(words: string): Promise<File> {
  const stream = new Blob([words]).stream().pipeThrough(new CompressionStream('gzip'));
  return new File([await new Response(stream).arrayBuffer()], 'master.csv.gz', { lastModified: 1 });
}

test('a window moves over a file, packed or not, from wherever it was left', async () => {
  for (const file of [new File(['one\ntwo\nthree\n'], 'master.csv'), await packed('one\ntwo\nthree\n')]) {
    const bytes = new FileWindow(file, 4);
    const first = await bytes.first(4);
    expect([text(first.bytes), first.isLast]).toEqual(['two\n', false]);
    bytes.drop(4);
    const rest = await bytes.first(100);
    expect([text(rest.bytes), rest.isLast, bytes.read]).toEqual(['three\n', true, file.size]);
    bytes.close();
  }
});

test('the end is known where the file ends with the window', async () => {
  const bytes = new FileWindow(new File(['one\n'], 'x'), 0);
  expect((await bytes.first(3)).isLast).toBe(false);
  expect((await bytes.first(4)).isLast).toBe(true);
});

test('what only has the name of a packed file is said to be none', async () => {
  const bytes = new FileWindow(new File(['no gzip at all'], 'x.gz'), 0);
  await expect(bytes.first(10)).rejects.toThrow('cannot be unpacked');
});

test('where a file was left is known in another visit, until it has ended or is another one', () => {
  const kept = new Map<string, string>();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => { kept.set(key, value); } };
  const file = new File(['x'], 'a.csv', { lastModified: 1 });
  const left: Left = { ...BEGIN, at: 700, context: 'eA==', read: 700, totals: { ...NOTHING, new: 3 } };
  new Places('rome', storage).note(file, left);
  expect(new Places('rome', storage).of(file)).toEqual(left);
  expect(new Places('milan', storage).of(file)).toBe(null);
  expect(new Places('rome', storage).of(new File(['x'], 'a.csv', { lastModified: 2 }))).toBe(null);
  new Places('rome', storage).note(file, { ...left, ended: true });
  expect(new Places('rome', storage).of(file)).toBe(null);
  kept.set('audiapro.records.rome', '[["a.csv 1 1", {"at": "x"}], 7]');
  expect(new Places('rome', storage).of(file)).toBe(null);
});

test('what became of parts is summed', () => {
  expect(sum([{ ...NOTHING, new: 2, quarantined: 1 }, { ...NOTHING, new: 3, known: 4 }])).toEqual({ ...NOTHING, new: 5, known: 4, quarantined: 1 });
});

test('what somebody has left in another browser is known by its name and length, until its end is reached', () => {
  const begun: Begun = {
    id: 'i', source_instance: 'rome', kind: 'records', name: 'a.csv', total: 900, through: 700, context: 'eA==', counts: { new: 3 } as never, actor: 'user:x',
    begun_at: '2026-11-29T10:00:00Z', moved_at: '2026-11-29T10:00:00Z', ended_at: null,
  };
  const file = new File(['x'.repeat(900)], 'a.csv');
  expect(leftOf([begun], file)).toEqual({ at: 700, context: 'eA==', read: 700, ended: false, totals: { ...NOTHING, new: 3 }, importId: 'i' });
  for (const other of [{ ...begun, total: 901 }, { ...begun, name: 'b.csv' }, { ...begun, kind: 'recordings' }, { ...begun, ended_at: begun.moved_at }, { ...begun, through: 0 }]) expect(leftOf([other], file)).toBe(null);
});

test('what could not be read is told, whether it is kept aside or not', () => {
  expect(became({ ...NOTHING, new: 2, quarantined: 1, refused: 3, held: 1 })).toBe('2 new, 0 known before, 4 not read, 1 event kept until its call is over');
});
