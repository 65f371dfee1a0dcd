import { describe, expect, it } from 'vitest';
import { businessHours, edited, OFFICE } from './hours';

describe('business hours', () => {
  it('are the same after they were edited', () => {
    const hours = {
      week: [{ weekday: 1, from: '09:00', to: '12:00' }, { weekday: 1, from: '13:00', to: '17:30' }, { weekday: 6, from: '18:00', to: '24:00' }],
      holidays: [{ day: '12-25', name: 'Christmas' }, { day: '2026-12-24', name: 'Christmas Eve', from: '09:00', to: '12:00' }],
    };
    expect(businessHours(edited(hours))).toEqual(hours);
    expect(edited(hours).week[5]).toEqual([{ from: '18:00', to: '00:00' }]);
  });

  it('of an office are five days of one span', () => {
    expect(businessHours(OFFICE).week.map((span) => span.weekday)).toEqual([1, 2, 3, 4, 5]);
  });
});
