import { describe, expect, it } from 'vitest';
import { beside, levelsOf, stretchesOf } from './HeatMap';

const cells = [[1, 8], [1, 9], [1, 17], [3, 9], [5, 17]].map(([weekday = 0, hour = 0]) => ({ weekday, hour }));
const way = (from: number, key: string) => { const cell = cells[from]; const next = cell && beside(cells, cell, key); return next && [next.weekday, next.hour]; };

describe('the week in hours', () => {
  it('is walked from one cell with calls to the next one in that direction', () => {
    expect([way(0, 'ArrowRight'), way(1, 'ArrowRight'), way(2, 'ArrowLeft'), way(1, 'ArrowDown'), way(4, 'ArrowUp')]).toEqual([[1, 9], [1, 17], [1, 9], [3, 9], [1, 17]]);
  });

  it('ends at its edges, and leaves other keys alone', () => {
    expect([way(0, 'ArrowLeft'), way(0, 'ArrowUp'), way(3, 'ArrowRight'), way(0, 'Enter')]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is coloured by quantile', () => {
    const level = levelsOf([0, 1, 1, 1, 2, 1000]);
    expect([level(0), level(1), level(2), level(1000)]).toEqual([0, 1, 4, 5]);
  });

  it('says what each colour stands for, and names none that is not there', () => {
    expect(stretchesOf([0, 1, 1, 1, 2, 1000])).toEqual([{ level: 1, from: 1, to: 1 }, { level: 4, from: 2, to: 2 }, { level: 5, from: 1000, to: 1000 }]);
    expect(stretchesOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).map(({ from, to }) => [from, to])).toEqual([[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]);
    expect(stretchesOf([0, 0])).toEqual([]);
  });
});
