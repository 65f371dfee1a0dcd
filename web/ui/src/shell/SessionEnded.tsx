// When the session of a tenant's person ends under an open page.

import { Button, Group, Modal, Stack } from '@mantine/core';
import { signIn } from '../identity/sign_in';
import { signOut, useIsSignedOut, useMe } from '../identity/session';
import { wayBack } from '../staff/impersonation';
import { t } from '../words';
import { Ended } from './Ended';

export default function SessionEnded() {
  const ended = useIsSignedOut();
  const me = useMe();
  // Whoever of the staff looked on has no password of the member's, and is asked for none.
  if (me.impersonation) return <VisitEnded opened={ended} person={me.name || me.email} />;
  return <Ended opened={ended} email={me.email} begin={(given) => signIn({ email: me.email, tenant_id: me.tenant_id, ...given })} leave={() => void signOut()} />;
}

function VisitEnded({ opened, person }: { opened: boolean; person: string }) {
  return (
    <Modal opened={opened} onClose={() => undefined} withCloseButton={false} closeOnClickOutside={false} closeOnEscape={false} title={t('Your visit has ended')}>
      <Stack gap="sm">
        <div className="faint foreign">{t('You no longer see what {person} sees: the half hour is over, or somebody ended it.', { person })}</div>
        <Group justify="flex-end"><Button onClick={() => location.assign(wayBack())} data-autofocus>{t('Back to the staff’s pages')}</Button></Group>
      </Stack>
    </Modal>
  );
}
