// The pages beneath `/app/settings`, each fetched when it is first shown: one entry in the frame stands for all of them.

import { useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { type Permission, useMay } from '../identity/session';
import { NotFound } from '../shell/NotFound';

type Shown = React.LazyExoticComponent<() => React.ReactNode>;

const SecurityPage = lazy(async () => ({ default: (await import('../identity/SecurityPage')).SecurityPage }));
const CompanyPage = lazy(async () => ({ default: (await import('../identity/CompanyPage')).CompanyPage }));
const SpeechPage = lazy(async () => ({ default: (await import('../calls/SpeechPage')).SpeechPage }));
const SourcesPage = lazy(async () => ({ default: (await import('./SourcesPage')).SourcesPage }));
const NewSourcePage = lazy(async () => ({ default: (await import('./NewSourcePage')).NewSourcePage }));
const SourcePage = lazy(async () => ({ default: (await import('./SourcePage')).SourcePage }));
const RecordingsPage = lazy(async () => ({ default: (await import('./RecordingsPage')).RecordingsPage }));
const QuarantinePage = lazy(async () => ({ default: (await import('./QuarantinePage')).QuarantinePage }));

const PAGES: [RegExp, Shown, Permission][] = [
  [/^$/, SecurityPage, 'settings.read'],
  [/^company$/, CompanyPage, 'settings.read'],
  [/^speech$/, SpeechPage, 'settings.read'],
  [/^sources$/, SourcesPage, 'settings.read'],
  [/^sources\/new$/, NewSourcePage, 'settings.manage'],
  [/^sources\/[0-9a-f-]{36}$/, SourcePage, 'settings.read'],
  [/^quarantine$/, QuarantinePage, 'queue.read'],
  [/^recordings$/, RecordingsPage, 'queue.read'],
];

export function SettingsPages() {
  const { _splat: rest = '' } = useParams({ strict: false }) as { _splat?: string };
  const allowed = useMay();
  const found = PAGES.find(([path, , needs]) => path.test(rest) && allowed(needs));
  if (!found) return <NotFound />;
  const [, Shown] = found;
  return <Suspense fallback={null}><Shown key={rest} /></Suspense>;
}

/** Which telephone system the address names. */
export function useSourceId(): string {
  const { _splat: rest = '' } = useParams({ strict: false }) as { _splat?: string };
  return rest.slice('sources/'.length);
}
