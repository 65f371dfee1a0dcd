import { describe, expect, it } from 'vitest';
import { csvOf, fileName } from './csv';

describe('a table as a file', () => {
  it('quotes what would break a row, and leaves nothing for what is not there', () => {
    expect(csvOf([['Agent', 'Calls'], ['Lee, "Ann"', 12], ['two\nlines', null]])).toBe('Agent,Calls\r\n"Lee, ""Ann""",12\r\n"two\nlines",\r\n');
  });

  it('holds no formula, and numbers with their sign', () => {
    expect(csvOf([['=1+1', '+4930', '-x', '@y', -2.5, true]])).toBe("'=1+1,'+4930,'-x,'@y,-2.5,true\r\n");
    expect(csvOf([['=a,"b"']])).toBe('"\'=a,""b"""\r\n');
  });

  it('is named by its title', () => {
    expect([fileName('Calls over time'), fileName('Größe (ms)'), fileName('***')]).toEqual(['calls-over-time', 'größe-ms', 'table']);
  });
});
