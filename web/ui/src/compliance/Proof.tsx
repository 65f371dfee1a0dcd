// Whether the log is whole: the browser fetches the chain and reckons every link itself.

import { Button, Modal, Stack } from '@mantine/core';
import { IconShieldCheck, IconShieldQuestion, IconShieldX } from '@tabler/icons-react';
import { useState } from 'react';
import { problemOf } from '../api/client';
import { Failure } from '../shell/Failure';
import { longTime } from '../time/zone';
import { many, t } from '../words';
import { linesOf, type Verdict, verify } from './chain';
import classes from './audit.module.css';

type State = { kind: 'busy'; entries: number } | { kind: 'failed'; error: unknown } | { kind: 'told'; verdict: Verdict };

export function Proof({ file }: { file: string }) {
  const [state, setState] = useState<State | null>(null);
  const run = async () => {
    setState({ kind: 'busy', entries: 0 });
    try {
      const answer = await fetch(`${file}?format=ndjson`);
      if (!answer.ok || !answer.body) throw await problemOf(answer);
      setState({ kind: 'told', verdict: await verify(linesOf(answer.body), (entries) => setState({ kind: 'busy', entries })) });
    } catch (error) {
      setState({ kind: 'failed', error });
    }
  };
  return (
    <>
      <Button variant="default" leftSection={<IconShieldCheck size={15} />} onClick={() => void run()} loading={state?.kind === 'busy'}>{t('Verify')}</Button>
      {state && state.kind !== 'busy' && (
        <Modal opened onClose={() => setState(null)} title={t('Is the log whole?')}>
          {state.kind === 'failed' ? <Failure error={state.error} what={t('It could not be looked at')} retry={() => void run()} /> : <Told verdict={state.verdict} />}
        </Modal>
      )}
    </>
  );
}

const WHY: Record<string, string> = {
  missing: 'an entry is missing or stands twice', does_not_follow: 'the entry does not follow from the one before', was_changed: 'who, what, before or after was changed',
  other_end: 'the chain does not end where its checkpoint says', not_signed: 'the signature of the checkpoint does not hold',
};

function Told({ verdict }: { verdict: Verdict }) {
  if (verdict.kind === 'unreadable') return <div className={classes.verdict} role="status"><IconShieldQuestion size={28} color="var(--warning)" aria-hidden /><div><strong>{t('Cut off')}</strong><p>{t('The export could not be read from line {n} on. Try again.', { n: verdict.line })}</p></div></div>;
  if (verdict.kind === 'broken') return <div className={classes.verdict} role="status"><IconShieldX size={28} color="var(--error)" aria-hidden /><div><strong>{t('Broken at entry {n}', { n: verdict.n })}</strong><p>{t(WHY[verdict.why] ?? verdict.why)}</p></div></div>;
  return (
    <Stack gap="sm">
      <div className={classes.verdict} role="status">
        <IconShieldCheck size={28} color="var(--ok)" aria-hidden />
        <div>
          <strong>{many(verdict.entries, 'Whole: {n} entry', 'Whole: {n} entries')}</strong>
          <p>{t('No entry was changed, left out or moved up to {time}.', { time: longTime(verdict.at) })} {verdict.erased > 0 && many(verdict.erased, 'The details of {n} were erased; that it happened stays.', 'The details of {n} were erased; that they happened stays.')}</p>
          <p>{verdict.signed === null ? t('Your browser cannot check the signature of its end here; the chain itself was checked.') : t('Its end is signed by this key:')}</p>
        </div>
      </div>
      <code className={classes.key}>{verdict.key}</code>
      <div className="faint" style={{ fontSize: 13 }}>{t('Checked by your browser from an export; the server was not asked whether it is right. `audiapro audit verify` does the same with a file.')}</div>
    </Stack>
  );
}
