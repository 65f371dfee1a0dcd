// What is left to do at the telephone system: its secret, shown once, the guide with it filled in, and the wait for the first call.

import { Button, Group as Row } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { t } from '../words';
import { SourceGuide } from './Guide';
import { hasSecret, IssuedSecret } from './IssuedSecret';
import type { Issued, Source } from './sources';
import { TryIt } from './Trial';
import { Waiting } from './Waiting';
import classes from './sources.module.css';

export type Made = { source: Source; issued: Issued };

export function Connect({ made: { source, issued }, system }: { made: Made; system: string }) {
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
          <Waiting source={source} />
          <Row gap={8}><TryIt source={source} /><Button component={Link} to={`/app/settings/sources/${source.id}`} variant="default">{t('To its page')}</Button></Row>
        </div>
      </section>
    </>
  );
}
