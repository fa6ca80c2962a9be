import { describe, expect, it } from 'vitest';
import { conflicted, ended, ID, NOW, queued, started, told } from '../../../test/queue/told.ts';
import type { QueueEvent } from './event.ts';
import { inLandingOrder, nextToLand, standingProofs } from './outlook.ts';

const three = [queued(1, 'one'), queued(2, 'two'), queued(3, 'three')];
const sentBack: QueueEvent = { kind: 'Ejected', id: ID, number: 1, reason: { code: 'content-changed' }, at: NOW };

describe('what lands in which order', () => {
  it('is by lane first, then by arrival', () => {
    const queue = told(
      ...three,
      queued(4, 'mend', { lane: 'hotfix' }),
      queued(5, 'back', { lane: 'revert' }),
      queued(6, 'mend more', { lane: 'hotfix' }),
    );
    expect(inLandingOrder(queue).map(({ number }) => number)).toEqual([5, 4, 6, 1, 2, 3]);
  });

  it('is next what a build on the branch alone decides, running or passed', () => {
    const running = [...three, started(1, [1, 2]), started(2, [3], [1, 2])];
    expect(nextToLand(told(...running), NOW)).toEqual([1, 2]);
    expect(nextToLand(told(...running, ended(1, 'passed')), NOW)).toEqual([1, 2]);
    expect(nextToLand(told(...running, ended(1, 'failed')), NOW)).toEqual([1]);
  });

  it('is next the first that may where nothing is built', () => {
    expect(nextToLand(told(...three), NOW)).toEqual([1]);
    expect(nextToLand(told(...three, sentBack), NOW)).toEqual([2]);
  });

  it('is nothing while a pause or a freeze of everything holds', () => {
    const told_ = { reason: 'release', by: null, at: NOW };
    expect(nextToLand(told(...three, { kind: 'QueuePaused', id: ID, pause: told_ }), NOW)).toEqual([]);
    const freeze = { ...told_, id: 'f', targets: null, until: null };
    expect(nextToLand(told(...three, { kind: 'QueueFrozen', id: ID, freeze }), NOW)).toEqual([]);
  });
});

describe('proofs that stand', () => {
  it('are builds that passed for what still waits, and assumed nothing that was sent back', () => {
    const passed = [...three, started(1, [2], [1]), ended(1, 'passed'), started(2, [3]), ended(2, 'failed')];
    expect(standingProofs(told(...passed, started(3, [3]))).map(({ number }) => number)).toEqual([1]);
    expect(standingProofs(told(...passed, sentBack))).toEqual([]);
    expect(standingProofs(told(...three, conflicted(1, 2, [1])))).toEqual([]);
  });
});
