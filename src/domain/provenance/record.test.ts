import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addedLines,
  codesOf,
  commitSaying,
  heard,
  noteOf,
  PARENT,
  sessionOf,
} from '../../../test/provenance-commit.ts';
import type { FilePath } from '../change/index.ts';
import { detectCommitProvenance } from './detect.ts';
import { readGitAiNote } from './git-ai-note.ts';
import { type NoteClaim, recordNote } from './record-note.ts';
import { NO_ASSISTANCE_TRAILER, recordTrailers } from './record-trailer.ts';
import { TOOL_TABLE } from './tool-table.ts';
import { verifyRecord } from './verify-record.ts';

function trailersOf(tool: string, model: string | null, session: string | null = null): readonly string[] {
  const written = recordTrailers({ tool, model, session });
  if (!written.ok) throw new Error(written.rejection.message);
  return written.value;
}

const CLAIM: NoteClaim = {
  tool: 'Claude Code',
  model: 'claude-opus-4-6',
  session: 'https://claude.ai/code/session_1',
  prompter: { name: 'Ann Lee', mail: 'ann@example.com' },
  base: PARENT,
  files: [
    {
      path: 'src/my file.ts' as FilePath,
      ranges: [
        { start: 4, end: 6 },
        { start: 1, end: 4 },
      ],
    },
  ],
  existing: null,
};

function noteText(claim: Partial<NoteClaim> = {}): string {
  const written = recordNote({ ...CLAIM, ...claim });
  if (!written.ok) throw new Error(written.rejection.message);
  return written.value;
}

describe('recordTrailers', () => {
  it('writes what is read back as the same tool and model', () => {
    for (const row of TOOL_TABLE) {
      for (const model of [null, 'gpt-5.5', 'some model']) {
        const message = `x\n\n${trailersOf(row.name, model, 'secret').join('\n')}\n`;
        const found = heard(message);
        expect(found).toMatchObject({
          assistance: 'ai',
          class: 'declared',
          tools: [{ name: row.name, model: model?.replace(' ', '-') ?? null }],
        });
        expect(verifyRecord({ commit: commitSaying(message), note: null })).toEqual([]);
        expect(message).not.toContain('secret');
      }
    }
  });

  it('writes a tool of no table so that it is still read as AI', () => {
    expect(heard(`x\n\n${trailersOf('newtool', null).join('\n')}\n`)).toMatchObject({
      assistance: 'ai',
      tools: [{ name: 'newtool', model: null }],
    });
    expect(heard(`x\n\n${NO_ASSISTANCE_TRAILER}\n`).assistance).toBe('human');
  });

  it.each([
    ['', null, 'malformed-tool'],
    ['a\nSigned-off-by: X <x@y>', null, 'malformed-tool'],
    ['12', null, 'malformed-tool'],
    ['claude', 'a\nb: c', 'malformed-model'],
    ['claude', '', 'malformed-model'],
  ])('rejects tool %j with model %j', (tool, model, code) => {
    expect(recordTrailers({ tool, model, session: null })).toMatchObject({ ok: false, rejection: { code } });
  });

  it('writes single lines only, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string()), fc.option(fc.string()), (tool, model, session) => {
        const written = recordTrailers({ tool, model, session });
        if (written.ok) expect(written.value.every((line) => /^[\w-]+: \S+$/.test(line))).toBe(true);
      }),
    );
  });
});

