import { expect, it } from 'vitest';
import { thresholdOf } from './Threshold';

it('only what the server keeps sums for is asked, and what it takes by itself is not', () => {
  expect([thresholdOf('60'), thresholdOf('20'), thresholdOf('21'), thresholdOf('060'), thresholdOf(undefined)]).toEqual(['60', undefined, undefined, undefined, undefined]);
});
