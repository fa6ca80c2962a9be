import { type BetaShape, logBeta } from '../../statistics/index.ts';

/** How often flakes were counted in how many attempts. Both may be fractions. */
export interface Trials {
  readonly flakes: number;
  readonly attempts: number;
}

/** Share of builds of a green tree that fail somewhere, where nothing else is known (Google 2016: 1.5 % of runs). */
export const USUAL_BUILD_FLAKE = 0.015;

/**
 * The beta distribution that the tests of a suite are drawn from, by the maximum of their marginal likelihood with a weak
 * opinion on mean and shape: a suite of which nothing is known flakes as {@link USUAL_BUILD_FLAKE} says, all tests together.
 */
export function fitPrior(tests: readonly Trials[]): BetaShape {
  const groups = grouped(tests);
  const usual = { mean: Math.log(USUAL_BUILD_FLAKE / Math.max(1, tests.length)), alpha: Math.log(USUAL_ALPHA) };
  const height = (mean: number, alpha: number): number => {
    const shape = shapeOf(mean, alpha);
    const opinion = ((mean - usual.mean) / MEAN_SPREAD) ** 2 / 2 + ((alpha - usual.alpha) / ALPHA_SPREAD) ** 2 / 2;
    return groups.reduce((sum, group) => sum + group.count * gainOf(shape, group), 0) - opinion;
  };
  let { mean, alpha } = usual;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = mean + alpha;
    mean = highest((at) => height(at, alpha), LEAST_MEAN, MOST_MEAN);
    alpha = highest((at) => height(mean, at), LEAST_ALPHA, MOST_ALPHA);
    if (Math.abs(mean + alpha - before) < 1e-3) break;
  }
  return shapeOf(mean, alpha);
}

/** Few tests flake and most never do: a first shape well below 1. */
const USUAL_ALPHA = 0.2;
/** Standard deviations of the opinions, in natural logarithms: a factor of twenty either way is within reason for the mean. */
const MEAN_SPREAD = 1.5;
const ALPHA_SPREAD = 1;
const ROUNDS = 12;
const [LEAST_MEAN, MOST_MEAN] = [Math.log(1e-9), Math.log(0.5)];
const [LEAST_ALPHA, MOST_ALPHA] = [Math.log(1e-3), Math.log(20)];

function shapeOf(meanLog: number, alphaLog: number): BetaShape {
  const alpha = Math.exp(alphaLog);
  return { alpha, beta: alpha / Math.exp(meanLog) - alpha };
}

interface Group extends Trials {
  readonly count: number;
}

/** Tests that never flaked stand together by how often they ran, within five hundredths: they are most, and look alike. */
function grouped(tests: readonly Trials[]): readonly Group[] {
  const calm = new Map<number, { attempts: number; count: number }>();
  const groups: Group[] = [];
  for (const { flakes, attempts } of tests) {
    if (attempts <= 0) continue;
    if (flakes > 1e-9) {
      groups.push({ flakes, attempts, count: 1 });
      continue;
    }
    const key = Math.round(20 * Math.log(attempts));
    const group = calm.get(key) ?? { attempts: 0, count: 0 };
    calm.set(key, { attempts: group.attempts + attempts, count: group.count + 1 });
  }
  for (const { attempts, count } of calm.values()) groups.push({ flakes: 0, attempts: attempts / count, count });
  return groups;
}

function gainOf({ alpha, beta }: BetaShape, { flakes, attempts }: Trials): number {
  return logBeta(alpha + flakes, beta + Math.max(0, attempts - flakes)) - logBeta(alpha, beta);
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Golden section; the height has one top in each direction. */
function highest(height: (at: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [leftHeight, rightHeight] = [height(left), height(right)];
  for (let step = 0; step < 36; step += 1) {
    if (leftHeight < rightHeight) {
      [low, left, leftHeight] = [left, right, rightHeight];
      right = low + GOLDEN * (high - low);
      rightHeight = height(right);
    } else {
      [high, right, rightHeight] = [right, left, leftHeight];
      left = high - GOLDEN * (high - low);
      leftHeight = height(left);
    }
  }
  return (low + high) / 2;
}
