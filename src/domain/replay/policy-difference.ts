import { type BootstrapFigure, bootstrapFigure } from '../../statistics/index.ts';
import type { WaitAssumption } from '../review/index.ts';
import { HARM_MINIMUM } from './capture.ts';
import { delayOf } from './delay.ts';
import type { BothCounts, Flip, FlipKind, FlipRule, PolicyDifference } from './difference-model.ts';
import { flipOf } from './flip.ts';
import type { ReplayRow, ReplayRule, ReplayVerdict } from './model.ts';
import { resamplesOf } from './resample.ts';
import { isHarm, isHarmless, shareOf } from './tally.ts';

/** A change with the verdict of the policy that is tried (in the row) and of the one it is compared against. */
export interface TwiceJudged {
  readonly row: ReplayRow;
  readonly other: ReplayVerdict;
}

/** What a policy does beside another over the same changes, oldest first, judged with the same facts. */
export function comparePolicies(given: {
  readonly changes: readonly TwiceJudged[];
  readonly rules: { readonly policy: readonly ReplayRule[]; readonly against: readonly ReplayRule[] };
  readonly weeks: number;
  readonly wait: WaitAssumption;
}): PolicyDifference {
  const { changes, weeks, wait } = given;
  const flips = changes.flatMap(({ row, other }) => flipOf(row, other) ?? []);
  const evaluated = flips.filter((flip) => !flip.unevaluable);
  return {
    flips: harmfulFirst(flips),
    kinds: countKinds(evaluated),
    unevaluable: flips.length - evaluated.length,
    held: bothHeld(changes),
    harm: harmOf(changes),
    harmless: bothHeld(changes.filter(({ row }) => isHarmless(row))),
    seniorMinutes: minutesOf(changes, weeks),
    delay: delayBetween(changes, wait, weeks),
    rules: rulesOf(flips, given.rules),
  };
}

const KINDS: readonly FlipKind[] = [
  'newly-held',
  'newly-freed',
  'newly-refused',
  'no-longer-refused',
  'asks-otherwise',
];

function countKinds(flips: readonly Flip[]): Readonly<Record<FlipKind, number>> {
  const count = (kind: FlipKind) => flips.filter((flip) => flip.kind === kind).length;
  return Object.fromEntries(KINDS.map((kind) => [kind, count(kind)])) as Readonly<Record<FlipKind, number>>;
}

function harmfulFirst(oldestFirst: readonly Flip[]): readonly Flip[] {
  const newestFirst = [...oldestFirst].reverse();
  return [...newestFirst.filter(isHarmful), ...newestFirst.filter((flip) => !isHarmful(flip))];
}

function isHarmful({ label }: Flip): boolean {
  return label === 'reverted' || label === 'fixed';
}

function holds({ decision }: Pick<ReplayVerdict, 'decision'>): boolean {
  return decision !== 'allow';
}

function bothHeld(changes: readonly TwiceJudged[]): BothCounts {
  const count = (test: (one: TwiceJudged) => boolean) => changes.filter(test).length;
  return {
    policy: count(({ row }) => holds(row.verdict)),
    against: count(({ other }) => holds(other)),
    more: count(({ row, other }) => holds(row.verdict) && !holds(other)),
    less: count(({ row, other }) => !holds(row.verdict) && holds(other)),
  };
}

function harmOf(changes: readonly TwiceJudged[]): PolicyDifference['harm'] {
  const harmful = changes.filter(({ row }) => isHarm(row));
  const n = harmful.length;
  const { more, less } = bothHeld(harmful);
  const net = more - less;
  // Without a flip, or with little harm, a bootstrap would give an interval that is far too narrow.
  const tells = more + less > 0 && n >= HARM_MINIMUM;
  const step = ({ row, other }: TwiceJudged) => (isHarm(row) ? Number(holds(row.verdict)) - Number(holds(other)) : 0);
  return {
    gained: shareOf(more, n),
    lost: shareOf(less, n),
    net: tells ? sumFigure(changes.map(step)) : { value: net, low: null, high: null },
    n,
  };
}

function minutesOf(changes: readonly TwiceJudged[], weeks: number): PolicyDifference['seniorMinutes'] {
  const steps = changes.map(({ row, other }) => (row.verdict.seniorMinutes - other.seniorMinutes) / weeks);
  return {
    policy: changes.reduce((sum, { row }) => sum + row.verdict.seniorMinutes, 0),
    against: changes.reduce((sum, { other }) => sum + other.seniorMinutes, 0),
    perWeek: sumFigure(steps),
  };
}

/** A sum over changes with its interval over blocks of time. */
function sumFigure(steps: readonly number[]): BootstrapFigure {
  const sum = (weights: ArrayLike<number> | null) =>
    steps.reduce((total, step, index) => total + step * (weights === null ? 1 : (weights[index] ?? 0)), 0);
  return bootstrapFigure(sum, resamplesOf(steps.length));
}

function delayBetween(changes: readonly TwiceJudged[], wait: WaitAssumption, weeks: number): PolicyDifference['delay'] {
  const policy = delayOf(
    changes.map(({ row }) => row.verdict),
    wait,
    weeks,
  );
  const against = delayOf(
    changes.map(({ other }) => other),
    wait,
    weeks,
  );
  const ends = [policy.low - against.low, policy.high - against.high];
  return { policy, against, hours: policy.hours - against.hours, low: Math.min(...ends), high: Math.max(...ends) };
}

function rulesOf(
  flips: readonly Flip[],
  given: { readonly policy: readonly ReplayRule[]; readonly against: readonly ReplayRule[] },
): readonly FlipRule[] {
  const modeIn = (rules: readonly ReplayRule[], id: string) => rules.find((rule) => rule.id === id)?.mode ?? null;
  const ids = [...new Set([...given.policy, ...given.against].map(({ id }) => id))].sort();
  const rows = ids.map((rule): FlipRule => {
    const part = flips.filter((flip) => flip.rules.some((each) => each.rule === rule));
    const evaluated = part.filter((flip) => !flip.unevaluable);
    const harm = evaluated.filter(isHarmful);
    return {
      rule,
      mode: { policy: modeIn(given.policy, rule), against: modeIn(given.against, rule) },
      flips: countKinds(evaluated),
      unevaluable: part.length - evaluated.length,
      harmGained: harm.filter(({ policy, against }) => holds(policy) && !holds(against)).length,
      harmLost: harm.filter(({ policy, against }) => !holds(policy) && holds(against)).length,
    };
  });
  return rows.filter(
    ({ mode, flips: kinds, unevaluable }) =>
      mode.policy !== mode.against || unevaluable > 0 || KINDS.some((kind) => kinds[kind] > 0),
  );
}
