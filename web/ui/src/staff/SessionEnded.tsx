// When the session of somebody of the staff ends under an open page.

import { Ended } from '../shell/Ended';
import { staffSignIn, staffSignOut, useIsStaffOut, useStaff } from './session';

export default function SessionEnded() {
  const me = useStaff();
  return <Ended opened={useIsStaffOut()} email={me.email} begin={(given) => staffSignIn({ email: me.email, ...given })} leave={() => void staffSignOut()} />;
}
