// When the session of a tenant's person ends under an open page.

import { signIn } from '../identity/sign_in';
import { signOut, useIsSignedOut, useMe } from '../identity/session';
import { Ended } from './Ended';

export default function SessionEnded() {
  const ended = useIsSignedOut();
  const me = useMe();
  return <Ended opened={ended} email={me.email} begin={(given) => signIn({ email: me.email, tenant_id: me.tenant_id, ...given })} leave={() => void signOut()} />;
}
