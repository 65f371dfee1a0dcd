// A page's head: title, which takes the focus when one comes here, what stands beside it, and the document's own title.

import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { useLocation } from '@tanstack/react-router';
import classes from './page.module.css';

let arrived = false;

export function Page({ title, name, aside, beneath, children, wide = false }: {
  title: ReactNode; name: string; aside?: ReactNode; beneath?: ReactNode; children: ReactNode; wide?: boolean;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname, href } = useLocation();
  // The frame stays from page to page, and with it how far it was scrolled.
  useLayoutEffect(() => { heading.current?.closest('main')?.scrollTo({ top: 0 }); }, []);
  // Where tabs have no room the one that is shown is in sight.
  useEffect(() => {
    for (const tab of heading.current?.closest('main')?.querySelectorAll('[role="tab"][aria-selected="true"], nav [data-status="active"]') ?? []) {
      const [list, at] = [tab.parentElement, tab.getBoundingClientRect()];
      if (list && list.scrollWidth > list.clientWidth) list.scrollLeft += at.left - list.getBoundingClientRect().left - (list.clientWidth - at.width) / 2;
    }
  }, [href]);
  useEffect(() => { document.title = `${name} · AudiaPro`; }, [name]);
  useEffect(() => {
    // Not on the first page: there the browser's own order holds.
    if (arrived) heading.current?.focus({ preventScroll: true });
    arrived = true;
  }, [pathname]);
  return (
    <div className={classes.page} data-wide={wide || undefined}>
      <header className={classes.head}>
        <div className={classes.line}>
          <h1 ref={heading} tabIndex={-1} className={classes.title}>{title}</h1>
          {aside && <div className={`${classes.aside} no-print`}>{aside}</div>}
        </div>
        {beneath}
      </header>
      <div className={classes.body}>{children}</div>
    </div>
  );
}
