import type { ReplayReport, Share } from '../src/contract/index.ts';
import type { CommitId } from '../src/domain/change/index.ts';
import {
  ASSISTANCE_MINIMUM,
  assistanceHarmOf,
  CENSORED_DAYS,
  type CountedShare,
  checkModels,
  foldHistory,
  type ReplayRow,
  type ReplaySummary,
  type ReplayVerdict,
  summarizeReplay,
  waits,
} from '../src/domain/replay/index.ts';
import { waitAssumption } from '../src/domain/review/index.ts';
import { DAY_MS, instant, toIso } from '../src/kernel/index.ts';
import { RunningPercentile } from '../src/statistics/index.ts';

/** A replay of a shop that does not exist: the same seed gives the same report. */
export function shopReplay(given: {
  readonly changes: number;
  readonly seed: number;
  /** `false`: nothing is ever reverted or fixed. */
  readonly harm?: boolean;
  readonly title?: string;
}): ReplayReport {
  const rows = shopRows({ harm: true, ...given });
  const summary = summarizeReplay({
    rows,
    rules: RULES.map(({ id, mode, because }) => ({ id, mode, because, expired: id === 'spring-reset' })),
    seniorMinutesPerWeek: 240,
    labels: 'stated',
    wait: waitAssumption(null),
  });
  return reportOf(summary);
}

/** mulberry32, T. Ettinger, public domain. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Made {
  readonly size: number | null;
  readonly areas: number;
  readonly tier: number;
  readonly ai: boolean;
  readonly tests: boolean;
  readonly migration: boolean;
  readonly newcomer: boolean;
  readonly money: boolean;
}

interface ShopRule {
  readonly id: string;
  readonly mode: 'shadow' | 'advise' | 'enforce';
  readonly because: string;
  /** Whether it holds; `null` = a fact is unknown. */
  readonly holds: (made: Made) => boolean | null;
  readonly senior: boolean;
}

const RULES: readonly ShopRule[] = [
  {
    id: 'critical-and-wide',
    mode: 'enforce',
    because: 'A wide change to checkout or payment can stop every sale.',
    holds: ({ tier, size, areas }) => (size === null ? null : tier === 0 && (size >= 60 || areas >= 4)),
    senior: true,
  },
  {
    id: 'ai-in-critical',
    mode: 'enforce',
    because: 'An AI-assisted change to a critical service needs somebody who knows the service.',
    holds: ({ tier, size, ai }) => (size === null ? null : ai && tier <= 1 && size >= 55),
    senior: true,
  },
  {
    id: 'migration-rollback',
    mode: 'enforce',
    because: 'A migration without a way back cannot be undone at night.',
    holds: ({ migration }) => migration,
    senior: false,
  },
  {
    id: 'very-large',
    mode: 'enforce',
    because: 'Nobody finds the fault in a change this large alone.',
    holds: ({ size }) => (size === null ? null : size >= 95),
    senior: true,
  },
  {
    id: 'newcomer-critical',
    mode: 'advise',
    because: 'First changes to a critical service deserve a companion.',
    holds: ({ newcomer, tier }) => newcomer && tier <= 1,
    senior: false,
  },
  {
    id: 'code-without-tests',
    mode: 'advise',
    because: 'Code that moves without its tests is the usual beginning of a revert.',
    holds: ({ tests, size }) => (size === null ? null : !tests && size >= 80),
    senior: false,
  },
  {
    id: 'money-two-person',
    mode: 'enforce',
    because: 'Prices and refunds: two people, always.',
    holds: ({ money, size }) => money && (size ?? 100) >= 40,
    senior: true,
  },
  {
    id: 'vendored-code',
    mode: 'shadow',
    because: 'Third-party code is updated by its own path.',
    holds: () => false,
    senior: false,
  },
  {
    id: 'spring-reset',
    mode: 'enforce',
    because: 'Extra care after the March outage, for ninety days.',
    holds: () => false,
    senior: true,
  },
];

const VERBS = ['Add', 'Fix', 'Move', 'Simplify', 'Cache', 'Retry', 'Validate', 'Remove', 'Rename', 'Speed up'];
const THINGS = [
  'basket totals',
  'voucher codes',
  'address form',
  'refund worker',
  'stock reservation',
  'search ranking',
  'order e-mails',
  'session refresh',
  'price rounding',
  'image resizing',
  'delivery slots',
  'card retry loop',
];

const START = Date.UTC(2030, 2, 4, 9);

