import type { Commit, CommitId, FilePath } from '../src/domain/change/index.ts';
import { detectCommitProvenance, type Provenance } from '../src/domain/provenance/index.ts';
import { instant } from '../src/kernel/index.ts';

/** The parent of every commit made here. */
export const PARENT = 'b'.repeat(40) as CommitId;

/** A commit of one person whose message is all that matters. */
export function commitSaying(message: string, parts: Partial<Commit> = {}): Commit {
  const author = { name: 'Ann Lee', mail: 'ann@example.com' };
  const at = instant(Date.UTC(2026, 0, 3));
  return {
    id: 'a'.repeat(40) as CommitId,
    parents: [PARENT],
    author,
    authoredAt: at,
    committer: author,
    committedAt: at,
    message,
    ...parts,
  };
}

/** What a message alone tells. */
export function heard(message: string): Provenance {
  return detectCommitProvenance({ commit: commitSaying(message), note: null, traces: [] });
}

/** Codes of findings, in order. */
export function codesOf(provenance: Provenance): readonly string[] {
  return provenance.findings.map((finding) => finding.code);
}

/** A git-ai note: attestation lines and metadata. */
export function noteOf(attestations: readonly string[], metadata: Readonly<Record<string, unknown>> = {}): string {
  const full = { schema_version: 'authorship/3.0.0', base_commit_sha: '', prompts: {}, ...metadata };
  return [...attestations, '---', JSON.stringify(full, null, 2)].join('\n');
}

/** Metadata of one session of a tool. */
export function sessionOf(
  key: string,
  agent: { readonly tool: string; readonly model?: string },
  humanAuthor: string | null = null,
) {
  return { sessions: { [key]: { agent_id: { id: 'x', model: 'unknown', ...agent }, human_author: humanAuthor } } };
}

/** Added lines by path. */
export function addedLines(counts: Readonly<Record<string, number | null>>): ReadonlyMap<FilePath, number | null> {
  return new Map(Object.entries(counts) as [FilePath, number | null][]);
}

/**
 * How much longer `run` takes on eight times the input: about 8 where work is linear, 64 where it is quadratic. Time of the
 * processor is measured, the best of several runs counts, and a bad result is tried again: other work on the machine does not decide.
 */
export function growthOf(run: (size: number) => void, size: number): number {
  const best = (length: number): number => {
    let shortest = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3; round += 1) {
      const start = process.cpuUsage();
      run(length);
      shortest = Math.min(shortest, process.cpuUsage(start).user / 1000);
    }
    return shortest;
  };
  let growth = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 5 && growth > GROWTH_LIMIT; attempt += 1) {
    growth = Math.min(growth, best(size * 8) / Math.max(best(size), 0.05));
  }
  return growth;
}

/** Between linear (8) and quadratic (64). */
export const GROWTH_LIMIT = 24;
