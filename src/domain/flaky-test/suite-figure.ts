import type { Instant } from '../../kernel/index.ts';
import { type FlakeModel, flakeRate, type TestFlakiness } from './flake-model.ts';
import type { Figure } from './model.ts';
import { covers, hasLapsed, type Quarantine } from './quarantine.ts';

/** A test with its rate as on average over loads. */
export interface RankedTest extends TestFlakiness {
  readonly rate: Figure;
}

/** Tests that ever failed or were interrupted, the flakiest first; of equals by name. */
export function rankTests(model: FlakeModel): readonly RankedTest[] {
  return [...model.tests.values()]
    .filter(({ failures, interruptions }) => failures + interruptions > 0)
    .map((test) => ({ ...test, rate: flakeRate(model, { test: test.test, load: null }) }))
    .sort((a, b) => b.rate.value - a.rate.value || (a.test < b.test ? -1 : 1));
}

/** P(a run of all tests on good code fails somewhere), tests taken as independent; `null` = nothing ran. */
export function buildFlakeRate(model: FlakeModel): number | null {
  if (model.tests.size === 0) return null;
  let green = 0;
  for (const { shape } of model.tests.values()) green += Math.log1p(-shape.alpha / (shape.alpha + shape.beta));
  return -Math.expm1(green);
}

/** Fewer proved flakes may be chance. */
const LEAST_FLAKES = 2;
/** A test that fails less often costs less than the blindness of a quarantine. */
const WORTH_RATE = 0.02;

/** Tests that are worth a quarantine and are in none, the flakiest first. */
export function quarantineCandidates(
  model: FlakeModel,
  given: { readonly quarantines: readonly Quarantine[]; readonly now: Instant },
): readonly RankedTest[] {
  const active = given.quarantines.filter((each) => !hasLapsed(each, given.now));
  return rankTests(model).filter(
    ({ test, provedFlakes, rate }) =>
      provedFlakes >= LEAST_FLAKES && rate.value >= WORTH_RATE && !active.some((each) => covers(each, test)),
  );
}