function shopRows(given: {
  readonly changes: number;
  readonly seed: number;
  readonly harm: boolean;
  readonly title?: string;
}): readonly ReplayRow[] {
  const random = generator(given.seed);
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
  const fold = foldHistory({ fromStart: false });
  const rankRisk = riskRanks(given.seed);
  const commits = Array.from({ length: given.changes }, () =>
    Array.from({ length: 40 }, () => Math.floor(random() * 16).toString(16)).join(''),
  ) as CommitId[];
  const step = (364 * DAY_MS) / Math.max(1, given.changes);
  const newest = START + (given.changes - 1) * step;
  return commits.map((commit, at) => {
    const lines = Math.max(1, Math.round(Math.exp(3.4 + 1.5 * normal(random))));
    const areas = Math.min(
      40,
      Math.max(1, Math.round(Math.exp(normal(random) * 0.75 + Math.log(lines) * 0.13 - 0.15))),
    );
    const { sizePercentile: size } = fold.peek({ reviewLines: lines, author: 'x', touchesTests: false });
    fold.land({ reviewLines: lines, author: 'x', touchesTests: false });
    const origin = random();
    const assistance = origin < 0.34 ? 'ai' : origin < 0.41 ? 'human' : 'unknown';
    const made: Made = {
      size,
      areas,
      tier: [0, 1, 2, 2, 3, 3][Math.floor(random() * 6)] ?? 3,
      ai: assistance === 'ai',
      tests: random() < 0.6,
      migration: random() < 0.025,
      newcomer: random() < 0.06,
      money: random() < 0.05,
    };
    const landed = START + at * step;
    const risk = rankRisk(made);
    const danger =
      0.004 + 0.06 * ((risk?.percentile ?? 50) / 100) ** 3 + (made.tier === 0 ? 0.025 : 0) + (areas > 5 ? 0.05 : 0);
    const harmful = given.harm && random() < danger && at < given.changes - 20;
    const by = commits.slice(at + 5, at + 6);
    return {
      commit,
      title: given.title ?? `${pick(VERBS)} ${pick(THINGS)}`,
      pullRequest: String(4000 + at),
      landedAt: instant(landed),
      risk,
      sizePercentile: size,
      areas,
      files: areas + Math.floor(random() * areas * 3),
      lines,
      assistance,
      evidence:
        assistance === 'ai' ? (origin < 0.2 ? 'declared' : 'observed') : assistance === 'human' ? 'declared' : 'none',
      tier: made.tier as 0 | 1 | 2 | 3,
      label: harmful
        ? { kind: random() < 0.6 ? 'reverted' : 'fixed', evidence: 'stated', by }
        : { kind: newest - landed < CENSORED_DAYS * DAY_MS ? 'censored' : 'none', evidence: null, by: [] },
      verdict: verdictOf(made, lines),
    };
  });
}

