// What the staff switches for everybody: the platform's mode, and flags.

import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';

export type Flag = Schemas['NamedFlag'];
export type FlagRule = Required<Schemas['FlagRule']>;

export const modeQuery = queryOptions({ queryKey: ['staff', 'mode'], queryFn: () => answer(api.GET('/admin/v1/platform/mode')), refetchInterval: 15_000 });
export const flagsQuery = queryOptions({ queryKey: ['staff', 'flags'], queryFn: async () => (await answer(api.GET('/admin/v1/flags'))).data });

/** What each mode lets through: intake of records, analysis, pages and interface. */
export const MODES: Record<string, { name: string; says: string; lets: [boolean, boolean, boolean, boolean] }> = {
  normal: { name: 'Normal', says: 'Everything runs.', lets: [true, true, true, true] },
  ingest_only: { name: 'Intake only', says: 'Records and recordings are taken and wait; nothing is analysed.', lets: [true, false, true, true] },
  drain: { name: 'Draining', says: 'Nothing new is taken; what waits is analysed.', lets: [false, true, true, true] },
  read_only: { name: 'Read only', says: 'Nothing is taken or changed; what is there can be read.', lets: [false, false, true, false] },
  offline: { name: 'Offline', says: 'Only the staff is let in.', lets: [false, false, false, false] },
};
