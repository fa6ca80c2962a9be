import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noteOf, sessionOf } from '../../../test/provenance-commit.ts';
import { condenseGitAiNote } from './condense-note.ts';
import { readGitAiNote } from './git-ai-note.ts';

const TRANSCRIPT = { messages: [{ type: 'user', text: 'x'.repeat(20_000) }], custom_attributes: { secret: 'y' } };

describe('condenseGitAiNote', () => {
  it('leaves out transcripts and reads as the same note', () => {
    const note = noteOf(['a.ts', '  s_0a 1-4', '  0123abc 5', '  h_0a 6', '  ?? 7'], {
      sessions: {
        s_0a: {
          ...sessionOf('s_0a', { tool: 'codex', model: 'gpt-5.5' }, 'Bo <bo@example.com>').sessions['s_0a'],
          ...TRANSCRIPT,
        },
      },
      prompts: { '0123abc': { agent_id: { tool: 'cursor' }, ...TRANSCRIPT } },
      humans: { h_0a: { author: 'Ann <ann@example.com>' } },
    });
    const condensed = condenseGitAiNote(note);
    expect(condensed.length).toBeLessThan(note.length / 20);
    expect(readGitAiNote(condensed)).toEqual(readGitAiNote(note));
    expect(condenseGitAiNote('short')).toBe('short');
  });

  it('keeps a note that cannot be read unreadable', () => {
    for (const text of [
      `text ${'x'.repeat(20_000)}`,
      `---\n{"a":"${'x'.repeat(20_000)}`,
      `---\n["${'x'.repeat(20_000)}"]`,
    ]) {
      expect(readGitAiNote(condenseGitAiNote(text)).ok).toBe(false);
    }
  });

  it('changes nothing that the reader sees, whatever the metadata', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (records, version) => {
        const text = `a.ts\n  s_0a 1\n---\n{"schema_version":${version},"pad":"${'x'.repeat(20_000)}","sessions":${records},"humans":${records}}`;
        expect(readGitAiNote(condenseGitAiNote(text))).toEqual(readGitAiNote(text));
      }),
    );
  });
});
