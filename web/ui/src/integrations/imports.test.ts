import { expect, test } from 'vitest';
import { folderOf, Sent } from './imports';

function shelf(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => { kept.set(key, value); } };
}

const file = (name: string, lastModified = 1): File => new File(['x'], name, { lastModified });

test('what was sent is known again, in another visit too, until the file is another one', () => {
  const storage = shelf();
  const sent = new Sent('rome', storage);
  expect(sent.has(file('a.wav'))).toBe(false);
  sent.note(file('a.wav'));
  const later = new Sent('rome', storage);
  expect(later.has(file('a.wav'))).toBe(true);
  expect(later.has(file('a.wav', 2))).toBe(false);
  expect(new Sent('milan', storage).has(file('a.wav'))).toBe(false);
});

test('a shelf that holds nonsense, or nothing, is an empty one', () => {
  const storage = { getItem: () => '{"x"', setItem: () => { throw new Error('full'); } };
  const sent = new Sent('rome', storage);
  sent.note(file('a.wav'));
  expect(sent.has(file('a.wav'))).toBe(true);
});

test('a folder is called as it is, files that were chosen one by one by the first of them', () => {
  const within = Object.defineProperty(file('a.wav'), 'webkitRelativePath', { value: '2026/march/a.wav' });
  expect(folderOf([within, file('b.wav')])).toBe('2026');
  expect(folderOf([file('a.wav'), file('b.wav'), file('c.wav')])).toBe('a.wav + 2');
  expect(folderOf([file('a.wav')])).toBe('a.wav');
});
