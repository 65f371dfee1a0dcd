import { afterEach, describe, expect, it, vi } from 'vitest';
import { copy } from './copy';
import { told } from './notice';

afterEach(() => vi.unstubAllGlobals());

describe('a text that is to be copied', () => {
  const withoutClipboard = (works: boolean) => {
    vi.stubGlobal('navigator', {});
    Object.assign(document, { execCommand: () => works });
  };

  it('is copied the old way where pages have no clipboard', async () => {
    withoutClipboard(true);
    expect(await copy('secret')).toBe(true);
    expect(told()).toEqual([]);
  });

  it('is not taken for copied where nothing copies it', async () => {
    withoutClipboard(false);
    expect(await copy('secret')).toBe(false);
    expect(told().map(({ kind, text }) => [kind, text])).toEqual([['failed', 'It could not be copied: mark it and copy it by hand']]);
    expect(document.querySelector('textarea')).toBeNull();
  });
});
