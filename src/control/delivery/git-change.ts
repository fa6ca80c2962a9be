import { type Change, type CommitId, classifyFile, statedReferences } from '../../domain/change/index.ts';
import type { ChangeWork, DeliveredChange, Repair } from '../../domain/delivery/index.ts';
import type { ChangeLabel } from '../../domain/replay/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';
import type { Assessment } from '../assess.ts';

/** Id of a landed change that nobody submitted: its last commit. */
export function landedId(commit: CommitId | string): string {
  return `landed:${commit}`;
}

/** What one landed change is to delivery, as far as git alone tells; its outcome is told by {@link repairOf}. */
export function changeFromGit(
  { change, provenance, place, reviewLines, decision }: Assessment,
  known: { readonly repository: string; readonly commit: CommitId },
): Omit<DeliveredChange, 'repair'> {
  return {
    id: landedId(known.commit),
    repository: known.repository,
    services: place?.services ?? [],
    tier: place?.tier ?? null,
    work: workOf(change),
    assistance: provenance.assistance,
    evidence: provenance.class,
    size: reviewLines,
    lane: laneOf(change),
    moments: {
      begun: begunOf(change),
      opened: null,
      answered: null,
      approved: null,
      queued: null,
      landed: change.at,
      closed: null,
    },
    holds: [],
    seniorMinutes: decision.wouldSeniorMinutes,
    passed: null,
  };
}

/** What became of a landed change, by later history. */
export function repairOf(label: ChangeLabel, landedAt: (commit: CommitId) => Instant | null): Repair {
  switch (label.kind) {
    case 'none':
      return { kind: 'none' };
    case 'censored':
      return { kind: 'unknown' };
    default: {
      const [by] = label.by;
      return {
        kind: label.kind,
        by: by === undefined ? label.kind : landedId(by),
        at: by === undefined ? null : landedAt(by),
      };
    }
  }
}

/** What most of its changed lines are; files without a count weigh one line. */
export function workOf({ files }: Pick<Change, 'files'>): ChangeWork {
  const lines = new Map<ChangeWork, number>();
  for (const { path, addedLines, deletedLines } of files) {
    const kind = classifyFile(path);
    lines.set(kind, (lines.get(kind) ?? 0) + Math.max(1, (addedLines ?? 0) + (deletedLines ?? 0)));
  }
  let found: ChangeWork = 'unknown';
  for (const [kind, count] of lines) if (count > (lines.get(found) ?? 0)) found = kind;
  return found;
}

function laneOf({ commits, headBranch }: Change): DeliveredChange['lane'] {
  const [first] = commits;
  const isRevert =
    first !== undefined &&
    commits.length === 1 &&
    statedReferences(first.message).some(({ kind }) => kind === 'reverts');
  if (isRevert) return 'revert';
  return headBranch !== null && /^(?:hotfix|emergency)(?:[/-]|$)/i.test(headBranch) ? 'hotfix' : 'normal';
}

/** The first authored moment; a squash carries that of its landing, which says nothing. */
function begunOf({ landing, commits, at }: Change): Instant | null {
  if (landing === 'squash') return null;
  const own = commits.filter(({ parents }) => parents.length < 2);
  if (own.length === 0) return null;
  const begun = Math.min(...own.slice(0, FIRST).map(({ authoredAt }) => authoredAt));
  return at !== null && begun <= at ? instant(begun) : null;
}

/** Commits of a change are oldest first; a merge of thousands brings a branch. */
const FIRST = 1_000;
