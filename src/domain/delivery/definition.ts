import { type Digest, digestOfJson } from '../../kernel/index.ts';

/**
 * What each figure means, by the id that stands beside it. Whoever changes a definition changes its number, so that two documents can be told
 * apart. Throughput and stability: DORA, "DORA's software delivery performance metrics" (dora.dev, 2026-01-05).
 */
export const DEFINITIONS = {
  'frequency/1':
    'deployments of new versions and of configuration, flags or data to production in the window, by week; one commit deployed again and a step back to an earlier one are no new deployment',
  'lead-time/1':
    'from the first authored commit of a change, where its moment is known, to the first deployment that brings it to production; changes that wait count as longer',
  'change-fail/1':
    'deployments that were rolled back, that an incident is shown to be caused by (mechanism or intervention), or of which a change was reverted within 7 days, of all new deployments; an incident without a change as its cause never counts',
  'recovery/1':
    'from the beginning of the failure (of the incident where one is known, else the deployment) to the rollback, the mitigation or the deployed repair, whichever came first; failures that last count as longer',
  'rework/1': 'deployments that bring nothing but hotfixes and reverts, of all new deployments',
  'stage/1':
    'time of changes in each stage: coding until proposed, pickup until a human answers, review until approved, queue until landed, deploy until in production; changes that wait count as longer; negative times count as unknown',
  'bottleneck/1':
    'the stage in which changes of the window spent most time; named as clear where it leads the next one by more than chance',
  'landing/1': 'changes that landed in the window, by week',
  'repair/1':
    'landed changes that were later reverted, or fixed by a change that says so or rewrites their lines, of those that landed at least 14 days before the end of the window; changes mended by one repair are one failure in the interval',
  'cohort/1':
    'changes with evidence of AI beside changes of humans: raw, and inside strata of service, work, four weeks and (direct effect alone) size; unknown is its own cohort',
  'escape/1':
    'landed changes that needed repair, of those that landed at least 14 days before the end of the window, by tier and by how they came to pass',
  'rule/1':
    'changes that a rule held, hours until it was cleared or until the end of the window, what became of them; held is not prevented',
  'code-life/1':
    'lines of source and tests that landed changes wrote and that stood unchanged after so many days, of lines watched that long; intervals count changes, not lines',
} as const;
export type DefinitionId = keyof typeof DEFINITIONS;

/** Equal exactly where every definition is. */
export function definitionDigest(): Digest {
  return digestOfJson(DEFINITIONS);
}
