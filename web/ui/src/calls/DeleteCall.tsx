// Asks before a call goes for good, and says what goes with it. Afterwards one is back on the list from which one came.

import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Confirm } from '../shell/Confirm';
import { done } from '../shell/notice';
import { t } from '../words';
import type { Call } from './call';
import { deleteCall } from './deleted';
import { beside } from './list';

export default function DeleteCall({ call, close }: { call: Call; close: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { search } = beside(call.id);
  const run = async () => {
    await deleteCall(client, call.id, () => navigate({ to: '/app/calls', search: search as never }));
    done(t('The call is deleted'));
  };
  return (
    <Confirm title={t('Delete this call?')} action={t('Delete for good')} run={run} close={close}>
      {t('Its records, its recording, what was said in it, its notes and links to it go for good, for everybody, and it counts in no figure any more. What it was charged stays charged. That cannot be taken back.')}
    </Confirm>
  );
}
