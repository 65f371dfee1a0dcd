// A telephone system is connected: picked or recognised, set, given its secret, set up there; then its first call is waited for, live.

import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Page } from '../shell/Page';
import { SettingsTabs } from '../shell/SettingsTabs';
import { t } from '../words';
import { Choose, type Chosen } from './Choose';
import type { Made } from './Connect';
import { guidesQuery, systemName } from './sources';
import classes from './sources.module.css';

const SetUp = lazy(async () => ({ default: (await import('./SetUp')).SetUp }));
const Connect = lazy(async () => ({ default: (await import('./Connect')).Connect }));

export function NewSourcePage() {
  const { data: guides } = useQuery(guidesQuery);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const step = made ? 2 : chosen ? 1 : 0;
  const steps = useRef<HTMLOListElement>(null);
  const before = useRef(step);
  // What was pressed is gone with its step: the focus is where the next one is named.
  useEffect(() => {
    if (before.current !== step) steps.current?.focus();
    before.current = step;
  }, [step]);
  return (
    <Page title={t('Connect a telephone system')} name={t('Connect a telephone system')} beneath={<SettingsTabs />}>
      <ol ref={steps} tabIndex={-1} className={classes.steps} aria-label={t('Steps')}>
        {[t('Which one'), t('How it is read'), t('Set it up there')].map((title, index) => <li key={title} aria-current={index === step ? 'step' : undefined}><span className={classes.dot} aria-hidden>{index + 1}</span>{title}</li>)}
      </ol>
      {!chosen && <Choose take={setChosen} />}
      <Suspense fallback={<Skeleton height={260} radius="md" />}>
        {chosen && !made && <SetUp chosen={chosen} back={() => setChosen(null)} made={(source, issued) => setMade({ source, issued })} />}
        {made && <Connect made={made} system={systemName(guides, made.source.format)} />}
      </Suspense>
    </Page>
  );
}
