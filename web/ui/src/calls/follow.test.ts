import { describe, expect, it } from 'vitest';
import type { Turn } from './call';
import { asCorrected, laidOut, matches, placeAt, wordAtOffset } from './follow';
import { levelled } from './peaks';

function turn(start_ms: number, words: string[], speaker = 'agent'): Turn {
  const timed = words.map((text, index) => ({ text, start_ms: start_ms + index * 100, end_ms: start_ms + index * 100 + 90, confidence: 1 }));
  return { speaker, channel: 0, start_ms, end_ms: start_ms + words.length * 100, text: words.join(' '), words: timed, sentiment: null, flags: [], confidence: null, corrected: null } as Turn;
}

describe('the word that is said', () => {
  const turns = [turn(0, ['Good', 'morning']), turn(1000, ['Hello', 'there', 'you'], 'customer')];

  it('is found by its time', () => {
    expect(placeAt(turns, 0)).toEqual({ turn: 0, word: 0 });
    expect(placeAt(turns, 150)).toEqual({ turn: 0, word: 1 });
    expect(placeAt(turns, 1250)).toEqual({ turn: 1, word: 2 });
  });

  it('is none in silence', () => {
    expect(placeAt(turns, 600)).toBeNull();
    expect(placeAt([], 0)).toBeNull();
  });

  it('is found by where one clicks', () => {
    const { text, starts } = laidOut(turns[1] as Turn);
    expect(text).toBe('Hello there you');
    expect(starts).toEqual([0, 6, 12]);
    expect(wordAtOffset(starts, 0)).toBe(0);
    expect(wordAtOffset(starts, 8)).toBe(1);
    expect(wordAtOffset(starts, 99)).toBe(2);
  });

  it('is the text of the turn where there are no words', () => {
    expect(laidOut({ ...(turns[0] as Turn), words: [] }).text).toBe('Good morning');
  });

  it('has spaces where the text has them, and between words that are not those of the text', () => {
    const japanese = { ...turn(0, ['日', '本', '語。', 'OK?']), text: '日本語。 OK?' };
    expect(laidOut(japanese)).toEqual({ text: '日本語。 OK?', starts: [0, 1, 2, 5] });
    const other = { ...turn(0, ['Good', 'day']), text: 'Good evening' };
    expect(laidOut(other)).toEqual({ text: 'Good day', starts: [0, 5] });
  });
});

describe('words that somebody has set right', () => {
  const heard = turn(0, ['I', 'want', 'monkey']);
  const words = turn(0, ['I', 'want', 'my', 'money']).words;

  it('take the place of the model’s, with times of their own', () => {
    const shown = asCorrected({ ...heard, corrected: { text: 'I want my money', words, author: null, made_at: '2026-11-28T10:00:00Z' } });
    expect(laidOut(shown).text).toBe('I want my money');
    expect(placeAt([shown], 150)).toEqual({ turn: 0, word: 1 });
  });

  it('leave alone what nobody has set right', () => {
    expect(asCorrected(heard)).toBe(heard);
  });
});

describe('what is looked for', () => {
  it('is found without regard to capitals, each place once', () => {
    expect(matches('Refund, refund and REFUND', 'refund')).toEqual([0, 8, 19]);
    expect(matches('aaa', 'aa')).toEqual([0]);
    expect(matches('anything', '')).toEqual([]);
  });
});

describe('peaks', () => {
  it('are levelled over all channels, and silence stays silence', () => {
    const [loud, quiet] = levelled([new Float32Array([0.5]), new Float32Array([0.25])]);
    expect(loud?.[0]).toBe(1);
    expect(quiet?.[0]).toBeLessThan(0.6);
    expect([...(levelled([new Float32Array([0, 0])])[0] ?? [])]).toEqual([0, 0]);
  });
});
