// Whose house one is in, and the way to one's own menu.

import { lazy } from 'react';
import { placeOf, useMe } from '../identity/session';
import { AccountButton } from './AccountButton';
import classes from './account.module.css';

const fetchMenu = () => import('./AccountMenu');
const AccountMenu = lazy(fetchMenu);

export function Account() {
  const me = useMe();
  return (
    <AccountButton
      house={<span className={`${classes.company} foreign-line`}>{placeOf(me)?.name ?? 'AudiaPro'}</span>} person={me.name || me.email}
      menu={AccountMenu} fetchMenu={fetchMenu}
    />
  );
}
