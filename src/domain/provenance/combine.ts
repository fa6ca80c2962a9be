import type { Commit } from '../change/index.ts';
import { readBranch } from './branch.ts';
import type { AgentTable } from './house-agent.ts';
import { sumShares } from './line-share.ts';
import type { Evidence, Provenance, ProvenanceFinding } from './model.ts';
import { detectPullRequest, type PullRequestText } from './pull-request.ts';
import { isDecisive, judge, rankOf, sortEvidence, uniqueFindings } from './verdict.ts';

/** One commit of a change with its provenance. */
export interface CommitProvenance {
  readonly commit: Commit;
  readonly provenance: Provenance;
}

/** What is known of a change beside its commits. */
export interface ChangeContext {
  /** Head branch; `null` where it is not known. */
  readonly branch: string | null;
  readonly pullRequest: PullRequestText | null;
  /** From `readEnvironment`; empty for history. */
  readonly environment: readonly Evidence[];
  /** Agents of the team's own; none where it is left out. */
  readonly agents?: AgentTable;
}

/**
 * Who or what wrote a whole change: AI as soon as a commit or the change's surroundings say so, human only where every
 * commit that is no merge is human and nothing hints at AI, unknown otherwise (a change without commits too). The
 * class is the strongest evidence for AI, and the weakest commit's for human, since all of them must hold. Merge
 * commits bring findings but no authorship. The order of `parts` does not matter.
 */
export function combineProvenance(parts: readonly CommitProvenance[], context: ChangeContext): Provenance {
  const own = parts.filter(({ commit }) => commit.parents.length < 2).map(({ provenance }) => provenance);
  const request = context.pullRequest === null ? null : detectPullRequest(context.pullRequest, context.agents);
  const around = [...surroundings(context), ...(request?.evidence ?? [])];
  const evidence = sortEvidence([...own.flatMap((part) => part.evidence), ...around]);
  const allHuman = own.length > 0 && own.every((part) => part.assistance === 'human');
  const verdict = judge(evidence, { humanCovers: allHuman });
  const isAi = verdict.assistance === 'ai';
  const findings = [...parts.flatMap(({ provenance }) => provenance.findings), ...(request?.findings ?? [])];
  if (allHuman && around.some((piece) => piece.assistance === 'ai' && isDecisive(piece))) findings.push(CONFLICT);
  const people = [...own.flatMap((part) => part.prompters), ...(request?.peopleIf({ isAi }) ?? [])];
  return {
    ...verdict,
    class: verdict.assistance === 'human' ? weakest(own) : verdict.class,
    lines: sumShares(own.map((part) => part.lines)),
    evidence,
    findings: uniqueFindings(findings),
    prompters: [...new Set(people)].sort(),
  };
}

const CONFLICT: ProvenanceFinding = {
  code: 'conflicting-evidence',
  commit: null,
  message: 'every commit says that no AI took part, but the branch, pull request or environment names a tool',
};

function surroundings({ branch, environment }: ChangeContext): Evidence[] {
  const hint = branch === null ? null : readBranch(branch);
  return hint === null ? [...environment] : [hint, ...environment];
}

function weakest(parts: readonly Provenance[]): Provenance['class'] {
  return parts.map((part) => part.class).reduce((a, b) => (rankOf(a) >= rankOf(b) ? a : b), 'attested');
}
