import type { Viewer, WeeklyReport } from '../../src/contract/index.ts';
import { draftReview, weekOf } from '../../src/domain/operations-review/index.ts';
import { weeklyReviewOf } from '../../src/service/delivery/weekly-document.ts';
import { day, deployed, landedChange } from './delivery.ts';

/** The review of a week of the shop: some hundred changes, deployments that failed, one incident that people differ about. */
export function webWeekly({
  viewer,
  said,
}: {
  readonly viewer: Viewer;
  readonly said: (text: string) => string;
}): WeeklyReport {
  const week = weekOf(day(85));
  const changes = Array.from({ length: 270 }, (_, at) =>
    landedChange(`github:acme/shop#${at}`, at / 3, {
      services: [['cart', 'payment', 'search'][at % 3] ?? 'cart'],
      tier: ([0, 1, 2] as const)[at % 3] ?? 2,
      assistance: at % 2 === 0 ? 'ai' : 'human',
      repair: at % 23 === 0 ? { kind: 'reverted', by: `revert-${at}`, at: day(at / 3 + 2) } : { kind: 'none' },
      holds:
        at % 5 === 0
          ? [{ rule: 'senior-for-critical', from: day(at / 3 - 1), to: day(at / 3), isReworked: at % 10 === 0 }]
          : [],
    }),
  );
  const deployments = changes.map((change, at) =>
    deployed(`d${at}`, at / 3 + 0.1, { service: change.services[0] ?? 'cart', brings: [change.id] }),
  );
  const review = draftReview({
    week,
    facts: { changes, deployments, incidents: [], written: null },
    incidents: [
      {
        id: 'INC-7',
        title: said('Payments fail'),
        severity: 1,
        state: 'mitigated',
        startedAt: day(86),
        mitigatedAt: day(86, 2),
        services: ['payment'],
        flows: ['pay'],
        impact: ['1200 to 1500 orders in pay (measured)'],
        detection: 'alarm',
        trigger: 'code-change',
        rootCause: 'unknown',
        aiRole: 'disputed (advised, none)',
        cause: { kind: 'suspect', change: 'github:acme/shop#258', probability: 0.7, grade: 'spatial' },
        disputes: ['ai-role'],
        actions: [
          {
            id: 'a1',
            kind: 'prevent',
            text: said('Limit the retries'),
            owner: '@payment',
            due: day(88),
            state: 'open',
          },
        ],
      },
    ],
    accepted: [{ change: 'github:acme/shop#260', kind: 'override', at: day(87), isReviewed: false, position: 4_711 }],
    services: ['cart', 'payment', 'search'],
    seed: 'shop',
    positionOf: () => null,
  });
  const yes = { allowed: true, why_not: null };
  return {
    schema: 'firebreak.weekly/v1',
    as_of: new Date().toISOString(),
    viewer,
    state: 'draft',
    frozen_at: null,
    digest: `sha256:${'5'.repeat(64)}`,
    review: weeklyReviewOf(review, {
      source: 'record',
      repositories: ['github:acme/shop'],
      notes: [],
      madeAt: day(92),
    }),
    spun: null,
    decisions: [
      {
        id: 'd1',
        text: said('Two people for the gateway'),
        owner: '@payment',
        due: new Date(day(100)).toISOString(),
        state: 'open',
        overdue: false,
        at: new Date(day(92)).toISOString(),
      },
    ],
    previous: '2026-W47',
    next: null,
    may: { freeze: yes, spin: yes, decide: yes },
  };
}
