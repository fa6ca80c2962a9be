import { describe, expect, it } from 'vitest';
import { conflicted, ended, ID, NOW, queued, started, told } from '../../../test/queue/told.ts';
import { decidingBuild, trialOfBuild } from './deciding.ts';
import { entryOf } from './look.ts';
import type { Ejection, MergeQueue } from './model.ts';

function deciding(queue: MergeQueue, number: number) {
  const entry = entryOf(queue, number);
  if (entry === null) throw new Error('the entry is there');
  const found = decidingBuild(queue, entry);
  return found === null ? null : [found.build, found.trial?.number ?? null, found.isDecided];
}

const sent = (reason: Ejection) => ({ kind: 'Ejected', id: ID, number: 1, reason, at: NOW }) as const;
const one = queued(1, 'one');
const twice = [started(1, [1]), ended(1, 'failed'), started(2, [1]), ended(2, 'failed')] as const;

describe('the build that decided about an entry', () => {
  it('is the newest that ended while nothing is decided, and none while none did', () => {
    expect(deciding(told(one), 1)).toBeNull();
    expect(deciding(told(one, started(1, [1])), 1)).toBeNull();
    expect(deciding(told(one, queued(2, 'two'), conflicted(1, 1, [2])), 1)).toBeNull();
    expect(deciding(told(one, ...twice, started(3, [1])), 1)).toEqual(['build-2', 2, false]);
  });

  it('is the one that its ejection names, also where later ones ended and where the queue forgot it', () => {
    const failed = { code: 'build-failed', trial: 1, build: 'build-1', with: [] } as const;
    expect(deciding(told(one, ...twice, sent(failed)), 1)).toEqual(['build-1', 1, true]);
    expect(deciding(told(one, ...twice, sent({ ...failed, trial: 99, build: 'old' })), 1)).toEqual(['old', null, true]);
    const lost = { code: 'infrastructure', trial: 2, detail: 'timed-out' } as const;
    expect(deciding(told(one, ...twice, sent(lost)), 1)).toEqual(['build-2', 2, true]);
    expect(deciding(told(one, ...twice, sent({ code: 'by-hand', reason: 'r' })), 1)).toEqual(['build-2', 2, false]);
  });

  it('is found by its id', () => {
    const queue = told(one, ...twice);
    expect([trialOfBuild(queue, 'build-2')?.number, trialOfBuild(queue, 'build-9')]).toEqual([2, null]);
  });
});
