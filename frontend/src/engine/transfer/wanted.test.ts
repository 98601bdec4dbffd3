import { describe, expect, it } from 'vitest';
import { seededNumbers } from '../testing/sources';
import { Wanted } from './wanted';

const nothingKept = () => false;

describe('what is wanted of a file', () => {
  it('is handed out once, in order, a whole range or none', () => {
    const wanted = new Wanted(10, nothingKept);
    expect(wanted.take(4, 9)).toEqual([0, 3]);
    expect(wanted.take(4, 6)).toBeNull();
    expect(wanted.take(4, 7)).toEqual([4, 7]);
    expect(wanted.take(4, 99)).toEqual([8, 9]);
    expect(wanted.take(4, 99)).toBeNull();
    expect(wanted.allTaken).toBe(true);
  });

  it('passes by what is kept', () => {
    const wanted = new Wanted(6, (index) => index === 0 || index === 3);
    expect(wanted.take(8, 99)).toEqual([1, 2]);
    expect(wanted.take(8, 99)).toEqual([4, 5]);
    for (const index of [1, 2, 4, 5]) wanted.delivered(index);
    expect(wanted.allDelivered).toBe(true);
    wanted.lost(3);
    expect(wanted.allDelivered).toBe(false);
    expect(wanted.delivered(3)).toBe(true);
    expect(wanted.allDelivered).toBe(true);
  });

  it('is handed out again when it was given back, and counts once', () => {
    const wanted = new Wanted(4, nothingKept);
    wanted.take(4, 3);
    expect(wanted.delivered(0)).toBe(true);
    expect(wanted.delivered(0)).toBe(false);
    expect(wanted.giveBack(0, 3)).toBe(1);
    expect(wanted.wasAsked(2)).toBe(false);
    expect(wanted.take(2, 3)).toEqual([1, 2]);
    expect(wanted.firstMissing).toBe(1);
    wanted.delivered(3);
    expect(wanted.take(2, 3)).toBeNull();
  });

  it('is handed out again when nobody has it any more', () => {
    const wanted = new Wanted(6, nothingKept);
    wanted.take(4, 5);
    wanted.delivered(1);
    wanted.reclaim((index) => index === 2);
    expect(wanted.take(8, 5)).toEqual([0, 0]);
    expect(wanted.take(8, 5)).toEqual([3, 3]);
    expect(wanted.take(8, 5)).toEqual([4, 5]);
    wanted.reclaim(() => true);
    expect(wanted.take(8, 5)).toBeNull();
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('is all delivered in the end, whoever fails (seed %i)', (seed) => {
    const random = seededNumbers(seed);
    const chunks = 1 + Math.floor(random() * 60);
    const kept = Array.from({ length: chunks }, () => random() < 0.2);
    const wanted = new Wanted(chunks, (index) => kept[index] === true);
    const came = new Set<number>();
    for (let steps = 0; !wanted.allDelivered; steps++) {
      expect(steps).toBeLessThan(10_000);
      const run = wanted.take(1 + Math.floor(random() * 8), chunks);
      if (run === null) continue;
      for (let index = run[0]; index <= run[1]; index++)
        if (random() < 0.6) {
          wanted.delivered(index);
          came.add(index);
        }
      wanted.giveBack(...run);
    }
    expect(came.size).toBe(kept.filter((each) => !each).length);
  });
});

it('waits for what didn’t come, as far as there is room', () => {
  const wanted = new Wanted(4, (index) => index === 1);
  expect(wanted.isWaitedFor(0)).toBe(true);
  expect(wanted.take(1, 3)).toEqual([0, 0]);
  expect(wanted.isWaitedFor(0)).toBe(true);
  wanted.delivered(0);
  expect(wanted.isWaitedFor(1)).toBe(false);
  expect(wanted.isWaitedFor(2)).toBe(true);
  expect(wanted.take(2, 3)).toEqual([2, 3]);
  wanted.delivered(3);
  expect(wanted.isWaitedFor(3)).toBe(true);
  wanted.delivered(2);
  expect(wanted.isWaitedFor(3)).toBe(false);
});
