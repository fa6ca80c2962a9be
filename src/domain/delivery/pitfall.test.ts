import { describe, expect, it } from 'vitest';
import { day, deployed, incident, landedChange } from '../../../test/support/delivery.ts';
import type { DeliveredChange, DeliveredDeployment, DeliveryIncident } from './model.ts';
import { deliveryReport } from './report.ts';

const HOUR = 3_600_000;

function measured(given: {
  readonly changes?: readonly DeliveredChange[];
  readonly deployments?: readonly DeliveredDeployment[];
  readonly incidents?: readonly DeliveryIncident[];
  readonly weeks?: number;
}) {
  const { changes = [], deployments = [], incidents = [], weeks = 2 } = given;
  return deliveryReport({ changes, deployments, incidents, written: null }, { from: day(0), to: day(7 * weeks) });
}

function cart(given: Parameters<typeof measured>[0]) {
  const found = measured(given).services.find(({ service }) => service === 'cart');
  if (found === undefined) throw new Error('cart was not deployed');
  return found;
}

describe('what other tools get wrong', () => {
  it('a squash or a rebase that wrote over authored dates leaves lead time and coding unknown, not short', () => {
    const squashed = landedChange('a', 3, { moments: { begun: null } });
    const { leadTime } = cart({ changes: [squashed], deployments: [deployed('1', 4, { brings: ['a'] })] });
    expect([leadTime.ended, leadTime.unknown, leadTime.median.value]).toEqual([0, 1, null]);
    const rewritten = landedChange('b', 3, { moments: { begun: day(3, 2), opened: day(2) } });
    const [split] = measured({ changes: [rewritten] }).stages;
    expect(split?.stages[0]).toMatchObject({ stage: 'coding', time: { ended: 0, unknown: 1 } });
  });

  it('a change that only a bot answered was not picked up', () => {
    const [split] = measured({
      changes: [landedChange('a', 3, { moments: { answered: null, approved: null } })],
    }).stages;
    expect(split?.unreviewed).toBe(1);
    expect(split?.stages[1]?.time.ended).toBe(0);
  });

  it('the first deployment of a service does not bring its whole history', () => {
    const changes = [landedChange('a', 3)];
    const { leadTime, withoutChanges, frequency } = cart({
      changes,
      deployments: [deployed('1', 4, { brings: null })],
    });
    expect(frequency.count).toBe(1);
    expect(withoutChanges).toBe(1);
    expect(leadTime).toMatchObject({ ended: 0, lasting: 1 });
  });

  it('a deployment of hotfixes counts as rework, one that brings them among others does not', () => {
    const changes = [landedChange('fix', 3, { lane: 'hotfix' }), landedChange('a', 3)];
    const deployments = [
      deployed('1', 4, { brings: ['fix'] }),
      deployed('2', 5, { brings: ['fix', 'a'] }),
      deployed('3', 6, { brings: null }),
    ];
    expect(cart({ changes, deployments }).rework).toMatchObject({ numerator: 1, denominator: 3 });
  });

  it('the same commit again and a step back are no new deployments', () => {
    const deployments = [
      deployed('1', 1, { commit: 'x' }),
      deployed('2', 2, { commit: 'y' }),
      deployed('3', 3, { commit: 'y' }),
      deployed('4', 4, { commit: 'x' }),
      deployed('5', 5, { commit: 'x', service: 'mail' }),
    ];
    const { frequency, again, back, changeFail } = cart({ deployments });
    expect([frequency.count, again, back, changeFail.denominator]).toEqual([2, 1, 1, 2]);
  });

  it('an incident written down days later counts from when users were hurt, and for the deployment that brought its cause', () => {
    const changes = [landedChange('a', 1), landedChange('b', 2)];
    const deployments = [deployed('1', 1, { brings: ['a'] }), deployed('2', 2, { brings: ['b'] })];
    const late = incident('INC-1', 1, {
      startedAt: day(1, 2),
      mitigatedAt: day(2, 12),
      cause: { kind: 'change', change: 'a', grade: 'intervention' },
    });
    const { changeFail, recovery } = cart({ changes, deployments, incidents: [late] });
    // The newest deployment before the end of the incident was the second one; it is not blamed.
    expect([changeFail.numerator, changeFail.denominator]).toEqual([1, 2]);
    expect(recovery.median.value).toBe(34 * HOUR);
  });

  it('an incident that no change caused, or that only a moment or a place points to, never enters failures or recovery', () => {
    const changes = [landedChange('a', 1)];
    const deployments = [deployed('1', 1, { brings: ['a'] })];
    for (const cause of [
      { kind: 'none' },
      { kind: 'unknown' },
      { kind: 'change', change: 'a', grade: 'temporal' },
      { kind: 'change', change: 'a', grade: 'spatial' },
      { kind: 'change', change: 'a', grade: 'asserted' },
    ] as const) {
      const { changeFail, recovery } = cart({ changes, deployments, incidents: [incident('INC-1', 1, { cause })] });
      expect([changeFail.numerator, recovery.ended + recovery.lasting]).toEqual([0, 0]);
    }
    const shown = incident('INC-1', 1, { cause: { kind: 'change', change: 'a', grade: 'mechanism' } });
    expect(cart({ changes, deployments, incidents: [shown] }).changeFail.numerator).toBe(1);
  });

  it('two incidents of one deployment are one failed deployment: the rate cannot pass 1', () => {
    const cause = { kind: 'change', change: 'a', grade: 'intervention' } as const;
    const { changeFail } = cart({
      changes: [landedChange('a', 1)],
      deployments: [deployed('1', 1, { brings: ['a'] })],
      incidents: [incident('INC-1', 1, { cause }), incident('INC-2', 2, { cause })],
    });
    expect([changeFail.numerator, changeFail.denominator]).toEqual([1, 1]);
  });

  it('moments are instants: a week begins and ends at the same instant in every zone', () => {
    const onEdge = [deployed('1', 0), deployed('2', 14), deployed('3', 13, { atHour: 23 })];
    expect(cart({ deployments: onEdge }).frequency.count).toBe(2);
  });

  it('one deployment with many changes is one deployment, and a time for each change', () => {
    const changes = ['a', 'b', 'c'].map((id, at) => landedChange(id, 2 + at));
    const { frequency, leadTime } = cart({ changes, deployments: [deployed('1', 6, { brings: ['a', 'b', 'c'] })] });
    expect(frequency.count).toBe(1);
    expect(leadTime.ended).toBe(3);
  });

  it('configuration and flags that were changed are deployments, told apart', () => {
    const deployments = [
      deployed('1', 1),
      deployed('2', 2, { of: 'flag', commit: null, brings: ['flag-1'] }),
      deployed('3', 3, { of: 'configuration', commit: null }),
    ];
    const { frequency, of } = cart({ deployments });
    expect(frequency.count).toBe(3);
    expect(of).toEqual({ version: 1, configuration: 1, flag: 1, data: 0, manual: 0 });
  });

  it('other environments are not production', () => {
    expect(measured({ deployments: [deployed('1', 1, { environment: 'staging' })] }).services).toEqual([]);
  });

  it('a rollback and a revert soon after count as failures; a revert weeks later does not', () => {
    const soon = landedChange('a', 1, { repair: { kind: 'reverted', by: 'r', at: day(3) } });
    const late = landedChange('b', 1, { repair: { kind: 'reverted', by: 's', at: day(12) } });
    const { changeFail, recovery } = cart({
      changes: [soon, late, landedChange('r', 3, { lane: 'revert' })],
      deployments: [
        deployed('1', 1, { brings: ['a'] }),
        deployed('2', 2, { brings: ['b'] }),
        deployed('3', 3, { brings: ['r'], atHour: 4 }),
        deployed('4', 5, { rolledBack: { at: day(5, 1), recoveredAt: day(5, 2) } }),
      ],
    });
    expect([changeFail.numerator, changeFail.denominator]).toEqual([2, 4]);
    expect(recovery.median.value).toBe(2 * HOUR);
    expect(recovery.p90.value).toBe(52 * HOUR);
  });

  it('what still waits counts as longer: a growing queue does not look fast', () => {
    const changes = Array.from({ length: 10 }, (_, at) => landedChange(`c${at}`, 1 + at));
    const deployments = [deployed('1', 4, { brings: ['c0', 'c1', 'c2'] })];
    const { leadTime } = cart({ changes, deployments });
    expect([leadTime.ended, leadTime.lasting]).toEqual([3, 7]);
    // Of those deployed alone the median would be four days.
    expect(leadTime.median.value === null || leadTime.median.value > 4 * 24 * HOUR).toBe(true);
  });
});
