import { assertNever } from '../../kernel/index.ts';
import { type DeploymentGate, type GateDecision, type GateReason, MAX_GATE_CHANGES } from './gate-model.ts';
import { commitReasons } from './judge.ts';
import { type CommitRecord, type LandingRecord, MAX_REASONS } from './model.ts';

/** A forge and its copy learn of a landing within this; until then only what is let pass is certain. */
export const GATE_GRACE_MS = 60_000;
/** GitHub ends a deployment that waits after 30 days without a word; a day before, it is told why. */
export const GATE_LIMIT_MS = 29 * 24 * 60 * 60_000;

/**
 * What is said of a deployment that waits, `ageMs` after it was asked about: approved only where everything that it brings was
 * let pass, rejected where something surely was not. What cannot be told waits, and is rejected when its time is nearly over.
 */
export function judgeGate(
  gate: DeploymentGate,
  given: {
    readonly record: CommitRecord;
    /** Submissions that had this commit as their head. */
    readonly proposed: readonly string[];
    readonly ageMs: number;
  },
): GateDecision {
  const { record, proposed, ageMs } = given;
  const [submission = null] = proposed;
  const reasons = commitReasons(gate.commit, record)
    .slice(0, MAX_REASONS)
    .map((reason) => (reason.code === 'not-on-protected-branch' ? { ...reason, submission } : reason));
  const landings = record.kind === 'landed' ? record.landings : [];
  const named =
    record.kind === 'not-on-protected-branch' ? proposed : landings.flatMap((each) => each.submission ?? []);
  const changes = [...new Set(named)].slice(0, MAX_GATE_CHANGES);
  if (reasons.length === 0) return { state: 'approved', reasons, changes };
  const isOver = ageMs >= GATE_LIMIT_MS;
  const isSure = isRefused(record) && ageMs >= GATE_GRACE_MS;
  return { state: isOver || isSure ? 'rejected' : 'waiting', reasons, changes };
}

/** The same under brakes: what would be let go waits, and goes by itself once they end. What is refused stays refused. */
export function brakedGate(
  decision: GateDecision,
  holds: readonly Extract<GateReason, { code: 'braked' }>[],
): GateDecision {
  if (decision.state !== 'approved' || holds.length === 0) return decision;
  return { ...decision, state: 'waiting', reasons: holds.slice(0, MAX_REASONS) };
}

/** What has to be done so that a deployment of this may go; one sentence, for people. */
export function gateNextStep(reasons: readonly GateReason[]): string {
  const first = reasons[0]?.code;
  switch (first) {
    case undefined:
      return 'Nothing is left to do.';
    case 'braked':
      return 'Wait until the brake ends or a human releases it (firebreak brake list); it then goes by itself.';
    case 'landed-without-decision':
    case 'landed-while-held':
    case 'landed-while-blocked':
      return 'Revert it by a change that is let pass; or revert it, propose the same again and let that pass. Then deploy again.';
    case 'not-on-protected-branch':
      return 'Propose it, let it pass, land it on the protected branch, and deploy that commit.';
    case 'unknown-commit':
    case 'cannot-tell':
    case 'configuration-without-submission':
    case 'configuration-not-carried-out':
    case 'image-of-another-commit':
      return 'It is looked at again by itself. Whoever operates this server can say which commit runs there now.';
    default:
      return assertNever(first);
  }
}

/** Whether something of it surely was not let pass; whatever is still being judged is not sure. */
function isRefused(record: CommitRecord): boolean {
  if (record.kind === 'not-on-protected-branch') return true;
  return record.kind === 'landed' && record.landings.some(isRefusedLanding);
}

function isRefusedLanding({ submission, verdict }: LandingRecord): boolean {
  return submission === null || verdict === null || verdict === 'hold' || verdict === 'block';
}
