import { assertNever } from '../../kernel/index.ts';
import type { EvidenceKind, MissingRequirement } from '../policy/index.ts';
import { FROM_ANYONE, FROM_OWNERS, type ReviewContext, type SignoffRequirement } from '../review/index.ts';
import type { SignoffSupply } from './clearer.ts';

/** One sentence: what is missing. */
export function messageOf(missing: MissingRequirement): string {
  switch (missing.kind) {
    case 'hold':
      return 'the rule holds this change as it is';
    case 'block':
      return 'the rule refuses this change as it is';
    case 'two-person':
      return `needs sign-offs by 2 distinct people who did not make the change; has ${missing.have}`;
    case 'signoffs':
      return `needs ${describeRequirement(missing.requirement)}; has ${missing.have}`;
    case 'evidence':
      return missing.state === 'absent'
        ? `needs ${EVIDENCE_WORD[missing.evidence]}; none was found`
        : `needs ${EVIDENCE_WORD[missing.evidence]}; whether there is one is unknown: ${missing.why ?? ''}`;
    default:
      return assertNever(missing);
  }
}

/** What is asked for, without what is there already: equal words, equal requirement. */
export function askedOf(missing: MissingRequirement): string {
  switch (missing.kind) {
    case 'hold':
      return 'another change of the facts';
    case 'block':
      return 'nothing: it refuses';
    case 'two-person':
      return 'sign-offs by 2 distinct people';
    case 'signoffs':
      return describeRequirement(missing.requirement);
    case 'evidence':
      return EVIDENCE_WORD[missing.evidence];
    default:
      return assertNever(missing);
  }
}

/** A requirement as people say it: `2 sign-offs by owners, senior or above`. */
export function describeRequirement({ count, level, from }: SignoffRequirement): string {
  const number = count === 1 ? '1 sign-off' : `${count} sign-offs`;
  const group =
    from === FROM_ANYONE
      ? level === null
        ? ' by anybody else'
        : ''
      : from === FROM_OWNERS
        ? ' by owners of the touched paths'
        : ` by ${from}`;
  const floor = level === null ? '' : level === 'principal' ? ', principal' : `, ${level} or above`;
  return number + (group === '' && floor !== '' ? ` by a ${floor.slice(2)}` : group + floor);
}

const EVIDENCE_WORD: Readonly<Record<EvidenceKind, string>> = {
  'test-change': 'a changed test',
  ticket: 'a ticket',
  'rollout-plan': 'a rollout plan',
  'rollback-plan': 'a rollback plan',
};

const EVIDENCE_HOW: Readonly<Record<EvidenceKind, string>> = {
  'test-change': 'change or add a test that covers the new behaviour, and commit it with the change',
  ticket: 'name the ticket in a "Ticket:" trailer of the newest commit, in the title, or in the branch name',
  'rollout-plan':
    'name the plan in a "Rollout-Plan:" trailer, add it below .firebreak/rollout/, or state one for the service in firebreak.yaml',
  'rollback-plan': 'name the plan in a "Rollback-Plan:" trailer, or add it below .firebreak/rollback/',
};

const EVIDENCE_TRAILER: Readonly<Record<EvidenceKind, string | null>> = {
  'test-change': null,
  ticket: 'Ticket: KEY-123',
  'rollout-plan': 'Rollout-Plan: https://example.com/plan',
  'rollback-plan': 'Rollback-Plan: https://example.com/plan',
};

/** One sentence: what clears it. */
export function howToClear(missing: MissingRequirement, supply: SignoffSupply, review: ReviewContext): string {
  switch (missing.kind) {
    case 'hold':
    case 'block':
      return 'change what makes the rule match (see the facts), or change the rule in its own change';
    case 'two-person':
      return howToSignOff(supply, review, 'two distinct people');
    case 'signoffs':
      return howToSignOff(supply, review, describeRequirement(missing.requirement));
    case 'evidence':
      return EVIDENCE_HOW[missing.evidence];
    default:
      return assertNever(missing);
  }
}

function howToSignOff({ clearers, enough }: SignoffSupply, review: ReviewContext, asked: string): string {
  if (review.contentDigest === null) return 'commit the change first: a sign-off is bound to exact content';
  if (clearers.some((clearer) => clearer.kind === 'level')) {
    return `no levels are known: add people with levels to firebreak.yaml, then ask for ${asked}`;
  }
  if (!enough) {
    return `the catalog has too few people who could: add people to firebreak.yaml, or change the rule, which asks for ${asked}`;
  }
  return 'ask one of them to review this exact content and sign it off; the author, prompters, co-authors and agents do not count';
}

/** A command that clears it, or the one that explains it. `amendable`: the newest commit may be rewritten. */
export function argvFor(missing: MissingRequirement, code: string, amendable: boolean): readonly string[] {
  const trailer = missing.kind === 'evidence' ? EVIDENCE_TRAILER[missing.evidence] : null;
  if (trailer === null || !amendable) return ['firebreak', 'explain', code];
  return ['git', 'commit', '--amend', '--no-edit', '--trailer', trailer];
}
