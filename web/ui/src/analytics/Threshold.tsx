// How soon a call has to be answered to count for the service level.

import { NativeSelect } from '@mantine/core';
import { span } from '../time/length';
import { t } from '../words';

/** For which the server keeps sums. */
const WITHIN_S = [15, 20, 25, 30, 45, 60, 90, 120, 180, 240, 300, 600];
const DEFAULT_S = 20;

/** One of them, as it stands in an address. */
export function thresholdOf(text: string | undefined): string | undefined {
  return WITHIN_S.map(String).find((each) => each === text && Number(each) !== DEFAULT_S);
}

export function Threshold({ withinS, choose }: { withinS: number; choose: (withinS: string) => void }) {
  return (
    <NativeSelect
      size="xs" my={8} label={t('Answered within (T)')} value={String(withinS)} onChange={(event) => choose(thresholdOf(event.currentTarget.value) ?? '')}
      data={WITHIN_S.map((seconds) => ({ value: String(seconds), label: span(seconds) }))}
    />
  );
}
