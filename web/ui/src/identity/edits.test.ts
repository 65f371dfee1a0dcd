import { describe, expect, it } from 'vitest';
import { changesOf, editsSince } from './edits';

const stored = { name: 'Acme', address: '', hours: { from: '09:00' } as { from: string } | null };

describe('edits', () => {
  it('are what says something else than what is stored', () => {
    expect(changesOf(stored, { name: 'Acme', address: 'Via Roma' })).toEqual({ address: 'Via Roma' });
    expect(changesOf(stored, { hours: { from: '09:00' } })).toEqual({});
    expect(changesOf(stored, { hours: null })).toEqual({ hours: null });
    expect(changesOf({ ...stored, address: 'Via Roma' }, { address: 'Via Roma' })).toEqual({});
  });
  it('that were made while others were saved stay', () => {
    expect(editsSince<typeof stored>({ name: 'Acme Dental' }, { name: 'Acme Dental', address: 'Via Roma' })).toEqual({ address: 'Via Roma' });
    expect(editsSince<typeof stored>({ name: 'Acme Dental' }, { name: 'Acme Dentists' })).toEqual({ name: 'Acme Dentists' });
    expect(editsSince<typeof stored>({ hours: null }, { hours: null })).toEqual({});
  });
});
