import { describe, expect, it } from 'vitest';
import { marked } from './marked';

const written = (text: string, marks: number[][]) => marked(text, marks).map((piece) => (piece.isMarked ? `[${piece.text}]` : piece.text)).join('');

describe('marks', () => {
  it('stand where the server counted them, whatever the letters', () => {
    expect(written('my money back', [[3, 8]])).toBe('my [money] back');
    expect(written('😀😀 refund', [[3, 9]])).toBe('😀😀 [refund]');
    expect(written('a b', [[0, 1], [2, 3]])).toBe('[a] [b]');
  });
  it('never repeat or lose a letter', () => {
    expect(written('abc', [])).toBe('abc');
    expect(written('abc', [[1, 9]])).toBe('a[bc]');
    expect(written('abc', [[0, 2], [1, 3]])).toBe('[ab][c]');
  });
});
