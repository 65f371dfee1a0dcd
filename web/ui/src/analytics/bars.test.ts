import { describe, expect, it } from 'vitest';
import { named, niceMax, tipPlace } from './Bars';
import { rowsOf } from './BarsTable';

const bar = (key: string, answered: number, missed: number, more = {}) => ({ key, title: key, short: key, whole: true, parts: [{ name: 'Answered', color: '', value: answered }, { name: 'Missed', color: '', value: missed }], ...more });

describe('bars as a file', () => {
  it('have every figure, their sum, and what they are compared with', () => {
    expect(rowsOf([bar('2026-02-01', 3, 1, { compared: 5 }), bar('2026-02-02', 2, 0, { compared: null, whole: false })], 'When')).toEqual([
      ['When', 'Answered', 'Missed', 'All', 'Before', 'Over'],
      ['2026-02-01', 3, 1, 4, 5, true],
      ['2026-02-02', 2, 0, 2, null, false],
    ]);
  });

  it('have no column of what is not told', () => {
    expect(rowsOf([{ ...bar('0', 7, 0), parts: [{ name: 'Calls', color: '', value: 7 }] }], 'Length')).toEqual([['Length', 'Calls'], ['0', 7]]);
  });
});

describe('the axis', () => {
  it('ends at a round number that has a whole half', () => {
    expect([1, 2, 3, 5, 7, 9, 11, 45, 210, 4100].map(niceMax)).toEqual([2, 2, 4, 6, 8, 10, 12, 50, 240, 5000]);
    expect([230, 1300, 33, 101].map(niceMax)).toEqual([240, 1600, 40, 120]);
  });
});

describe('the names beneath', () => {
  it('stand in the middle of wide bars, from the begin of narrow ones on, and are never cut off', () => {
    expect(named(3, 80)).toEqual([{ at: 0, left: 0, width: 80, isWide: true }, { at: 1, left: 80, width: 80, isWide: true }, { at: 2, left: 160, width: 80, isWide: true }]);
    expect(named(28, 20).map(({ at }) => at)).toEqual([0, 4, 8, 12, 16, 20, 24]);
    expect(named(29, 20).map(({ at }) => at)).toEqual([0, 4, 8, 12, 16, 20, 24]);
    expect(named(28, 0)).toEqual([]);
  });
});

describe('the words beside a bar', () => {
  it('stand towards the middle, and inside of a narrow chart', () => {
    expect([tipPlace(1, 28, 20, 560), tipPlace(27, 28, 20, 560)]).toEqual([{ left: 48 }, { right: 28 }]);
    expect([tipPlace(1, 28, 10, 280), tipPlace(27, 28, 10, 280)]).toEqual([{ right: 0 }, { left: 0 }]);
  });
});
