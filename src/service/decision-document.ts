import type { DecisionDocument, ProvenanceSummary } from '../contract/index.ts';
import type { Assessment, BrakedDocument, JudgedProposal } from '../control/index.ts';
import { type Instant, printable, toIso } from '../kernel/index.ts';
import { riskOf } from './factor.ts';
import { operationSummaryOf, reachSummaryOf } from './reach.ts';
import { scannerSummaryOf } from './scanner.ts';

/** Pieces of evidence shown in one document; the strongest come first. */
const SHOWN_EVIDENCE = 40;

/** The contract's document of one judged change. All text in it is printable. */
export function decisionDocumentOf({ assessment, rulebook }: JudgedProposal): DecisionDocument {
  const { decision, place, provenance } = assessment;
  return {
    schema: 'firebreak.decision/v1',
    decision: decision.decision,
    would_decide: decision.wouldDecide,
    exit: decision.exit,
    would_exit: decision.wouldExit,
    mode: decision.mode,
    change: changeOf(assessment),
    tier: place?.tier ?? null,
    services: [...(place?.services ?? [])].map(printable),
    risk: riskOf(assessment),
    provenance: provenanceSummaryOf(provenance),
    scanner: scannerSummaryOf(assessment),
    operations: operationSummaryOf(assessment),
    reach: reachSummaryOf(assessment),
    blockers: decision.blockers.map(blockerOf),
    unevaluable: decision.unevaluable.map(({ rule, mode, missing }) => ({
      rule,
      mode,
      missing: missing.map(({ fact, why }) => ({ fact, why: printable(why) })),
    })),
    rules: decision.outcomes.map(({ rule, kind }) => ({ rule: rule.id, mode: rule.mode, outcome: kind })),
    evidence: decision.evidence.map(({ kind, text }) => ({ kind, text: printable(text) })),
    review: {
      minutes: decision.review.minutes,
      low: decision.review.low,
      high: decision.review.high,
      senior_minutes: decision.seniorMinutes,
      method: decision.review.method,
    },
    policy: {
      source: rulebook.configuration.source,
      digest: decision.policyDigest,
      edited_by_change: decision.policyEditedByChange,
    },
    policy_version: decision.policyDigest.slice(0, 'sha256:'.length + 12),
    facts_digest: decision.factsDigest,
    unknown_facts: decision.unknownFacts.map(({ fact, why }) => ({ fact, why: printable(why) })),
    warnings: warningsOf(rulebook),
    decided_at: isoOf(decision.decidedAt) ?? '1970-01-01T00:00:00.000Z',
    next_step: {
      text: printable(decision.nextStep.text),
      argv: decision.nextStep.argv === null ? null : [...decision.nextStep.argv],
    },
  };
}

/** A decision's document with what brakes put in its way, first; everything else is as it was. */
export const brakedDocument: BrakedDocument = (before, { blockers, decision, at }) => {
  const document = before as DecisionDocument;
  const [first] = blockers;
  const exit = decision === 'block' ? 1 : 3;
  return {
    ...document,
    decision,
    would_decide: document.would_decide === 'allow' ? 'hold' : document.would_decide,
    exit,
    would_exit: document.would_decide === 'allow' ? 3 : document.would_exit,
    mode: 'enforce',
    blockers: [...blockers.map(blockerOf), ...document.blockers],
    decided_at: isoOf(at) ?? document.decided_at,
    next_step:
      first === undefined || document.decision !== 'allow'
        ? document.next_step
        : { text: printable(first.how), argv: first.argv === null ? null : [...first.argv] },
  } satisfies DecisionDocument;
};

function blockerOf(blocker: Assessment['decision']['blockers'][number]): DecisionDocument['blockers'][number] {
  return {
    code: blocker.code,
    rule: blocker.rule,
    mode: blocker.mode,
    effect: blocker.effect,
    message: printable(blocker.message),
    because: printable(blocker.because),
    facts: blocker.facts.map(({ name, value }) => ({ name, value: printable(value) })),
    where: blocker.where.map((path) => ({ path: printable(path), line: null })),
    who_can_clear: blocker.whoCanClear.map(({ kind, name }) => ({ kind, name: printable(name) })),
    how: printable(blocker.how),
    argv: blocker.argv === null ? null : [...blocker.argv],
    expires_at: blocker.expiresAt === null ? null : toIso(blocker.expiresAt),
  };
}

/** Warnings that whoever checks a change must hear of, whatever the verdict; `firebreak policy lint` lists the others. */
const LOUD = ['quarantine-lapsed'];

function warningsOf({ configuration }: JudgedProposal['rulebook']): DecisionDocument['warnings'] {
  return configuration.problems
    .filter(({ code }) => LOUD.includes(code))
    .map(({ code, file, line, message }) => ({ code, file: printable(file), line, message: printable(message) }));
}

/** RFC 3339, or `null` for no moment and for one that no calendar holds. */
export function isoOf(at: Instant | null): string | null {
  return at === null ? null : toIso(at);
}

/** Who or what wrote it, for any document. */
export function provenanceSummaryOf(provenance: Assessment['provenance']): ProvenanceSummary {
  return {
    assistance: provenance.assistance,
    evidence: provenance.class,
    tools: provenance.tools.map(({ name, model }) => ({
      name: printable(name),
      model: model === null ? null : printable(model),
    })),
    lines: provenance.lines,
    where: provenance.evidence.slice(0, SHOWN_EVIDENCE).map((piece) => ({
      class: piece.class,
      assistance: piece.assistance,
      place: piece.place,
      commit: piece.commit,
      line: piece.line,
      text: printable(piece.text),
      confidence: piece.confidence,
    })),
    findings: provenance.findings.map(({ code, commit, message }) => ({ code, commit, message: printable(message) })),
  };
}

function changeOf({ change, facts }: Assessment): DecisionDocument['change'] {
  return {
    id: printable(change.id),
    kind: change.kind,
    landing: change.landing,
    title: printable(change.title),
    base: change.base,
    head: change.head,
    base_branch: printableOrNull(change.baseBranch),
    head_branch: printableOrNull(change.headBranch),
    pull_request: printableOrNull(change.pullRequest),
    content_digest: change.contentDigest,
    author: printable(facts.values.author.id ?? change.author.mail),
    files: change.files.length,
    added_lines: facts.values.change.added_lines ?? null,
    deleted_lines: facts.values.change.deleted_lines ?? null,
    at: isoOf(change.at),
    gaps: change.gaps.map(({ code, message }) => ({ code, message: printable(message) })),
  };
}

function printableOrNull(text: string | null): string | null {
  return text === null ? null : printable(text);
}
