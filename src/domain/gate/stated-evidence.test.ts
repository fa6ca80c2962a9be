import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import type { Change, Commit, CommitId, FilePath } from '../change/index.ts';
import { NO_CONTEXT } from './fact-input.ts';
import { statedEvidence } from './stated-evidence.ts';

function commit(message: string): Commit {
  const who = { name: 'Ana', mail: 'ana@x' };
  const id = 'a'.repeat(40) as CommitId;
  return { id, parents: [], author: who, authoredAt: instant(0), committer: who, committedAt: instant(0), message };
}

function change(
  other: Partial<Change> & { readonly messages?: readonly string[]; readonly added?: readonly string[] },
): Change {
  const { messages = [], added = [], ...rest } = other;
  return {
    id: 'branch:x',
    kind: 'branch',
    landing: null,
    pullRequest: null,
    headBranch: null,
    baseBranch: 'main',
    base: null,
    head: null,
    author: { name: 'Ana', mail: 'ana@x' },
    title: '',
    at: null,
    commits: messages.map(commit),
    files: added.map((path) => ({
      path: path as FilePath,
      previousPath: null,
      status: 'added',
      kind: 'text',
      addedLines: 1,
      deletedLines: 0,
    })),
    contentDigest: null,
    gaps: [],
    ...rest,
  };
}

const tickets = (given: Parameters<typeof change>[0], context = NO_CONTEXT) =>
  statedEvidence(change(given), context).tickets;

describe('tickets', () => {
  it.each([
    ['Subject\n\nTicket: PAY-12', ['PAY-12']],
    ['Subject\n\nRefs: PAY-12, OPS-3', ['OPS-3', 'PAY-12']],
    ['Subject\n\nRefs: #12', ['#12']],
    ['Subject\n\nFixes #12', ['#12']],
    ['Subject\n\ncloses owner/name#7', ['#7']],
    ['Subject\n\nResolves: https://tracker.example/browse/PAY-9', ['PAY-9']],
    ['Subject\n\nTi\u200bcket: PAY-12', ['PAY-12']],
  ])('are found in %j', (message, found) => {
    expect(tickets({ messages: [message] })).toEqual(found);
  });

  it.each([
    'Subject\n\nTicket:',
    'Subject\n\nTicket: none',
    'Subject\n\nSee PAY-12 for background',
    'Subject\n\nRefs: UTF-8 and SHA-256',
    'Subject\n\nFixes the 12 tests',
    'Fixes: 1234567890ab ("Earlier change")',
  ])('are not found in %j', (message) => {
    expect(tickets({ messages: [message] })).toEqual([]);
  });

  it('are found in title and branch name', () => {
    expect(tickets({ title: 'PAY-12: charge once' })).toEqual(['PAY-12']);
    expect(tickets({ title: 'Read UTF-8 and ISO-8859 names' })).toEqual([]);
    expect(tickets({ headBranch: 'feature/PAY-12-charge_once' })).toEqual(['PAY-12']);
    for (const headBranch of ['ana/tidy', 'codex/fix-2', 'claude/update-3-things', 'release/UTF-8', 'x/PAY-1x']) {
      expect(tickets({ headBranch })).toEqual([]);
    }
  });

  it('are found in what the caller says', () => {
    expect(tickets({}, { ...NO_CONTEXT, tickets: ['X-1'], body: 'Fixes #3\r\n' })).toEqual(['#3', 'X-1']);
  });

  it('are bounded for hostile messages', () => {
    const started = Date.now();
    const message = `S\n\nTicket: ${'A-1 '.repeat(50_000)}\n${'fixes fixes '.repeat(50_000)}`;
    expect(tickets({ messages: Array.from({ length: 50 }, () => message) }).length).toBeLessThanOrEqual(20);
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});

describe('plans', () => {
  it('are named by a trailer', () => {
    const said = statedEvidence(
      change({ messages: ['S\n\nRollout-Plan: https://plans.example/7\nRollback-plan: revert'] }),
      NO_CONTEXT,
    );
    expect(said).toMatchObject({ rolloutPlan: true, rollbackPlan: true });
  });

  it('are part of the change', () => {
    expect(statedEvidence(change({ added: ['.firebreak/rollout/pay.md'] }), NO_CONTEXT)).toMatchObject({
      rolloutPlan: true,
      rollbackPlan: false,
    });
    expect(statedEvidence(change({ added: ['.firebreak/rollback/pay.md'] }), NO_CONTEXT)).toMatchObject({
      rolloutPlan: false,
      rollbackPlan: true,
    });
  });

  it('are not there for an empty trailer, a mention, or a deleted plan', () => {
    const gone = change({ added: ['.firebreak/rollout/pay.md'] });
    const deleted = { ...gone, files: gone.files.map((file) => ({ ...file, status: 'deleted' as const })) };
    expect(statedEvidence(deleted, NO_CONTEXT).rolloutPlan).toBe(false);
    const said = statedEvidence(
      change({ messages: ['S\n\nRollout-Plan:\n\nThe Rollout-Plan: is missing'] }),
      NO_CONTEXT,
    );
    expect(said).toMatchObject({ rolloutPlan: false, rollbackPlan: false });
  });
});
