// Pages that have no entry of their own in the navigation, for the palette. Fetched with it: the frame stays small.

import type { Permission } from '../identity/session';

export type Place = { to: string; tab?: string; title: string; words: string; needs: Permission };

export const PLACES: Place[] = [
  { to: '/app/settings/company', title: 'Company', words: 'address time zone business hours holidays', needs: 'settings.read' },
  { to: '/app/settings', title: 'Security', words: 'second factor required session idle addresses support', needs: 'settings.read' },
  { to: '/app/settings/speech', title: 'Speech', words: 'language model vocabulary transcription', needs: 'settings.read' },
  { to: '/app/settings/sources', title: 'Telephone systems', words: 'pbx sources health asterisk 3cx twilio', needs: 'settings.read' },
  { to: '/app/settings/sources/new', title: 'Connect a telephone system', words: 'pbx wizard source new guide', needs: 'settings.manage' },
  { to: '/app/settings/quarantine', title: 'What could not be read', words: 'quarantine replay records unread', needs: 'queue.read' },
  { to: '/app/settings/recordings', title: 'Recordings without their call', words: 'orphans missing recordings fetch import', needs: 'queue.read' },
  { to: '/app/directory', tab: 'contacts', title: 'Contacts', words: 'vip numbers customers names', needs: 'team.read' },
  { to: '/app/directory', tab: 'fields', title: 'Custom fields', words: 'records custom filter', needs: 'team.read' },
  { to: '/app/team', tab: 'invitations', title: 'Invitations', words: 'invite member mail link', needs: 'team.manage' },
  { to: '/app/team', tab: 'roles', title: 'Roles', words: 'permissions matrix', needs: 'team.read' },
  { to: '/app/team', tab: 'groups', title: 'Groups', words: 'team members together', needs: 'team.read' },
  { to: '/app/team', tab: 'sessions', title: 'Sessions of the team', words: 'signed in devices end', needs: 'team.manage' },
];
