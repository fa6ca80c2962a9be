import type { PolicyReport } from '../../contract/index.ts';
import { PAGE_SIZE, type Principal, readRecordTail } from '../../control/index.ts';
import { printable } from '../../kernel/index.ts';
import { keptDecision } from './kept-decision.ts';
import type { Plane } from './plane.ts';
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
  const decisions = await Promise.all(open.slice(0, PAGE_SIZE).map((each) => keptDecision(plane, each)));
  const rules = new Map<string, Rule>();
  const sources = new Map<string, { source: string; digest: string }>();
  decisions.forEach((document, index) => {
    if (document === null) return;
    const repository = open[index]?.ref?.repository;
    if (repository !== undefined) sources.set(repository, document.policy);
    for (const { rule, mode, outcome } of document.rules) {
      const told = rules.get(rule) ?? emptyRule(rule, mode);
      const blockers = document.blockers.filter((blocker) => blocker.rule === rule);
      rules.set(rule, {
        ...told,
        because: told.because || (blockers[0]?.because ?? ''),
        matched: told.matched + (outcome === 'satisfied' || outcome === 'unsatisfied' ? 1 : 0),
        holding: told.holding + (outcome === 'unsatisfied' && mode === 'enforce' ? 1 : 0),
        unevaluable: told.unevaluable + (outcome === 'unevaluable' ? 1 : 0),
        senior_minutes: told.senior_minutes + (blockers.some(asksSenior) ? document.review.senior_minutes : 0),
      });
    }
  });
  const [events, checkpoint, record] = await Promise.all([
    node.store.head(),
    node.store.lastCheckpoint(),
    readRecordTail(node, MAX_RECORD),
  ]);
  const repositories = [...new Set(open.flatMap(({ ref }) => ref?.repository ?? []))].sort();
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
      about: `${printable(envelope.stream)}: ${printable(eventText(envelope))}`,
      digest: envelope.digest,
    })),
  };
}

function emptyRule(rule: string, mode: Rule['mode']): Rule {
  return { rule, mode, because: '', matched: 0, holding: 0, senior_minutes: 0, unevaluable: 0 };
}

function asksSenior({ code }: { readonly code: string }): boolean {
  return /\/(?:two-person|signoff-)/.test(code);
}
