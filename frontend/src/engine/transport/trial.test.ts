import { describe, expect, it } from 'vitest';
import { SEALED_SEGMENT_BYTES } from '../seal/sizes';
import type { Choice } from './choice';
import {
  ANSWER_MS,
  BESIDE_COST,
  canPay,
  HOPE,
  isLosing,
  LOSING,
  LOSING_MS,
  PAYS,
  SETTLE_MAX_MS,
  SETTLE_MS,
  Trial,
  TRIAL_COST_MS,
  TRIAL_MAX_MS,
  TRIAL_MS,
} from './trial';

const RATE = 1_000_000;

describe('a trial can pay', () => {
  /** Bytes whose rest of the way twice the speed makes shorter by just what a trial must be able to win. */
  const enough = (silenced: number) => (PAYS * TRIAL_COST_MS * silenced * RATE * HOPE) / (HOPE - 1) / 1000;

  it.each([
    ['all that stands', 1, 1],
    ['three quarters of it', 0.75, 0.75],
    ['what costs the least', BESIDE_COST, BESIDE_COST],
    ['nothing', 0, BESIDE_COST],
  ])('from so many bytes on where it silences %s', (_, silenced, counts) => {
    const of = (left: number) => canPay({ left, rate: RATE, hoped: HOPE * RATE, silenced, spent: 0 });
    expect(of(enough(counts) - 1)).toBe(false);
    expect(of(enough(counts))).toBe(true);
    expect(of(enough(counts) + 1)).toBe(true);
  });

  it('less and less, the more was tried in vain', () => {
    const spent = 5 * TRIAL_COST_MS;
    const of = (left: number) => canPay({ left, rate: RATE, hoped: HOPE * RATE, silenced: 1, spent });
    expect(of(6 * enough(1) - 1)).toBe(false);
    expect(of(6 * enough(1))).toBe(true);
    expect(of(6 * enough(1) + 1)).toBe(true);
  });

  it('as long as nobody knows how much is left', () => {
    expect(canPay({ left: null, rate: RATE, hoped: HOPE * RATE, silenced: 1, spent: 0 })).toBe(true);
  });

  it('whenever nothing comes as it is', () => {
    expect(canPay({ left: 1, rate: 0, hoped: 0, silenced: 1, spent: 1e9 })).toBe(true);
    expect(canPay({ left: 1, rate: 1, hoped: HOPE, silenced: 1, spent: 0 })).toBe(false);
  });

  it('never where it can’t be faster, or nothing is left', () => {
    const stake = { left: Number.MAX_SAFE_INTEGER, rate: RATE, silenced: 0, spent: 0 };
    for (const hoped of [0, RATE - 1, RATE]) expect(canPay({ ...stake, hoped })).toBe(false);
    expect(canPay({ ...stake, left: 0, hoped: HOPE * RATE })).toBe(false);
  });
});

describe('a trial is losing', () => {
  const standing = 40_000_000;
  const part = (LOSING * standing * LOSING_MS) / 1000 - SEALED_SEGMENT_BYTES;

  it('once it gave less than a part of what stands, but for a segment', () => {
    expect(isLosing(part - 1, LOSING_MS, standing)).toBe(true);
    expect(isLosing(part, LOSING_MS, standing)).toBe(false);
    expect(isLosing(part + 1, LOSING_MS, standing)).toBe(false);
  });

  it('no sooner than after a while', () => {
    expect(isLosing(0, LOSING_MS - 1, standing)).toBe(false);
    expect(isLosing(0, LOSING_MS, standing)).toBe(true);
    expect(isLosing(0, LOSING_MS + 1, standing)).toBe(true);
  });

  it('never against what is so slow that a segment decides', () => {
    const slow = (SEALED_SEGMENT_BYTES * 1000) / (LOSING * TRIAL_MS);
    expect(isLosing(0, TRIAL_MS, slow)).toBe(false);
    expect(isLosing(0, TRIAL_MS, slow + 10)).toBe(true);
    expect(isLosing(0, TRIAL_MAX_MS, 0)).toBe(false);
  });
});

describe('a trial', () => {
  const before: Choice = { paths: ['relay'], reason: 'first' };
  const of = (paths: Choice['paths'], standing = RATE) =>
    new Trial({ paths, reason: 'trial' }, before, standing, 0);

  it('counts from when the others are silent', () => {
    const trial = of(['store']);
    trial.received('store', 1000, 100);
    trial.received('relay', 1000, 200);
    trial.isOver(200 + SETTLE_MS - 1);
    trial.received('store', 1000, 200 + SETTLE_MS - 1);
    trial.isOver(200 + SETTLE_MS);
    trial.received('store', 1_000_000, 200 + SETTLE_MS + 1);
    expect(trial.rate(200 + SETTLE_MS + 1000)).toBe(RATE);
  });

  it('waits for that no longer than so long', () => {
    const trial = of(['store']);
    trial.received('store', 1, 1);
    trial.received('relay', 1, SETTLE_MAX_MS - 1);
    trial.isOver(SETTLE_MAX_MS - 1);
    trial.received('store', 1, SETTLE_MAX_MS - 1);
    expect(trial.rate(SETTLE_MAX_MS + 999)).toBe(0);
    trial.isOver(SETTLE_MAX_MS);
    trial.received('store', 1, SETTLE_MAX_MS);
    expect(trial.rate(SETTLE_MAX_MS + 1000)).toBe(1);
  });

  it('counts from when what is new has answered, each by itself as well', () => {
    const trial = of(['relay', 'store']);
    trial.received('relay', 1, SETTLE_MS);
    expect(trial.isOver(SETTLE_MS)).toBe(false);
    trial.received('relay', 5000, 400);
    trial.received('store', 1, 400);
    trial.isOver(400);
    trial.received('relay', 3000, 401);
    trial.received('store', 2000, 402);
    expect(trial.rate(1400)).toBe(5000);
    expect(trial.rate(1400, 'relay')).toBe(3000);
    expect(trial.rate(1400, 'store')).toBe(2000);
  });

  it('is over after its time', () => {
    const trial = of(['store']);
    trial.received('store', 1, 1);
    trial.isOver(SETTLE_MS);
    trial.received('store', RATE, SETTLE_MS + 1);
    expect(trial.isOver(SETTLE_MS + TRIAL_MS - 1)).toBe(false);
    expect(trial.isOver(SETTLE_MS + TRIAL_MS)).toBe(true);
  });

  it('is over early where it is lost', () => {
    const trial = of(['store'], 40 * RATE);
    trial.received('store', 1, 1);
    trial.isOver(SETTLE_MS);
    expect(trial.isOver(SETTLE_MS + LOSING_MS - 1)).toBe(false);
    expect(trial.isOver(SETTLE_MS + LOSING_MS)).toBe(true);
  });

  it.each([
    ['something', RATE, ANSWER_MS],
    ['nothing', 0, TRIAL_MAX_MS],
  ])('waits so long for an answer where what stands gives %s', (_, standing, wait) => {
    expect(of(['store'], standing).isOver(wait - 1)).toBe(false);
    expect(of(['store'], standing).isOver(wait)).toBe(true);
    const half = of(['relay', 'store'], standing);
    half.received('relay', RATE, 1);
    expect(half.isOver(wait - 1)).toBe(false);
    expect(half.isOver(wait)).toBe(true);
    expect(half.rate(wait)).toBe(0);
  });
});
