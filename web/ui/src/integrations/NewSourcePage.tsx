// A telephone system is connected: picked or recognised, set, given its secret, set up there; then its first call is waited for, live.

import { Button, Group as Row } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../shell/Page';
import { SettingsTabs } from '../shell/SettingsTabs';
import { t } from '../words';
import { Choose, type Chosen } from './Choose';
import { SourceGuide } from './Guide';
import { hasSecret, IssuedSecret } from './IssuedSecret';
import { SetUp } from './SetUp';
import { guidesQuery, type Issued, type Source, systemName } from './sources';
import { TryIt } from './Trial';
import { Waiting } from './Waiting';
import classes from './sources.module.css';

type Made = { source: Source; issued: Issued; at: string };

export function NewSourcePage() {
  const { data: guides } = useQuery(guidesQuery);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const step = made ? 2 : chosen ? 1 : 0;
  return (
    <Page title={t('Connect a telephone system')} name={t('Connect a telephone system')} beneath={<SettingsTabs />}>
      <ol className={classes.steps} aria-label={t('Steps')}>
        {[t('Which one'), t('How it is read'), t('Set it up there')].map((title, index) => <li key={title} aria-current={index === step ? 'step' : undefined}><span className={classes.dot} aria-hidden>{index + 1}</span>{title}</li>)}
      </ol>
      {!chosen && <Choose take={setChosen} />}
      {chosen && !made && <SetUp chosen={chosen} back={() => setChosen(null)} made={(source, issued) => setMade({ source, issued, at: new Date(Date.now() - 2000).toISOString() })} />}
      {made && <Connect made={made} system={systemName(guides, made.source.format)} />}
    </Page>
  );
}

function Connect({ made: { source, issued, at }, system }: { made: Made; system: string }) {
  return (
    <>
      {hasSecret(issued) && (
        <section className="panel"><div className="panel-head"><h2 className={classes.head}>{t('Its secret')}</h2></div><div className="panel-body" style={{ maxWidth: 680 }}><IssuedSecret issued={issued} /></div></section>
      )}
      <section className="panel">
        <div className="panel-head"><h2 className={classes.head}>{t('What to set at {system}', { system })}</h2></div>
        <div className="panel-body"><SourceGuide id={source.id} password={issued.basic?.password} /></div>
      </section>
      <section className="panel" aria-label={t('First call')}>
        <div className="panel-head"><h2 className={classes.head}>{t('First call')}</h2></div>
        <div className="panel-body" style={{ display: 'flex', flexDirection: 'column', gap: 14 }}>
          <Waiting source={source} since={at} />
          <Row gap={8}><TryIt source={source} /><Button component={Link} to={`/app/settings/sources/${source.id}` as never} variant="default">{t('To its page')}</Button></Row>
        </div>
      </section>
    </>
  );
}
