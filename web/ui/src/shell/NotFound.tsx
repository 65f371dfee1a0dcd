// Nothing at this address, or a page that broke: said plainly, with a way on.

import { Button } from '@mantine/core';
import { useLocation, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { t } from '../words';
import { Failure } from './Failure';
import classes from './states.module.css';

export function NotFound() {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  const isStaff = /^\/staff(\/|$)/.test(pathname);
  // As every page: told by the title, and read from the top.
  useEffect(() => { document.title = `${t('There is no such page')} · AudiaPro`; heading.current?.focus(); }, [pathname]);
  return (
    <div className={classes.state} style={{ paddingTop: '18vh' }}>
      <h1 ref={heading} tabIndex={-1}>{t('There is no such page')}</h1>
      <p className="faint">{t('It may have moved, or it is not for your role.')}</p>
      <Button component="a" href={isStaff ? '/staff' : '/app'} variant="default">{isStaff ? t('To the tenants') : t('To the overview')}</Button>
    </div>
  );
}

export function Broken({ error }: { error: unknown }) {
  const router = useRouter();
  return <div style={{ paddingTop: '12vh' }}><Failure error={error} what={t('This page broke')} retry={() => void router.invalidate()} /></div>;
}
