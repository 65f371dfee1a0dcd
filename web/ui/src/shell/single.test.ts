import { expect, it } from 'vitest';
import { singleKeysAreOn } from './commands';
import { told } from './notice';
import { singleKeysCommand } from './single';

it('single keys go off and on by one command, which says how they are', () => {
  const { run } = singleKeysCommand();
  run();
  expect([singleKeysAreOn(), told().map(({ text }) => text)]).toEqual([false, ['Single keys are off']]);
  run();
  expect([singleKeysAreOn(), told().at(-1)?.text]).toEqual([true, 'Single keys are on']);
});
