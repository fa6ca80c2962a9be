import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addedLines, commitSaying, PARENT } from '../../../test/provenance-commit.ts';
import { instant } from '../../kernel/index.ts';
import { indexTraces, readAgentTraces, tracesFor } from './agent-trace.ts';
import { detectCommitProvenance } from './detect.ts';

interface RecordParts {
  readonly version?: unknown;
  readonly revision?: string;
  readonly timestamp?: string;
  readonly path?: string;
  readonly type?: string;
  readonly ranges?: readonly unknown[];
}

function recordOf(parts: RecordParts = {}): string {
  const {
    version = '0.1.0',
    revision = PARENT,
    timestamp = '2026-01-02T00:00:00Z',
    path = 'a.ts',
    type = 'ai',
  } = parts;
  const ranges = parts.ranges ?? [{ start_line: 2, end_line: 4 }];
  const conversations = [{ contributor: { type, model_id: 'anthropic/claude-opus-4-6' }, ranges }];
  return JSON.stringify({
    version,
    id: 'x',
    timestamp,
    vcs: { type: 'git', revision },
    tool: { name: 'cursor', version: '2' },
    files: [{ path, conversations }],
  });
}

function judged(
  line: string,
  counts: Record<string, number> | null = { 'a.ts': 10 },
  committedAt = Date.UTC(2026, 0, 3),
) {
  const commit = commitSaying('x', { committedAt: instant(committedAt) });
  const traces = tracesFor(commit, indexTraces(readAgentTraces(line).records));
  return detectCommitProvenance({
    commit,
    note: null,
    traces,
    addedLines: counts === null ? null : addedLines(counts),
  });
}

describe('Agent Trace', () => {
  it.each(['0.1.0', '1.0'])('accepts version %s', (version) => {
    expect(judged(recordOf({ version }))).toMatchObject({
      assistance: 'ai',
      class: 'attested',
      tools: [{ name: 'Cursor', model: 'anthropic/claude-opus-4-6' }],
      lines: { ai: 3, human: 0, unknown: 7, total: 10 },
    });
  });

  it('speaks of the child of the revision it names, or of the commit itself where it is older', () => {
    const own = commitSaying('x').id;
    expect(judged(recordOf({ revision: own })).class).toBe('attested');
    expect(judged(recordOf({ revision: own }), null)).toMatchObject({
      assistance: 'unknown',
      evidence: [{ confidence: 0.4 }],
    });
    expect(judged(recordOf({ revision: own, timestamp: '2026-02-01T00:00:00Z' })).assistance).toBe('unknown');
    expect(judged(recordOf({ revision: 'c'.repeat(40) })).assistance).toBe('unknown');
  });

  it('does not speak of a commit that touches other files', () => {
    expect(judged(recordOf(), { 'b.ts': 3 }).assistance).toBe('unknown');
  });

  it('takes 1-1 and missing ranges for the file as a whole, so the share is unknown', () => {
    for (const ranges of [[{ start_line: 1, end_line: 1 }], [], [{}]]) {
      expect(judged(recordOf({ ranges }))).toMatchObject({ assistance: 'ai', lines: null });
    }
  });

  it('takes mixed for AI, and human or unknown for nothing', () => {
    expect(judged(recordOf({ type: 'mixed' })).assistance).toBe('ai');
    for (const type of ['human', 'unknown', 'robot'])
      expect(judged(recordOf({ type }))).toMatchObject({ assistance: 'unknown', evidence: [] });
  });

  it('lets a range name its own contributor', () => {
    const ranges = [
      { start_line: 2, end_line: 3, contributor: { type: 'human' } },
      { start_line: 5, end_line: 9 },
    ];
    expect(judged(recordOf({ ranges })).lines).toMatchObject({ ai: 5, human: 0 });
  });

  it('tells bad lines and reads the others', () => {
    const traces = readAgentTraces(['{', recordOf({ version: 3 }), '[]', '{"version":"1.0"}', recordOf()].join('\n'));
    expect(traces.records).toHaveLength(1);
    expect(traces.problems).toHaveLength(4);
  });

  it('skips records of other systems and without a revision', () => {
    const traces = readAgentTraces([recordOf({ revision: 'not hex' }), recordOf().replace('"git"', '"jj"')].join('\n'));
    expect(traces).toEqual({ records: [], problems: [] });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), (json, text) => {
        readAgentTraces(`${json}\n${text}`);
        readAgentTraces(
          `{"version":"1.0","vcs":{"revision":"${PARENT}"},"files":[${json},{"path":"a","conversations":[${json}]}]}`,
        );
      }),
    );
  });
});
