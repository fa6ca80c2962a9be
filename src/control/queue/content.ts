import { compileGlob, matchesPath } from '../../domain/catalog/index.ts';
import type { CommitId } from '../../domain/change/index.ts';
import type { Quarantine } from '../../domain/flaky-test/index.ts';
import type { GateWord, Lane, QueuedContent, QueueRules } from '../../domain/merge-queue/index.ts';
import type { QueueStatement } from '../../domain/policy/index.ts';
import type { Digest } from '../../kernel/index.ts';
import type { Assessment } from '../assess.ts';

/** Builds at once, and the length of a build, while nothing is stated or measured. */
const WORKERS = 2;
const EXPECTED_MS = 10 * 60_000;
const SPREAD_MS = 5 * 60_000;
/** What is taken for a change's chance to break the branch where no risk was computed, and the bounds of what is believed. */
const FAILURE = { unknown: 0.05, min: 0.01, max: 0.9 };
const MAX_REASONS = 20;
const MAX_TITLE = 300;

/** What the branch that changes land on states for its queue. */
export interface StatedQueue {
  readonly statement: QueueStatement;
  readonly quarantines: readonly Quarantine[];
}

/** The rules of a queue as a statement gives them. */
export function queueRulesOf(statement: QueueStatement): QueueRules {
  const { proof, workers } = statement;
  return { proof, workers: workers ?? WORKERS, expectedMs: EXPECTED_MS, spreadMs: SPREAD_MS };
}

/** Which declared targets paths touch, sorted; `null` = one of them is in no target, or they are not known: it may be all. */
export function targetFinder(statement: QueueStatement): (paths: readonly string[] | null) => readonly string[] | null {
  const targets = Object.entries(statement.targets).map(([name, globs]) => ({
    name,
    patterns: globs.flatMap((glob) => {
      const compiled = compileGlob(glob);
      return compiled.ok ? [compiled.value] : [];
    }),
  }));
  return (paths) => {
    if (paths === null || targets.length === 0) return null;
    const found = new Set<string>();
    for (const path of paths) {
      const own = targets.filter(({ patterns }) => patterns.some((pattern) => matchesPath(pattern, path)));
      if (own.length === 0) return null;
      for (const { name } of own) found.add(name);
    }
    return [...found].sort();
  };
}

/** What the queue keeps of a decision. `apart` = what the rules alone say: an entry may wait and be built under a brake. */
export function gateWordOf({ change, decision }: Assessment, brakes: 'with' | 'apart' = 'with'): GateWord {
  return {
    verdict: brakes === 'with' ? decision.decision : decision.ruled,
    contentDigest: change.contentDigest,
    policyDigest: decision.policyDigest,
    factsDigest: decision.factsDigest,
    reasons: [...new Set(decision.blockers.filter(({ mode }) => mode === 'enforce').map(({ code }) => code))].slice(
      0,
      MAX_REASONS,
    ),
    at: decision.decidedAt,
  };
}

/** A word under brakes: what the rules let pass is held, and builds go on. A refusal stays one. */
export function heldBy(word: GateWord, codes: readonly string[]): GateWord {
  if (codes.length === 0) return word;
  const verdict = word.verdict === 'allow' ? 'hold' : word.verdict;
  return { ...word, verdict, reasons: [...codes, ...word.reasons].slice(0, MAX_REASONS) };
}

/**
 * A word on the very commit that was queued. What it brings to the branch is less once the branch holds a part of it, a parent of a stack
 * above all; its content is still the one that was queued.
 */
export function wordOnSameHead({ contentDigest }: { readonly contentDigest: Digest }, gate: GateWord): GateWord {
  return { ...gate, contentDigest };
}

/** What is queued of a judged change. */
export function queuedContentOf(given: {
  readonly change: string;
  readonly title: string;
  readonly head: CommitId;
  readonly contentDigest: Digest;
  readonly gate: GateWord;
  readonly targets: readonly string[] | null;
  readonly lane: Lane;
  readonly revertOf: CommitId | null;
  readonly cohort: string | null;
  /** `null` = not computed. */
  readonly risk: number | null;
}): QueuedContent {
  const { risk, title, ...content } = given;
  const failure = Math.min(FAILURE.max, Math.max(FAILURE.min, risk ?? FAILURE.unknown));
  return { ...content, title: title.slice(0, MAX_TITLE), failure };
}

/** Changes of one agent and model from one base fail together; people's changes do not. */
export function cohortOf({ provenance, change }: Assessment): string | null {
  const [tool] = provenance.tools;
  if (provenance.assistance !== 'ai' || tool === undefined) return null;
  return `${tool.name} ${tool.model ?? ''} ${change.base ?? ''}`;
}
