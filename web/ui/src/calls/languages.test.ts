import { expect, it } from 'vitest';
import { languageChoices, languageName } from './languages';

it('every language has a name and stands once', () => {
  const choices = languageChoices();
  expect(choices).toHaveLength(99);
  expect(new Set(choices.map((choice) => choice.value)).size).toBe(99);
  expect(choices.filter((choice) => choice.label === choice.value)).toEqual([]);
  expect([languageName('es'), languageName('jw'), languageName('not a code')]).toEqual(['Spanish', 'Javanese', 'not a code']);
});
