import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import type { Commit, CommitId } from '../change/index.ts';
import { detectCommitProvenance } from './detect.ts';

function commitOf(message: string): Commit {
  const author = { name: 'Ann Lee', mail: 'ann@example.com' };
  const id = 'a'.repeat(40) as CommitId;
  return { id, parents: [], author, authoredAt: instant(0), committer: author, committedAt: instant(0), message };
}

describe('detectCommitProvenance', () => {
  it('calls a plain commit unknown, never human', () => {
    const found = detectCommitProvenance({ commit: commitOf('Fix a typo\n'), note: null, traces: [] });
    expect(found).toMatchObject({ assistance: 'unknown', class: 'none', tools: [], evidence: [], lines: null });
  });

  it('takes a co-author trailer of a tool as a declaration and the human author as prompter', () => {
    const message = 'Add x\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n';
    const found = detectCommitProvenance({ commit: commitOf(message), note: null, traces: [] });
    expect(found).toMatchObject({
      assistance: 'ai',
      class: 'declared',
      tools: [{ name: 'Claude Code', model: 'Claude Opus 4.6' }],
      evidence: [{ place: 'co-author', line: 3, confidence: 1 }],
      prompters: ['ann@example.com'],
    });
  });
});
