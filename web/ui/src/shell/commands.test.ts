import { describe, expect, it } from 'vitest';
import { written } from './commands';
import { askedOf, rank } from './Palette';
import { valueWords } from '../calls/fields';
import { dialogs } from '../theme/theme';
import { many, speak, t } from '../words';
import { percent, signed, bytes, decimal } from '../figure';
import { clock, span } from '../time/length';

const key = (over: Partial<KeyboardEvent>) => written({ key: 'a', metaKey: false, ctrlKey: false, shiftKey: false, altKey: false, ...over });

describe('keys', () => {
  it('are written as in the registry', () => {
    expect(key({ key: 'k', ctrlKey: true })).toBe('mod+k');
    expect(key({ key: 'K', metaKey: true, shiftKey: true })).toBe('mod+shift+k');
    expect(key({ key: '?', shiftKey: true })).toBe('?');
    expect(key({ key: ' ' })).toBe('space');
    expect(key({ key: 'ArrowLeft', shiftKey: true })).toBe('shift+arrowleft');
    expect(key({ key: '<', shiftKey: true })).toBe('<');
  });
});

describe('the palette', () => {
  const command = { title: 'Sign out', group: 'Account', words: 'leave' };
  it('finds words in any order, the begin of the title first', () => {
    expect(rank(command, 'sign')).toBe(3);
    expect(rank(command, 'out')).toBe(2);
    expect(rank(command, 'leave account')).toBe(1);
    expect(rank(command, 'dark')).toBe(0);
  });

  it('knows what of a call was typed', () => {
    expect([askedOf('+49 (30) 12'), askedOf('030.12.34')]).toEqual([{ number: '+493012*' }, { number: '0301234*' }]);
    expect(askedOf('0199e0a2-7c1e-7d3a-9f00-0123456789ab')).toEqual({ id: '0199e0a2-7c1e-7d3a-9f00-0123456789ab' });
    expect([askedOf('1772442000.17'), askedOf('demo-0040')]).toEqual([{ external: '1772442000.17' }, { external: 'demo-0040' }]);
    expect([askedOf('refund'), askedOf('two words 12'), askedOf('12')]).toEqual([null, null, null]);
  });
});

describe('words', () => {
  it('are the sentence itself, or another language’s', () => {
    expect(t('{n} of {limit}', { n: 1234, limit: 5 })).toBe('1,234 of 5');
    expect(t('stays {unknown}')).toBe('stays {unknown}');
    expect(many(1, '{n} call', '{n} calls')).toBe('1 call');
    speak('de', { '{n} calls': '{n} Anrufe', Close: 'Schließen', Yes: 'Ja', '{s}s': '{s} Sek.', '{m}m {s}s': '{m} Min. {s}' });
    expect(many(1200, '{n} call', '{n} calls')).toBe('1.200 Anrufe');
    // Whoever has the page read aloud hears it in its language.
    expect(document.documentElement.lang).toBe('de');
    // Also what every dialog has of its look.
    expect(dialogs.closeButtonProps['aria-label']).toBe('Schließen');
    expect(valueWords(true)).toBe('Ja');
    expect([span(59), span(272), span(3840)]).toEqual(['59 Sek.', '4 Min. 32', '1h 04m']);
    speak('en', {});
    expect(document.documentElement.lang).toBe('en');
  });
});

describe('figures', () => {
  it('are written with sign, unit and dash', () => {
    expect([signed(1.26), signed(-0.04), signed(-2), signed(null)]).toEqual(['+1.3', '±0.0', '−2.0', '–']);
    expect([decimal(2, 2), decimal(0.349), decimal(undefined)]).toEqual(['2.00', '0.3', '–']);
    expect([percent(0.1234), percent(null)]).toEqual(['12.3%', '–']);
    expect([span(59), span(272), span(3840), span(null)]).toEqual(['59s', '4m 32s', '1h 04m', '–']);
    expect([clock(92_150, true), clock(3_600_000), clock(-5)]).toEqual(['01:32.1', '1:00:00', '00:00']);
    expect(bytes(3_251_946)).toBe('3.3 MB');
  });
});
