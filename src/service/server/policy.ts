import type { PolicyReport } from '../../contract/index.ts';
import { type Envelope, type Principal, readRecordTail, submissionEventOf } from '../../control/index.ts';
import { printable } from '../../kernel/index.ts';
import type { Plane } from './plane.ts';
import type { RuleOutcome } from './rule-outcome.ts';
import { isoTime } from './time.ts';
import { eventText } from './timeline.ts';
import { viewerOf } from './viewer.ts';

/** Events shown of the record, the newest. */
const MAX_RECORD = 200;

type Rule = PolicyReport['rules'][number];

/** Screen "Policy & proof": what do the rules do here, and can it be proved? */
export async function policyReport(plane: Plane, principal: Principal): Promise<PolicyReport> {
  const { node, world, board } = plane;
  const open = await board.open();
  const decisions = await Promise.all(open.map((each) => plane.outcomes(each)));
  const rules = new Map<string, Rule>((await rulesInForce(plane)).map((rule) => [rule.rule, rule]));
  const sources = new Map<string, { source: string; digest: string }>();
  decisions.forEach((decision, index) => {
    if (decision === null) return;
    const repository = open[index]?.ref?.repository ?? open[index]?.operation?.repository;
    if (repository !== undefined) sources.set(repository, decision.policy);
    for (const outcome of decision.rules) rules.set(outcome.rule, withOutcome(rules.get(outcome.rule), outcome));
  });
  const [events, checkpoint, record] = await Promise.all([
    node.store.head(),
    node.store.lastCheckpoint(),
    readRecordTail(node, MAX_RECORD),
  ]);
  const repositories = [
    ...new Set(open.flatMap(({ ref, operation }) => ref?.repository ?? operation?.repository ?? [])),
  ].sort();
  return {
    schema: 'firebreak.policy/v1',
    as_of: isoTime(world.now()),
    viewer: viewerOf(principal),
    repositories: repositories.map((repository) => ({
      repository: printable(repository),
      source: sources.get(repository)?.source ?? null,
      digest: sources.get(repository)?.digest ?? null,
    })),
    rules: [...rules.values()].sort((a, b) => b.holding - a.holding || (a.rule < b.rule ? -1 : 1)),
    proof: { events, sealed: checkpoint?.size ?? 0, checkpoint: checkpoint?.note ?? null, key: node.verifier.text },
    record: record.map((envelope) => ({
      position: envelope.position,
      at: isoTime(envelope.at),
      type: envelope.type,
      actor: envelope.actor,
      about: aboutOf(envelope),
      change: submissionEventOf(envelope)?.id ?? null,
      digest: envelope.digest,
    })),
  };
}

/** What happened; of what is no change also where. */
function aboutOf(envelope: Envelope): string {
  const text = printable(eventText(envelope));
  return submissionEventOf(envelope) === null ? `${printable(envelope.stream)}: ${text}` : text;
}

/** The rules of the protected bases, so that one which matches nothing today stands here too, with its reason. */
async function rulesInForce(plane: Plane): Promise<readonly Rule[]> {
  // A forge that cannot be read hides no proof: what decisions say is shown all the same.
  const known = await plane.services().catch(() => null);
  return (known?.rules ?? []).map(({ id, mode, because }) => emptyRule(printable(id), mode, printable(because)));
}

function withOutcome(told: Rule | undefined, outcome: RuleOutcome): Rule {
  const { rule, mode, because, isMatched, isHolding, isUnjudged, seniorMinutes } = outcome;
  const before = told ?? emptyRule(rule, mode, '');
  return {
    ...before,
    because: before.because || (because ?? ''),
    matched: before.matched + (isMatched ? 1 : 0),
    holding: before.holding + (isHolding ? 1 : 0),
    unevaluable: before.unevaluable + (isUnjudged ? 1 : 0),
    senior_minutes: before.senior_minutes + seniorMinutes,
  };
}

function emptyRule(rule: string, mode: Rule['mode'], because: string): Rule {
  return { rule, mode, because, matched: 0, holding: 0, senior_minutes: 0, unevaluable: 0 };
}
