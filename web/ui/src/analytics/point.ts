// What a point of a series is called: it is a day or an hour of the tenant's own calendar, and read as such.

import { spoken } from '../words';

export function pointNames(at: string, interval: string): { title: string; short: string } {
  const [day = at, clock = ''] = at.split('T');
  const date = new Date(`${day}T00:00:00Z`);
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(spoken(), { ...options, timeZone: 'UTC' }).format(date);
  const hour = clock.slice(0, 5);
  switch (interval) {
    case 'hour': return { title: `${format({ weekday: 'short', month: 'short', day: 'numeric' })}, ${hour}`, short: hour };
    case 'month': return { title: format({ month: 'long', year: 'numeric' }), short: format({ month: 'short' }) };
    case 'week': return { title: `${format({ month: 'short', day: 'numeric', year: 'numeric' })} +7`, short: format({ month: 'short', day: 'numeric' }) };
    default: return { title: format({ weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' }), short: format({ month: 'short', day: 'numeric' }) };
  }
}
