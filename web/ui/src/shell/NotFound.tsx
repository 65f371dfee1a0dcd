// Nothing at this address, or a page that broke: said plainly, with a way on.

import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { t } from '../words';
import { Failure } from './Failure';
import classes from './states.module.css';

export function NotFound() {
  return (
    <div className={classes.state} style={{ paddingTop: '18vh' }}>
      <strong>{t('There is no such page')}</strong>
      <p className="faint">{t('It may have moved, or it is not for your role.')}</p>
      <Button component="a" href="/app" variant="default">{t('To the overview')}</Button>
    </div>
  );
}

export function Broken({ error }: { error: unknown }) {
  const router = useRouter();
  return <div style={{ paddingTop: '12vh' }}><Failure error={error} what={t('This page broke')} retry={() => void router.invalidate()} /></div>;
}
