import type { Change, CommitId } from '../../domain/change/index.ts';
import type { Landing } from '../../domain/pattern/index.ts';
import { type AgentTable, combineProvenance } from '../../domain/provenance/index.ts';
import { comparableMail, isAutomated } from '../../domain/review/index.ts';
import { provenanceOfCommit } from '../assess.ts';
import { addedLines, type ProvenanceRecords } from '../recorded-lines.ts';

/** A landed change as the book of patterns remembers it. */
export function landingOf(
  change: Change,
  known: { readonly records: ProvenanceRecords; readonly agents: AgentTable },
): Landing {
  const { assistance, class: evidence, tools } = provenanceOfLanding(change, known);
  return {
    commit: change.head as CommitId,
    at: change.at,
    engineer: engineerOf(change),
    isBot: isAutomated({ personId: null, mail: change.author.mail, handle: null }, []),
    pullRequest: change.pullRequest,
    title: change.title,
    assistance,
    evidence,
    tools: [...new Set(tools.map(({ name }) => name))],
  };
}

/** Whoever a change is put down to, as people are compared. */
export function engineerOf({ author }: Pick<Change, 'author'>): string {
  return comparableMail(author.mail) ?? author.name;
}

function provenanceOfLanding(change: Change, { records, agents }: Parameters<typeof landingOf>[1]) {
  const alone = change.commits.length === 1 && change.commits[0]?.parents.length !== 2;
  const lines = alone ? addedLines(change.files) : null;
  const parts = change.commits.map((commit) => ({
    commit,
    provenance: provenanceOfCommit(commit, { records, agents, addedLines: lines }),
  }));
  return combineProvenance(parts, { branch: change.headBranch, pullRequest: null, environment: [], agents });
}
