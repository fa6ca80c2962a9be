import { assert, type Instant } from '../../kernel/index.ts';
import type { Sample } from './model.ts';

/** Steps that are asked for at once: a week of minutes. */
export const MAX_STEPS = 10_080;

/**
 * How much a counter grew over samples of it, oldest first. Where it fell its program began anew, at 0, so that all it stands at
 * then was new (Prometheus, `increase`, without its extrapolation). 0 of fewer than two samples.
 */
export function growthOf(samples: readonly Sample[]): number {
  let growth = 0;
  for (let index = 1; index < samples.length; index += 1) {
    const before = samples[index - 1]?.value ?? 0;
    const value = samples[index]?.value ?? 0;
    growth += value >= before ? value - before : value;
  }
  return growth;
}

/**
 * One counter out of those of several instances: at each moment at which one of them was read, the growth of all since their first
 * sample. Begins at 0 and never falls, though instances begin anew. `id` is the same however often it is made of the same samples.
 */
export function combinedCounter(lines: readonly (readonly Sample[])[]): readonly (Sample & { readonly id: string })[] {
  const steps = new Map<number, number>();
  for (const line of lines) {
    for (let index = 0; index < line.length; index += 1) {
      const sample = line[index];
      if (sample === undefined) continue;
      const before = line[index - 1];
      const grown =
        before === undefined ? 0 : sample.value >= before.value ? sample.value - before.value : sample.value;
      steps.set(sample.at, (steps.get(sample.at) ?? 0) + grown);
    }
  }
  let value = 0;
  return [...steps]
    .sort(([a], [b]) => a - b)
    .map(([at, grown]) => {
      value += grown;
      return { at: at as Instant, value, id: String(at) };
    });
}

/**
 * Growth of a counter in each step of `from..to`, the last one whole; `null` = not known: no sample in the step, or none in the one
 * before it, whose growth would then be counted here. A step is at least twice as long as the time between samples.
 */
export function growthBySteps(
  samples: readonly Sample[],
  steps: { readonly from: Instant; readonly to: Instant; readonly stepMs: number },
): readonly (number | null)[] {
  const { from, to, stepMs } = steps;
  const count = Math.floor((to - from) / stepMs);
  assert(stepMs > 0 && count >= 0 && count <= MAX_STEPS, 'a bounded number of steps is asked for');
  const growth = new Array<number>(count).fill(0);
  const seen = new Array<boolean>(count + 1).fill(false);
  for (let index = 0; index < samples.length; index += 1) {
    const sample = samples[index];
    if (sample === undefined) continue;
    // Step 0 of `seen` is the one before the first.
    const step = Math.ceil((sample.at - from) / stepMs) - 1;
    if (step < -1 || step >= count) continue;
    seen[step + 1] = true;
    const before = samples[index - 1];
    if (step < 0 || before === undefined) continue;
    growth[step] = (growth[step] ?? 0) + growthOf([before, sample]);
  }
  return growth.map((grown, step) => (seen[step] === true && seen[step + 1] === true ? grown : null));
}
