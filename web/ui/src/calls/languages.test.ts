import { expect, it } from 'vitest';
import { speak } from '../words';
import { langOf, languageChoices, languageName } from './languages';

it('every language has a name and stands once', () => {
  const choices = languageChoices();
  expect(choices).toHaveLength(99);
  expect(new Set(choices.map((choice) => choice.value)).size).toBe(99);
  expect(choices.filter((choice) => choice.label === choice.value)).toEqual([]);
  expect([languageName('es'), languageName('jw'), languageName('not a code')]).toEqual(['Spanish', 'Javanese', 'not a code']);
});

it('a language is called as in the one that is spoken', () => {
  speak('de', {});
  expect([languageName('es'), languageChoices().map(({ label }) => label).indexOf('Spanisch') >= 0]).toEqual(['Spanisch', true]);
  speak('en', {});
});

it('words are read aloud in the language of their channel', () => {
  const quality = { languages: [{ channel: 0, language: 'es', confidence: 0.9 }, { channel: 1, language: 'jw', confidence: 0.8 }] };
  expect([0, 1, 2].map((channel) => langOf({ language: 'en', quality }, channel))).toEqual(['es', 'jv', 'en']);
  expect(langOf({ language: 'fr', quality: {} }, 0)).toBe('fr');
});
