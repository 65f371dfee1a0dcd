import { describe, expect, it } from 'vitest';
import { joined } from './exported';

describe('parts of an export', () => {
  it('are one table under one head', () => {
    expect(joined(['id,from\r\n1,a\r\n', 'id,from\r\n2,"b\r\nc"\r\n', 'id,from\r\n'], 'csv')).toBe('id,from\r\n1,a\r\n2,"b\r\nc"\r\n');
  });

  it('are lines one after the other', () => {
    expect(joined(['{"id":1}\n', '{"id":2}\n'], 'ndjson')).toBe('{"id":1}\n{"id":2}\n');
  });
});
