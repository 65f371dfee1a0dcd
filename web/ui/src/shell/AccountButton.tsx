// The button of one's own menu, in the frame of either plane. What opens beneath it is fetched when a hand or the focus comes near: until
// then nothing of it is in the frame.

import { IconChevronDown } from '@tabler/icons-react';
import { type ComponentType, type ReactNode, Suspense, useId, useState } from 'react';
import { t } from '../words';
import type { LateMenuProps } from './LateMenu';
import { Mark } from './Mark';
import classes from './account.module.css';

export function AccountButton({ house, person, menu: Menu, fetchMenu }: {
  house: ReactNode; person: string; menu: ComponentType<LateMenuProps>; fetchMenu: () => Promise<unknown>;
}) {
  const id = useId();
  const [button, setButton] = useState<HTMLButtonElement | null>(null);
  const [opened, setOpened] = useState(false);
  const [isAsked, setIsAsked] = useState(false);
  const toggle = () => { setIsAsked(true); setOpened(!opened); };
  // What fails here is tried again by the press.
  const fetchAhead = () => void fetchMenu().catch(() => undefined);
  return (
    <>
      <button
        ref={setButton} type="button" id={id} className={classes.account} onClick={toggle} onPointerEnter={fetchAhead} onFocus={fetchAhead}
        aria-haspopup="menu" aria-expanded={opened} aria-controls={opened ? `${id}-dropdown` : undefined}
      >
        <Mark size={24} />
        <span className={classes.names}>
          {house}
          <span className={`${classes.person} foreign-line`}>{person}<span className="unseen">, {t('your menu')}</span></span>
        </span>
        <IconChevronDown size={14} aria-hidden className={classes.more} />
      </button>
      {isAsked && button && <Suspense fallback={null}><Menu id={id} button={button} opened={opened} change={setOpened} /></Suspense>}
    </>
  );
}