/** Large, wide and critical changes rank high, with noise of its own generator; unranked until the size is. */
function riskRanks(seed: number): (made: Made) => ReplayRow['risk'] {
  const random = generator(seed + 1);
  const ranks = new RunningPercentile(1_000);
  return ({ size, areas, tier }) => {
    const latent = (size ?? 50) + 22 * normal(random) + (areas > 5 ? 30 : 0) + (tier === 0 ? 12 : 0);
    const rank = size === null ? null : ranks.rank(latent);
    ranks.add(latent);
    return { score: 0.05 + 0.85 * ((rank ?? 50) / 100) ** 2, percentile: rank };
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function verdictOf(made: Made, lines: number): ReplayVerdict {
  const reviewMinutes = Math.round(4 + 3.2 * Math.sqrt(lines));
  const found = RULES.map((rule) => ({ rule, holds: rule.holds(made) }));
  const holding = found
    .filter(({ holds }) => holds === true)
    .map(({ rule }) => ({
      rule: rule.id,
      effect: 'hold' as const,
      seniorMinutes: rule.senior ? reviewMinutes : 0,
      waits: rule.senior,
      asks: [rule.senior ? '1 sign-off by a senior or above' : 'a changed test'],
    }));
  const unevaluable = found.filter(({ holds }) => holds === null).map(({ rule }) => rule.id);
  return {
    decision: holding.length > 0 ? 'hold' : unevaluable.length > 0 ? 'unknown' : 'allow',
    matched: holding.map(({ rule }) => rule),
    holding,
    unevaluable,
    reviewMinutes,
    seniorMinutes: Math.max(0, ...holding.map(({ seniorMinutes }) => seniorMinutes)),
  };
}

/** As if the shipped weights had scored them. */
function riskCheckOf(rows: readonly ReplayRow[]): ReplayReport['risk_check'] {
  const { models, changes, harmful, figures } = checkModels(
    rows.map(({ label, risk }) => {
      const score = risk?.score ?? 0;
      return { label, scored: risk === null ? null : { use: 'shipped', asOf: null, used: score, shipped: score } };
    }),
  );
  const figureOf = ({ auc, brier, bins }: NonNullable<typeof figures>['used']) => ({
    auc,
    brier,
    reliability: [...bins],
  });
  return {
    models: models.map(({ use, asOf, changes: count }) => ({ use, as_of: asOf, changes: count })),
    changes,
    harmful,
    figures: figures === null ? null : { used: figureOf(figures.used), shipped: figureOf(figures.shipped) },
  };
}

function reportOf(summary: ReplaySummary): ReplayReport {
  const { totals, window } = summary;
  return {
    schema: 'firebreak.replay/v1',
    repository: 'shop-api',
    made_at: '2031-03-04T10:00:00.000Z',
    policy: { source: 'main:firebreak.yaml', digest: `sha256:${'5'.repeat(64)}` },
    window: {
      changes: window.changes,
      first: window.first === null ? null : toIso(window.first),
      last: window.last === null ? null : toIso(window.last),
      weeks: window.weeks,
      censored_days: window.censoredDays,
    },
    wait: { hours: 17.5, low: 4, high: 24, source: 'published', method: summary.wait.method },
    totals: {
      held: share(totals.held),
      blocked: share(totals.blocked),
      passed: share(totals.passed),
      reverted: totals.reverted,
      fixed: totals.fixed,
      censored: totals.censored,
      traced: totals.traced,
      reverted_held: share(totals.revertedHeld),
      harm_held: share(totals.harmHeld),
      harmless_held: share(totals.harmlessHeld),
      senior_minutes: totals.seniorMinutes,
      senior_minutes_per_week: totals.seniorMinutesPerWeek,
      senior_budget_per_week: totals.seniorBudgetPerWeek,
      delay: {
        changes: totals.delay.changes,
        hours: totals.delay.hours,
        low: totals.delay.low,
        high: totals.delay.high,
        hours_per_week: totals.delay.hoursPerWeek,
      },
      unevaluable: totals.unevaluable,
    },
    provenance: {
      ai: share(summary.provenance.ai),
      human: share(summary.provenance.human),
      unknown: share(summary.provenance.unknown),
    },
    rules: summary.rules.map((rule) => ({
      rule: rule.rule,
      mode: rule.mode,
      because: rule.because,
      matched: share(rule.matched),
      held: share(rule.held),
      harm_held: rule.harmHeld,
      unevaluable: rule.unevaluable,
      senior_minutes: rule.seniorMinutes,
      delay_hours: rule.delayHours,
      note: rule.note,
    })),
    strategies: summary.strategies.map((strategy) => ({
      id: strategy.id,
      name: strategy.name,
      description: strategy.description,
      held: share(strategy.held),
      harm_held: share(strategy.harmHeld),
      harmless_held: share(strategy.harmlessHeld),
      senior_minutes_per_week: strategy.seniorMinutesPerWeek,
    })),
    reach: { content: null, flows: null },
    risk_check: riskCheckOf(summary.rows),
    assistance_harm: { ...assistanceHarmOf(summary.rows), minimum: { ...ASSISTANCE_MINIMUM } },
    capture: {
      n_harm: summary.capture.harm,
      minimum_harm: summary.capture.minimumHarm,
      rows: summary.capture.rows.map((row) => ({
        gated_percent: row.gatedPercent,
        by_risk: share(row.byRisk),
        by_size: share(row.bySize),
      })),
      auc:
        summary.capture.auc === null
          ? null
          : {
              risk: summary.capture.auc.risk,
              size: summary.capture.auc.size,
              risk_among_like_sizes: summary.capture.auc.riskAmongLikeSizes,
            },
    },
    equal_cost: equalCostOf(summary),
    difference: null,
    changes: summary.rows.map((row) => ({
      commit: row.commit,
      title: row.title,
      pull_request: row.pullRequest,
      landed_at: row.landedAt === null ? null : toIso(row.landedAt),
      risk_score: row.risk?.score ?? null,
      risk_percentile: row.risk?.percentile ?? null,
      risk_as_of: null,
      operations: null,
      reversible: null,
      dependents: null,
      flows: null,
      size_percentile: row.sizePercentile,
      areas: row.areas,
      files: row.files,
      lines: row.lines,
      assistance: row.assistance,
      evidence: row.evidence,
      tier: row.tier,
      label: row.label.kind,
      label_evidence: row.label.evidence,
      labelled_by: [...row.label.by],
      decision: row.verdict.decision,
      rules: row.verdict.holding.map(({ rule }) => rule),
      waiting_rules: row.verdict.holding.filter((hold) => hold.waits).map(({ rule }) => rule),
      waits: waits(row.verdict),
      unevaluable: [...row.verdict.unevaluable],
      review_minutes: row.verdict.reviewMinutes,
      senior_minutes: row.verdict.seniorMinutes,
      rule_senior_minutes: Object.fromEntries(
        row.verdict.holding.filter((hold) => hold.seniorMinutes > 0).map((hold) => [hold.rule, hold.seniorMinutes]),
      ),
    })),
    limits: [...summary.limits],
  };
}

function equalCostOf({ equalCost }: ReplaySummary): ReplayReport['equal_cost'] {
  if (equalCost === null) return null;
  return {
    n_harm: equalCost.harm,
    minimum_harm: equalCost.minimumHarm,
    senior_minutes: equalCost.seniorMinutes,
    senior_minutes_per_week: equalCost.seniorMinutesPerWeek,
    part_of_all: equalCost.partOfAll,
    rows: equalCost.rows.map((row) => ({
      id: row.id,
      name: row.name,
      description: row.description,
      held: row.held,
      senior_minutes: row.seniorMinutes,
      delay_hours: row.delayHours,
      harm_held: share(row.harmHeld),
      times_every_ai: row.timesEveryAi,
    })),
  };
}

function share(counted: CountedShare): Share {
  const { count, n, share: part, low, high } = counted;
  return { count, n, share: part, low, high };
}
