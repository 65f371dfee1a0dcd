// Asks before many calls go for good, and says how many. What is too much for one answer goes on by itself, whatever becomes of this page.

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../identity/session';
import { Confirm } from '../shell/Confirm';
import { done, failed } from '../shell/notice';
import { serverNow } from '../time/clock';
import { many, t } from '../words';
import { deleteCalls, knownAt } from './deleted';
import { remember } from './deletions';
import { callsChanged } from './tags';

type Props = { n: number; ids: Iterable<string> | null; filter: string; clear: () => void; close: () => void };

export default function DeleteCalls({ n, ids, filter, clear, close }: Props) {
  const client = useQueryClient();
  const { tenant_id: tenant } = useMe();
  // What comes while the question stands there is not among those that it counts.
  const [asked] = useState(() => knownAt(filter, serverNow()));
  const run = async () => {
    try {
      const { deleted, left, stay } = await deleteCalls(ids, asked, (ordered) => remember(tenant, ordered));
      done(left > 0
        ? t('{n} calls are deleted, {left} more follow by themselves', { n: deleted, left })
        : many(deleted, '{n} call is deleted', '{n} calls are deleted'));
      if (stay > 0) failed(undefined, many(stay, '{n} call stays: others were in it, too, or it was gone', '{n} calls stay: others were in them, too, or they were gone'));
      clear();
    } finally {
      callsChanged(client);
    }
  };
  return (
    <Confirm title={many(n, 'Delete {n} call?', 'Delete {n} calls?')} action={many(n, 'Delete {n} call for good', 'Delete {n} calls for good')} run={run} close={close}>
      {t('Their records, their recordings, what was said in them, their notes and links to them go for good, for everybody, and they count in no figure any more. What they were charged stays charged. That cannot be taken back.')}
    </Confirm>
  );
}
