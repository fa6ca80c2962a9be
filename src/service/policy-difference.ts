import type { PolicyDifferenceDocument, PolicyFlip } from '../contract/index.ts';
import type { Delay, Flip, FlipSide, PolicyDifference, Rulebook } from '../control/index.ts';
import { printable } from '../kernel/index.ts';
import { isoOf } from './decision-document.ts';

/** The files that the caller named for the two policies; `null` = the base's own. */
export interface NamedPolicies {
  readonly policy: string | null;
  readonly against: string | null;
}

/** The contract's document of what flips between two policies. */
export function policyDifferenceOf(given: {
  readonly difference: PolicyDifference;
  readonly rulebook: Rulebook;
  readonly against: Rulebook;
  readonly files: NamedPolicies;
}): PolicyDifferenceDocument {
  const { difference, files } = given;
  const { harm, seniorMinutes, delay } = difference;
  return {
    schema: 'firebreak.policy-difference/v1',
    policy: policyOf(given.rulebook),
    against: policyOf(given.against),
    kinds: difference.kinds,
    unevaluable: difference.unevaluable,
    held: difference.held,
    harm,
    harmless: difference.harmless,
    senior_minutes: {
      policy: seniorMinutes.policy,
      against: seniorMinutes.against,
      per_week: seniorMinutes.perWeek,
    },
    delay: { ...delay, policy: delayDocumentOf(delay.policy), against: delayDocumentOf(delay.against) },
    rules: difference.rules.map((rule) => ({
      rule: rule.rule,
      mode: rule.mode,
      flips: rule.flips,
      unevaluable: rule.unevaluable,
      harm_gained: rule.harmGained,
      harm_lost: rule.harmLost,
    })),
    flips: difference.flips.map((flip) => flipDocumentOf(flip, files)),
  };
}

/** Hours of waiting in the words of the contract. */
export function delayDocumentOf({ hoursPerWeek, ...delay }: Delay): PolicyDifferenceDocument['delay']['policy'] {
  return { ...delay, hours_per_week: hoursPerWeek };
}

function policyOf({ configuration }: Rulebook): PolicyDifferenceDocument['policy'] {
  return { source: configuration.source, digest: configuration.digest };
}

function flipDocumentOf(flip: Flip, files: NamedPolicies): PolicyFlip {
  return {
    commit: flip.commit,
    title: printable(flip.title),
    pull_request: flip.pullRequest === null ? null : printable(flip.pullRequest),
    landed_at: isoOf(flip.landedAt),
    label: flip.label,
    kind: flip.kind,
    unevaluable: flip.unevaluable,
    rules: flip.rules.map((rule) => ({ ...rule })),
    policy: sideOf(flip.policy),
    against: sideOf(flip.against),
    explain: explainOf(flip, files),
  };
}

function sideOf({ decision, asks, seniorMinutes, waits }: FlipSide): PolicyFlip['policy'] {
  return { decision, asks: asks.map(printable), senior_minutes: seniorMinutes, waits };
}

function explainOf({ commit, rules: [first] }: Flip, files: NamedPolicies): string[] | null {
  if (first === undefined) return null;
  const file = files[first.side];
  return ['firebreak', 'explain', first.rule, '--change', commit, ...(file === null ? [] : ['--policy', file])];
}
