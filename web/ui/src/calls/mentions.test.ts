import { describe, expect, it } from 'vitest';
import { asking, asNamed, fitting, mentioned, named, namesOf, peopleOf, pieces, withQuote } from './mentions';

const people = [{ id: '1', name: 'Ann' }, { id: '2', name: 'Anna Lee' }, { id: '3', name: 'Bo' }];

describe('a mention', () => {
  it('is asked for behind an @ that begins a word', () => {
    expect(asking('hi @an', 6)).toEqual({ begin: 3, typed: 'an' });
    expect(asking('@Anna L', 7)).toEqual({ begin: 0, typed: 'Anna L' });
    for (const text of ['mail me@an', 'no at', '@Anna Lee said so', '@a\nb']) expect(asking(text, text.length)).toBeNull();
  });

  it('finds people by any word of their name', () => {
    expect(fitting(people, 'le').map((person) => person.id)).toEqual(['2']);
    expect(fitting(people, 'an').map((person) => person.id)).toEqual(['1', '2']);
  });

  it('tells two of one name apart', () => {
    const two = peopleOf([{ id: '1', name: 'Ann', email: 'a@x.com' }, { id: '2', name: 'Ann', email: 'b@x.com' }, { id: '3', name: '', email: 'c@x.com' }, { id: '4', name: 'Bo', email: 'd@x.com' }]);
    expect(two.map(({ name }) => name)).toEqual(['Ann (a@x.com)', 'Ann (b@x.com)', 'c@x.com', 'Bo']);
    expect(two.map(({ plain }) => plain)).toEqual(['Ann', 'Ann', undefined, undefined]);
    expect(mentioned('Look, @Ann (b@x.com) ', two)).toEqual(['2']);
  });

  it('from before a second one of that name came is still hers', () => {
    const two = peopleOf([{ id: '1', name: 'Ann', email: 'a@x.com' }, { id: '2', name: 'Ann', email: 'b@x.com' }, { id: '3', name: 'Bo', email: 'c@x.com' }]);
    const edited = (text: string, ids: string[]) => mentioned(text, [...two, ...asNamed(two, ids)]).sort();
    expect(asNamed(two, ['1', '3'])).toEqual([{ id: '1', name: 'Ann (a@x.com)' }, { id: '1', name: 'Ann' }, { id: '3', name: 'Bo' }]);
    expect(pieces('so @Ann!', asNamed(two, ['1'])).filter((piece) => piece.isName)).toEqual([{ text: '@Ann', isName: true }]);
    expect(edited('Look, @Ann, and @Bo', ['1'])).toEqual(['1', '3']);
    expect(edited('Look, @Ann, and @Ann (b@x.com)', ['1', '2'])).toEqual(['1', '2']);
    // Whoever is put in her place is named instead of her, and nobody is whom the note did not name.
    expect(edited('Look, @Ann (b@x.com)', ['1'])).toEqual(['2']);
    expect(edited('Look, @Ann', [])).toEqual([]);
  });

  it('is put in place of what was typed', () => {
    expect(named('hi @an there', 3, 6, { id: '2', name: 'Anna Lee' })).toEqual({ text: 'hi @Anna Lee there', caret: 13 });
  });

  it('is kept while the name stands there, and no other for it', () => {
    expect(mentioned('@Anna Lee, look', people)).toEqual(['2']);
    expect(mentioned('@Ann and @Anna Lee', people).sort()).toEqual(['1', '2']);
    expect(mentioned('nobody', people)).toEqual([]);
    expect([namesOf(people, ['3', '1']), namesOf(people, ['9'])]).toEqual(['Ann, Bo', '']);
    expect(pieces('so @Anna Lee!', people)).toEqual([{ text: 'so ', isName: false }, { text: '@Anna Lee', isName: true }, { text: '!', isName: false }]);
  });
});

describe('words of the call', () => {
  it('stand behind what is written already', () => {
    expect([withQuote('', 'money back'), withQuote('  ', 'money back'), withQuote('Look: ', 'money back')]).toEqual(['“money back” ', '“money back” ', 'Look:\n“money back” ']);
  });
});