describe('recordNote', () => {
  it('writes a note that attests the lines, names the prompter and exposes no session', () => {
    const note = noteText();
    expect(note).not.toContain('session_1');
    expect(note.split('\n').slice(0, 2)).toEqual([
      '"src/my file.ts"',
      expect.stringMatching(/^ {2}s_[0-9a-f]{14}::t_[0-9a-f]{14} 1-6$/),
    ]);
    const found = detectCommitProvenance({
      commit: commitSaying('x'),
      note,
      traces: [],
      addedLines: addedLines({ 'src/my file.ts': 8 }),
    });
    expect(found).toMatchObject({
      class: 'attested',
      tools: [{ name: 'Claude Code', model: 'claude-opus-4-6' }],
      lines: { ai: 6, unknown: 2 },
      findings: [],
    });
    expect(found.prompters).toContain('ann@example.com');
  });

  it('adds to a note and keeps what it says', () => {
    const existing = noteOf(['a.ts', '  s_0a 1-2', '"src/my file.ts"', '  h_0a 9'], {
      ...sessionOf('s_0a', { tool: 'codex' }),
      humans: { h_0a: { author: 'Bo <bo@example.com>' } },
      extra: 1,
    });
    const read = readGitAiNote(noteText({ existing }));
    expect(read).toMatchObject({
      ok: true,
      value: {
        problems: [],
        tools: [{ name: 'OpenAI Codex CLI' }, { name: 'Claude Code' }],
        people: ['ann@example.com', 'bo@example.com'],
      },
    });
    if (read.ok)
      expect(read.value.files.map((file) => [file.path, file.entries.length])).toEqual([
        ['a.ts', 1],
        ['src/my file.ts', 2],
      ]);
    expect(noteText({ existing })).toContain('"extra": 1');
  });

  it('says the same when it is told twice', () => {
    expect(noteText({ existing: noteText() })).toBe(noteText());
  });

  it.each([
    [{ existing: 'broken' }, 'unreadable-note'],
    [{ files: [{ path: 'a\nb' as FilePath, ranges: [{ start: 1, end: 1 }] }] }, 'malformed-path'],
    [{ files: [{ path: 'a' as FilePath, ranges: [{ start: 2, end: 1 }] }] }, 'malformed-lines'],
    [{ files: [{ path: 'a' as FilePath, ranges: [] }] }, 'malformed-lines'],
    [{ tool: '' }, 'malformed-tool'],
  ])('rejects %j', (claim, code) => {
    expect(recordNote({ ...CLAIM, ...claim })).toMatchObject({ ok: false, rejection: { code } });
  });
});

describe('verifyRecord', () => {
  const verified = (message: string, note: string | null = null, files: Record<string, number | null> | null = null) =>
    verifyRecord({ commit: commitSaying(message), note, files: files === null ? null : addedLines(files) }).map(
      (finding) => finding.code,
    );

  it('finds nothing wrong with a good record, nor with none', () => {
    expect(verified('x')).toEqual([]);
    expect(verified('x', noteText(), { 'src/my file.ts': 6 })).toEqual([]);
  });

  it('finds paths and lines that the commit does not have', () => {
    expect(verified('x', noteText(), { 'src/my file.ts': 5 })).toEqual(['record-mismatch']);
    expect(verified('x', noteText(), { 'other.ts': 5 })).toEqual(['record-mismatch']);
    expect(verified('x', noteText(), { 'src/my file.ts': null })).toEqual([]);
  });

  it('finds keys that do not resolve, notes that do not parse and lines that two claim', () => {
    expect(verified('x', noteOf(['a.ts', '  s_0a 1']))).toEqual(['record-mismatch']);
    expect(verified('x', 'broken')).toEqual(['unreadable-record']);
    const twice = noteOf(['a.ts', '  s_0a 1-2', '  h_0a 2'], {
      ...sessionOf('s_0a', { tool: 'codex' }),
      humans: { h_0a: { author: 'x' } },
    });
    expect(verified('x', twice)).toEqual(['conflicting-evidence']);
  });

  it.each([
    ['Assisted-by:', 'unreadable-record'],
    ['Assisted-by: something unclear', 'unreadable-record'],
    ['Session-Digest: https://claude.ai/code/session_1', 'unreadable-record'],
    ['Assisted-by: claude:opus\n\nMore text', 'unreadable-record'],
    ['Claude-Session: https://claude.ai/code/session_1', 'session-link-in-history'],
    ['Signed-off-by: Claude <noreply@anthropic.com>', 'ai-signed-off'],
    ['Co-authored-by: Codex <codex@example.com>', 'unverifiable-identity'],
  ])('finds fault with %j', (trailer, code) => {
    expect(verified(`x\n\n${trailer}\n`)).toContain(code);
  });

  it('leaves trailers of people alone', () => {
    expect(verified('x\n\nAssisted-by: Daniel Stenberg\nReviewed-by: Bo\nFixes: #1\n')).toEqual([]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (message, note) => {
        expect(codesOf({ ...heard(message) })).toBeDefined();
        verified(message, note, { a: 1 });
      }),
    );
  });
});
