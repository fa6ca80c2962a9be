import type { Commit, CommitId, Identity } from '../../src/domain/change/index.ts';
import {
  combineProvenance,
  detectCommitProvenance,
  type Provenance,
  readAgentTraces,
  readEnvironment,
} from '../../src/domain/provenance/index.ts';
import { instant } from '../../src/kernel/index.ts';

/** One case of a provenance benchmark: a commit and its surroundings, with the answer that is right. */
export interface ProvenanceCase {
  /** Row of the table of tools the case belongs to; absent in negatives. */
  readonly row?: string;
  readonly title: string;
  readonly message: string;
  readonly author?: Identity;
  readonly committer?: Identity;
  readonly branch?: string;
  readonly pullRequest?: { readonly body: string; readonly labels: readonly string[]; readonly author: string | null };
  readonly note?: string;
  /** One Agent Trace record; `$PARENT` stands for the commit's parent. */
  readonly trace?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly expect: {
    readonly assistance: 'ai' | 'human' | 'unknown';
    readonly class?: string;
    readonly tool?: string;
    readonly model?: string;
    readonly findings?: readonly string[];
  };
}

const PARENT = 'b'.repeat(40) as CommitId;
const PERSON: Identity = { name: 'Ann Lee', mail: 'ann@example.com' };
const NOW = instant(Date.UTC(2026, 0, 3));

/** The commit a case describes. */
export function commitOf(given: ProvenanceCase): Commit {
  return {
    id: 'a'.repeat(40) as CommitId,
    parents: [PARENT],
    author: given.author ?? PERSON,
    authoredAt: NOW,
    committer: given.committer ?? PERSON,
    committedAt: NOW,
    message: given.message,
  };
}

/** What is answered for a case, by the same way that a change goes. */
export function answer(given: ProvenanceCase): Provenance {
  const commit = commitOf(given);
  const traces = readAgentTraces((given.trace ?? '').replaceAll('$PARENT', PARENT)).records;
  const provenance = detectCommitProvenance({ commit, note: given.note ?? null, traces });
  return combineProvenance([{ commit, provenance }], {
    branch: given.branch ?? null,
    pullRequest: given.pullRequest ?? null,
    environment: readEnvironment({ variables: given.environment ?? {}, hasDevinFolder: false }),
  });
}

/** What is wrong with an answer, in words; empty = right. */
export function mistakesIn(given: ProvenanceCase, found: Provenance): readonly string[] {
  const { expect } = given;
  const mistakes: string[] = [];
  if (found.assistance !== expect.assistance) mistakes.push(`assistance ${found.assistance}, not ${expect.assistance}`);
  if (expect.class !== undefined && found.class !== expect.class)
    mistakes.push(`class ${found.class}, not ${expect.class}`);
  const names = found.tools.map((tool) => tool.name);
  if (expect.tool !== undefined && !names.includes(expect.tool))
    mistakes.push(`tools ${names.join(', ')}, not ${expect.tool}`);
  const models = found.tools.map((tool) => tool.model);
  if (expect.model !== undefined && !models.includes(expect.model))
    mistakes.push(`models ${models.join(', ')}, not ${expect.model}`);
  const codes = found.findings.map((finding) => finding.code);
  for (const code of expect.findings ?? [])
    if (!codes.some((known) => known === code)) mistakes.push(`no finding ${code}`);
  return mistakes;
}
