import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GROWTH_LIMIT, growthOf, noteOf, sessionOf } from '../../../test/provenance-commit.ts';
import { NOTE_LIMIT, readGitAiNote } from './git-ai-note.ts';

function read(text: string) {
  const result = readGitAiNote(text);
  if (!result.ok) throw new Error(result.rejection);
  return result.value;
}

describe('readGitAiNote', () => {
  it('reads sessions, humans and legacy prompts of one note', () => {
    const note = read(
      noteOf(
        [
          'src/a.ts',
          '  s_00112233445566::t_aabbccddeeff00 1-4,9',
          '  h_00112233445566 5',
          '"my file.ts"',
          '  0123456789abcdef 1',
          '  abc1234 2',
        ],
        {
          ...sessionOf('s_00112233445566', { tool: 'claude', model: 'claude-opus-4-6' }, 'Bo <BO@example.com>'),
          humans: { h_00112233445566: { author: 'Ann Lee <ann@example.com>' } },
          prompts: {
            '0123456789abcdef': {
              agent_id: { tool: 'cursor', id: 'x', model: 'm' },
              human_author: null,
              overriden_lines: 0,
            },
            abc1234: { agent_id: { tool: 'some-new-tool', id: 'x', model: 'unknown' } },
          },
        },
      ),
    );
    expect(note.problems).toEqual([]);
    expect(note.files.map((file) => file.path)).toEqual(['src/a.ts', 'my file.ts']);
    expect(note.files[0]?.entries.map((entry) => entry.attestor)).toEqual([
      { kind: 'ai', tool: { name: 'Claude Code', model: 'claude-opus-4-6' } },
      { kind: 'human' },
    ]);
    expect(note.files[0]?.entries[0]).toMatchObject({
      line: 2,
      resolved: true,
      ranges: [
        { start: 1, end: 4 },
        { start: 9, end: 9 },
      ],
    });
    expect(note.files[1]?.entries.map((entry) => entry.attestor)).toEqual([
      { kind: 'ai', tool: { name: 'Cursor', model: 'm' } },
      { kind: 'ai', tool: { name: 'some-new-tool', model: null } },
    ]);
    expect(note.prompters).toEqual(['bo@example.com']);
    expect(note.people).toEqual(['ann@example.com', 'bo@example.com']);
  });

  it('reads a note without attestations, which starts with the divider', () => {
    expect(read(noteOf([], sessionOf('s_0a', { tool: 'codex' })))).toMatchObject({
      files: [],
      tools: [{ name: 'OpenAI Codex CLI', model: null }],
    });
    expect(read(noteOf([]))).toMatchObject({ files: [], tools: [] });
  });

  it('accepts ids of any length, carriage returns and a file called ---', () => {
    const note = read(noteOf(['---', '  s_0a 1'], sessionOf('s_0a', { tool: 'codex' })).replaceAll('\n', '\r\n'));
    expect(note.files).toMatchObject([{ path: '---', entries: [{ resolved: true }] }]);
  });

  it('ignores test data', () => {
    const note = read(noteOf(['a.ts', '  s_0a 1'], sessionOf('s_0a', { tool: 'mock_ai' }, 'Ann <ann@example.com>')));
    expect(note).toMatchObject({ tools: [], prompters: [], files: [{ entries: [{ attestor: { kind: 'nobody' } }] }] });
  });

  it('reads keys of early tools, and takes their human for nobody', () => {
    const note = read(
      noteOf(['a.ts', '  ai_agent 1', '  94341aa7-fe48-4948-ab50-4fa9abb78651 2', '  human 3', '  robot 4', '  h_x 5']),
    );
    expect(note.files[0]?.entries.map((entry) => entry.attestor.kind)).toEqual(['ai', 'ai', 'nobody']);
    expect(note.problems).toHaveLength(2);
  });

  it('keeps what it can read and tells the rest with its line', () => {
    const note = read(
      noteOf(
        ['  s_0a 1', 'a.ts', '  s_0a 1', '  s_0a 9-1', '   s_0a 1', '"open', '  s_0a 2'],
        sessionOf('s_0a', { tool: 'codex' }),
      ),
    );
    expect(note.files).toMatchObject([{ path: 'a.ts', entries: [{ line: 3 }] }]);
    expect(note.problems).toHaveLength(5);
    expect(read(noteOf([], { schema_version: 'authorship/9.0.0' })).problems).toHaveLength(1);
  });

  it.each([
    '',
    'text',
    'a.ts\n  s_0a 1\n',
    '---',
    '---\nnull',
    '---\n[]',
    '---\n{',
    '---\n"x"',
    `---\n${'['.repeat(200_000)}`,
  ])('rejects %#', (text) => {
    expect(readGitAiNote(text).ok).toBe(false);
  });

  it('rejects a note beyond the limit before looking at it', () => {
    expect(readGitAiNote(`---\n{}${' '.repeat(NOTE_LIMIT)}`).ok).toBe(false);
  });

  it('is not fooled by members of the prototype', () => {
    const text =
      '---\n{"schema_version":"authorship/3.0.0","__proto__":{"sessions":{"s_0a":{}}},"sessions":{"__proto__":{"agent_id":{"tool":"claude"}},"constructor":1}}';
    expect(read(text).tools.map((tool) => tool.name)).toEqual(['Claude Code', 'AI assistant']);
    expect(({} as Record<string, unknown>)['sessions']).toBeUndefined();
    expect(
      read(
        '---\n{"schema_version":"authorship/3.0.0","__proto__":{"sessions":{"s_0a":{"agent_id":{"tool":"claude"}}}}}',
      ).tools,
    ).toEqual([]);
  });

  it('survives a deep document', () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    expect(read(`---\n{"schema_version":"authorship/3.0.0","sessions":{"s_0a":${deep}}}`).tools).toHaveLength(1);
  });

  it('takes linear time', () => {
    const inputs: readonly ((size: number) => string)[] = [
      (size) => noteOf(['a.ts', `  s_0a ${'1-999999999,'.repeat(size / 12)}5`]),
      (size) => noteOf(['a.ts', ...Array.from({ length: size / 10 }, (_, index) => `  s_0a ${index + 1}`)]),
      (size) => noteOf([`"${'\\'.repeat(size)}"`]),
      (size) => noteOf([`  ${'a'.repeat(size)}`]),
    ];
    for (const input of inputs) {
      const texts = new Map<number, string>();
      const textOf = (size: number): string => texts.get(size) ?? texts.set(size, input(size)).get(size) ?? '';
      expect(growthOf((size) => readGitAiNote(textOf(size)), 15_000)).toBeLessThan(GROWTH_LIMIT);
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.json(), (head, json) => {
        readGitAiNote(head);
        readGitAiNote(`${head}\n---\n${json}`);
      }),
    );
  });
});
