import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { deliveryReport } from '../../src/domain/delivery/index.ts';
import { draftReview, weekOf } from '../../src/domain/operations-review/index.ts';
import { weeklyPage } from '../../src/entrypoint/cli/page/index.ts';
import { DAY_MS, digestOfJson, instant } from '../../src/kernel/index.ts';
import { weeklyReviewOf } from '../../src/service/delivery/weekly-document.ts';
import { drawDelivery, END } from './generate.ts';

/** Time of all metrics and of a week's document on drawn deliveries: `./script/bench delivery [--seed N] [--json]`. See README.md. */
const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    /** File for the drawn week's document as a page. */
    page: { type: 'string' },
  },
});

const RUNS = 7;
const seed = Number(options.seed);

function timed(work: () => unknown): { readonly first: number; readonly warm: number } {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    // Time of this process alone: others on the machine do not count.
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1_000);
  }
  const [first = 0, ...warm] = times;
  return { first, warm: warm.sort((a, b) => a - b)[Math.floor(warm.length / 2)] ?? 0 };
}

const quarter = drawDelivery({ changes: 100_000, weeks: 13, services: 40, seed });
const span = { from: instant(END - 91 * DAY_MS), to: instant(END) };
const metrics = timed(() => deliveryReport(quarter.facts, span));

// Ten thousand changes a week, for the thirteen weeks that the charts and metrics of its document reach back.
const busy = drawDelivery({ changes: 130_000, weeks: 13, services: 40, seed: seed + 1 });
const week = weekOf(instant(END - DAY_MS));
const draft = () => {
  const review = draftReview({
    week,
    facts: busy.facts,
    incidents: busy.incidents,
    accepted: busy.facts.changes
      .filter(({ passed }) => passed === 'overridden')
      .map(({ id, moments }) => ({
        change: id,
        kind: 'override' as const,
        at: moments.landed ?? week.from,
        isReviewed: false,
        position: null,
      })),
    services: [...new Set(busy.facts.deployments.map(({ service }) => service))],
    seed: 'bench',
    positionOf: () => null,
  });
  const document = weeklyReviewOf(review, {
    source: 'record',
    repositories: ['shop'],
    notes: [],
    madeAt: instant(END),
  });
  return { document, digest: digestOfJson(document) };
};
const weekly = timed(draft);
const inWeek = busy.facts.changes.filter(
  ({ moments: { landed } }) => landed !== null && landed >= week.from && landed < week.to,
).length;

const { cohorts } = deliveryReport(quarter.facts, span);
const result = {
  benchmark: 'delivery',
  seed,
  metrics: {
    changes: quarter.facts.changes.length,
    deployments: quarter.facts.deployments.length,
    first_ms: metrics.first,
    warm_ms: metrics.warm,
  },
  weekly: { changes_in_week: inWeek, changes: busy.facts.changes.length, first_ms: weekly.first, warm_ms: weekly.warm },
  /** Drawn without an effect of AI but by size: the direct difference should hold 0, the total one should not. */
  check: { total: cohorts.total.difference, direct: cohorts.direct.difference, verdict: cohorts.verdict },
};

if (options.page !== undefined) {
  const { document, digest } = draft();
  const no = { allowed: false, why_not: null };
  writeFileSync(
    options.page,
    weeklyPage({
      schema: 'firebreak.weekly/v1',
      as_of: document.made_at,
      viewer: null,
      state: 'frozen',
      frozen_at: document.made_at,
      digest,
      review: document,
      spun: null,
      decisions: [
        {
          id: 'd1',
          text: 'Payments needs two people for changes of the gateway until the test is there',
          owner: '@payments',
          due: document.made_at,
          state: 'open',
          overdue: false,
          at: document.made_at,
        },
      ],
      previous: week.name,
      next: null,
      may: { freeze: no, spin: no, decide: no },
    }),
  );
}

process.stdout.write(
  options.json
    ? `${JSON.stringify(result, null, 2)}\n`
    : [
        `all metrics of ${result.metrics.changes} changes and ${result.metrics.deployments} deployments: ${metrics.warm.toFixed(0)} ms of processor time warm (first ${metrics.first.toFixed(0)} ms)`,
        `document of a week with ${inWeek} changes (${result.weekly.changes} in 13 weeks): ${weekly.warm.toFixed(0)} ms of processor time warm (first ${weekly.first.toFixed(0)} ms)`,
        `drawn without an effect but by size: total ${JSON.stringify(cohorts.total.difference)}, direct ${JSON.stringify(cohorts.direct.difference)}`,
        '',
      ].join('\n'),
);
