// Pages that have no entry of their own in the navigation, for the palette. Fetched with it: the frame stays small.

import type { Permission } from '../identity/session';

export type Place = { to: string; title: string; words: string; needs: Permission };

export const PLACES: Place[] = [
  { to: '/app/settings/company', title: 'Company', words: 'address time zone business hours holidays', needs: 'settings.read' },
  { to: '/app/settings/sources', title: 'Telephone systems', words: 'pbx sources health asterisk 3cx twilio', needs: 'settings.read' },
  { to: '/app/settings/sources/new', title: 'Connect a telephone system', words: 'pbx wizard source new guide', needs: 'settings.manage' },
  { to: '/app/settings/quarantine', title: 'What could not be read', words: 'quarantine replay records unread', needs: 'queue.read' },
  { to: '/app/settings/recordings', title: 'Recordings without their call', words: 'orphans missing recordings fetch import', needs: 'queue.read' },
];
