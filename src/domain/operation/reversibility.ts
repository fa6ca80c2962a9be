import { assertNever } from '../../kernel/index.ts';
import type { Effect, Operation, OperationReading, Reversibility, Unread } from './model.ts';

/** Why a change is not as reversible as it could be. */
export interface ReversibilityReason {
  /** What this reason alone comes to. */
  readonly answer: Exclude<Reversibility, 'yes'>;
  readonly cause:
    | { readonly kind: 'operation'; readonly operation: Operation }
    | { readonly kind: 'unread'; readonly unread: Unread };
  /** What has to be known or done before the code goes back, or instead of that. */
  readonly step: string;
}

/** Whether the code before a change can be put back after the change has run, and what to do where it cannot. */
export interface ReversibilityAssessment {
  readonly answer: Reversibility;
  /** Heaviest first; empty exactly when the answer is `yes`. */
  readonly reasons: readonly ReversibilityReason[];
  /** What to do when the change turns out bad. */
  readonly nextStep: string;
  /** Only a plain `yes` may be rolled back without a person. */
  readonly allowsAutomaticRollback: boolean;
}

/** From what any operation may do to what no rollback mends; a change is as reversible as its heaviest part. */
const ORDER: readonly Reversibility[] = ['yes', 'with-conditions', 'unknown', 'no'];

const NEXT_STEP: Readonly<Record<Reversibility, string>> = {
  yes: 'Put the version before back.',
  'with-conditions':
    'Check the conditions below, then put the version before back; switch the feature off by its flag meanwhile.',
  unknown:
    'Have a person read what could not be judged; until then switch the feature off by its flag, or roll forward.',
  no: 'Do not put the version before back: switch the feature off by its flag, or roll forward with a repair.',
};

/**
 * Folds operations and what could not be read into one answer. Adding an operation or an unread part never makes the
 * answer more reversible, and their order does not count. The effects that forbid a rollback are those of the
 * expand-and-contract rule: what loses data, breaks the code before, or lets in data that it cannot read.
 */
export function assessReversibility({ operations, unread }: OperationReading): ReversibilityAssessment {
  const reasons = [...operations.flatMap(operationReason), ...unread.flatMap(unreadReason)].sort(
    (a, b) => weightOf(b.answer) - weightOf(a.answer),
  );
  const answer = reasons[0]?.answer ?? 'yes';
  return { answer, reasons, nextStep: NEXT_STEP[answer], allowsAutomaticRollback: answer === 'yes' };
}

/** Which of two answers is the less reversible one. */
export function lessReversible(a: Reversibility, b: Reversibility): Reversibility {
  return weightOf(a) >= weightOf(b) ? a : b;
}

function weightOf(answer: Reversibility): number {
  return ORDER.indexOf(answer);
}

function operationReason(operation: Operation): readonly ReversibilityReason[] {
  const answers = operation.effects.map((effect) => answerOf(effect, operation.certainty));
  if (REFUSES_BACK.has(operation.rule)) answers.push('with-conditions');
  const answer = answers.reduce(lessReversible, 'yes');
  if (answer === 'yes') return [];
  return [{ answer, cause: { kind: 'operation', operation }, step: stepOf(operation, answer) }];
}

/** Objects that cannot be changed in place cannot be changed back in place either. */
const REFUSES_BACK: ReadonlySet<string> = new Set([
  'kubernetes/change-selector',
  'kubernetes/immutable-field',
  'kubernetes/claim-template',
  'kubernetes/change-claim',
  'kubernetes/service-type',
]);

function answerOf(effect: Effect, certainty: Operation['certainty']): Reversibility {
  switch (effect) {
    case 'data-losing':
    case 'old-code-breaking':
    case 'new-data-unreadable':
      return certainty === 'certain' ? 'no' : 'with-conditions';
    case 'opaque':
      return 'unknown';
    // Going back closes the door, but not on who came through it.
    case 'access-widening':
    case 'secret-exposing':
      return 'with-conditions';
    // Going back is what mends these.
    case 'lock-hazard':
    case 'service-stopping':
    case 'behaviour-changing':
      return 'yes';
    default:
      return assertNever(effect);
  }
}

function stepOf({ effects, safer, certainty }: Operation, answer: Reversibility): string {
  if (answer === 'no') return NEXT_STEP.no;
  if (answer === 'unknown') return 'Have a person read it before anything is put back.';
  const has = (effect: Effect): boolean => effects.includes(effect);
  if (has('secret-exposing')) return 'Revoke the secret: putting the code back does not take it back.';
  if (has('access-widening')) return 'Put it back, and look at who used the access meanwhile.';
  if (certainty === 'possible') return `Find out whether it applies here before anything is put back. ${safer}`;
  return safer;
}

/** Limits of the search for secrets, which say nothing about going back. */
const BESIDE_THE_POINT: ReadonlySet<string> = new Set(['long-line']);

function unreadReason(unread: Unread): readonly ReversibilityReason[] {
  if (BESIDE_THE_POINT.has(unread.code)) return [];
  return [
    {
      answer: 'unknown',
      cause: { kind: 'unread', unread },
      step: 'Have a person read it before anything is put back.',
    },
  ];
}
