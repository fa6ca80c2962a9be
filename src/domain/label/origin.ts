import { DAY_MS, type Instant } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import { type FixEvidence, type Label, type LabelPlace, PLACE_LIMIT, type SuspectLine } from './model.ts';

/** Older lines are hardly ever the cause: see docs/decisions/0011-szz.md. */
export const ORIGIN_AGE_LIMIT_DAYS = 365;
/** A neighbour may outrank a changed line only while it is this young at the time of the fix. */
export const NEIGHBOUR_AGE_LIMIT_DAYS = 90;

/** Which commit made a fix necessary, or why nobody can tell; no answer never means that nothing was wrong. */
export type Origin =
  | {
      readonly kind: 'found';
      readonly commit: CommitId;
      readonly by: SuspectLine['role'];
      /** Lines of that commit among those asked about, at most {@link PLACE_LIMIT}. */
      readonly places: readonly LabelPlace[];
      /** Commits that were weighed. */
      readonly candidates: number;
      /** From its commit to the fix's, 0 where a clock runs backwards. */
      readonly ageMs: number;
    }
  | {
      readonly kind: 'no-answer';
      /** `unreadable`: there are gaps and nothing else. `after-report`: all were written after the fault was reported. */
      readonly reason: 'root-commit' | 'no-line' | 'too-old' | 'unreadable' | 'after-report';
    };

/**
 * R-SZZ: of the commits that last touched the lines a fix changed, the one committed last (Davies et al. 2014; Rosa et
 * al., ICSE 2021); of two at the same instant the one with more lines, then the greater id. Beyond it: a neighbouring
 * line answers where no changed line counts, or where it is both younger than every changed line and within
 * {@link NEIGHBOUR_AGE_LIMIT_DAYS}; nothing older than {@link ORIGIN_AGE_LIMIT_DAYS} is an answer. With `reportedAt`,
 * the time a tracker gives, later commits are left out (Śliwerski et al. 2005).
 */
export function originOf(evidence: FixEvidence, reportedAt: Instant | null = null): Origin {
  if (evidence.parent === null) return { kind: 'no-answer', reason: 'root-commit' };
  const inTime = evidence.lines.filter(({ committedAt }) => reportedAt === null || committedAt <= reportedAt);
  if (inTime.length === 0) return { kind: 'no-answer', reason: reasonOf(evidence) };
  const changed = latest(inTime.filter(({ role }) => role === 'changed'));
  const neighbour = latest(inTime.filter(({ role }) => role === 'neighbour'));
  const chosen = choose({ changed, neighbour, evidence });
  if (chosen === null || ageOf(chosen, evidence.fixedAt) > ORIGIN_AGE_LIMIT_DAYS * DAY_MS) {
    return { kind: 'no-answer', reason: 'too-old' };
  }
  const { commit, role } = chosen;
  return {
    kind: 'found',
    commit,
    by: role,
    places: inTime
      .filter((line) => line.commit === commit && line.role === role)
      .map(place)
      .slice(0, PLACE_LIMIT),
    candidates: new Set(inTime.map((line) => line.commit)).size,
    ageMs: ageOf(chosen, evidence.fixedAt),
  };
}

/** The label that a fix's origin gives; `null` without an answer. */
export function originLabel(evidence: FixEvidence, origin: Origin): Label | null {
  if (origin.kind === 'no-answer') return null;
  const kind = origin.by === 'changed' ? 'szz' : 'szz-neighbour';
  return { kind, culprit: origin.commit, by: evidence.fix, places: origin.places };
}

function reasonOf(evidence: FixEvidence): (Origin & { readonly kind: 'no-answer' })['reason'] {
  if (evidence.older.changed + evidence.older.neighbour > 0) return 'too-old';
  if (evidence.lines.length > 0) return 'after-report';
  return evidence.gaps.length > 0 ? 'unreadable' : 'no-line';
}

function choose(given: {
  changed: SuspectLine | null;
  neighbour: SuspectLine | null;
  evidence: FixEvidence;
}): SuspectLine | null {
  const { changed, neighbour, evidence } = given;
  if (neighbour === null) return changed;
  const alone = changed === null && evidence.older.changed === 0;
  const young = ageOf(neighbour, evidence.fixedAt) <= NEIGHBOUR_AGE_LIMIT_DAYS * DAY_MS;
  const younger = changed === null || neighbour.committedAt > changed.committedAt;
  return alone || (young && younger) ? neighbour : changed;
}

function ageOf(line: SuspectLine, fixedAt: Instant): number {
  return Math.max(0, fixedAt - line.committedAt);
}

function latest(lines: readonly SuspectLine[]): SuspectLine | null {
  const counts = new Map<CommitId, number>();
  for (const { commit } of lines) counts.set(commit, (counts.get(commit) ?? 0) + 1);
  const weight = (line: SuspectLine): number => counts.get(line.commit) ?? 0;
  const ranked = [...lines].sort(
    (a, b) => b.committedAt - a.committedAt || weight(b) - weight(a) || (a.commit < b.commit ? 1 : -1),
  );
  return ranked[0] ?? null;
}

function place(line: SuspectLine): LabelPlace {
  return { path: line.path, line: line.line };
}
