import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addedLines,
  codesOf,
  commitSaying,
  GROWTH_LIMIT,
  growthOf,
  heard,
  noteOf,
  sessionOf,
} from '../../../test/provenance-commit.ts';
import { readAgentTraces } from './agent-trace.ts';
import { detectCommitProvenance, EVIDENCE_LIMIT } from './detect.ts';

const CLAUDE = 'Co-authored-by: Claude Opus 4.6 <noreply@anthropic.com>';

describe('detectCommitProvenance', () => {
  it('calls a plain commit unknown, never human', () => {
    expect(heard('Fix a typo\n')).toMatchObject({
      assistance: 'unknown',
      class: 'none',
      tools: [],
      evidence: [],
      lines: null,
    });
  });

  it('takes a co-author trailer as a declaration and never as more, whoever wrote it', () => {
    expect(heard(`Add x\n\n${CLAUDE}\n`)).toMatchObject({
      assistance: 'ai',
      class: 'declared',
      tools: [{ name: 'Claude Code', model: 'Claude Opus 4.6' }],
      evidence: [{ place: 'co-author', line: 3, confidence: 1, text: CLAUDE }],
    });
  });

  it('counts the human author of AI work as prompter, and human co-authors always', () => {
    expect(heard(`Add x\n\n${CLAUDE}\nCo-authored-by: Bo <Bo@example.com>\n`).prompters).toEqual([
      'ann@example.com',
      'bo@example.com',
    ]);
    expect(heard('Add x\n\nCo-authored-by: Bo <bo@example.com>\n').prompters).toEqual(['bo@example.com']);
    expect(
      heard('Add x\n\nCo-authored-by: dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>\n').prompters,
    ).toEqual([]);
  });

  it('names the person behind a Copilot commit, a Jules task, a Devin run and a generator', () => {
    const copilot = { name: 'copilot-swe-agent[bot]', mail: '198982749+Copilot@users.noreply.github.com' };
    const byCopilot = commitSaying('Add x\n\nCo-authored-by: Bo <bo@example.com>\n', {
      author: copilot,
      committer: copilot,
    });
    expect(detectCommitProvenance({ commit: byCopilot, note: null, traces: [] }).prompters).toEqual(['bo@example.com']);
    const jules = '*PR created automatically by Jules for task [1](https://jules.google.com/task/1) started by @Bo-Li*';
    expect(heard(`Add x\n\n${jules}\n`).prompters).toContain('@bo-li');
    const devin = `Link to Devin run: https://app.devin.ai/sessions/${'0'.repeat(32)}`;
    expect(heard(`Add x\n\n${devin}\nRequested by: Bo Li (bo@example.com)\n`).prompters).toContain('bo@example.com');
    expect(heard(`Add x\n\n${devin}\nRequested by: @bo\n`).prompters).toContain('@bo');
    expect(heard('Add x\n\nGenerated-by: Codex (model: gpt-5.5; operator: bo@example.com)\n').prompters).toContain(
      'bo@example.com',
    );
    expect(heard('Add x\n\nRequested by: @bo\n').prompters).toEqual([]);
  });

  it('trusts the last paragraph fully, a squash body less, and quotes or fences not at all', () => {
    const confidence = (message: string) => heard(message).evidence[0]?.confidence;
    expect(confidence(`Add x\n\n* a\n\n${CLAUDE}\n`)).toBe(1);
    expect(confidence(`Add x\n\n${CLAUDE}\n\n* b\n`)).toBe(0.8);
    expect(confidence(`Add x\n\n> ${CLAUDE}\n`)).toBeUndefined();
    expect(confidence(`Add x\n\n    ${CLAUDE}\n`)).toBeUndefined();
    expect(heard(`Add x\n\n\`\`\`\n${CLAUDE}\n\`\`\`\n`)).toMatchObject({
      assistance: 'unknown',
      evidence: [{ confidence: 0.3 }],
    });
  });

  it('reads a trailer that is folded over lines, and a footer that hides below one', () => {
    expect(heard('Add x\n\nCo-authored-by: Claude\n <noreply@anthropic.com>\n').assistance).toBe('ai');
    expect(heard('Add x\n\nAssisted-by: none\n  Co-authored-by: Claude <noreply@anthropic.com>\n').assistance).toBe(
      'ai',
    );
    expect(
      heard('Add x\n\nSigned-off-by: Ann <a@b.example>\n Generated with [Claude Code](https://claude.com)\n')
        .assistance,
    ).toBe('ai');
    expect(heard('Add x\n\nAssisted-by:\n\n Claude Code\n').assistance).toBe('unknown');
  });

  it('reads attribution keys written with blanks', () => {
    expect(heard('Add x\n\nAssisted by: Claude Opus 4.6\n')).toMatchObject({ assistance: 'ai', class: 'declared' });
    expect(heard('Add x\n\nCo authored by: Claude <noreply@anthropic.com>\n').assistance).toBe('ai');
    expect(heard('Add x\n\nAssisted by: Daniel Stenberg\n').assistance).toBe('unknown');
  });

  it('does not let an open code fence hide a trailer', () => {
    expect(heard(`Add x\n\n\`\`\`\n\n${CLAUDE}\n`).assistance).toBe('ai');
  });

  it('never reads the subject as a trailer', () => {
    expect(heard(`${CLAUDE}\n`).evidence).toEqual([]);
  });

  it('tells a marker that invisible or full-width characters hide, and matches it all the same', () => {
    for (const line of [
      'Co-authored-by: Cla\u200bude <noreply@anthropic.com>',
      'Co-authored-by\uff1a Claude <noreply@anthropic.com>',
    ]) {
      expect(heard(`Add x\n\n${line}\n`)).toMatchObject({
        assistance: 'ai',
        findings: [{ code: 'obfuscated-marker' }],
      });
    }
    const author = { name: 'Cla\u200bude', mail: 'noreply@anth\u200bropic.com' };
    const found = detectCommitProvenance({ commit: commitSaying('x', { author }), note: null, traces: [] });
    expect(found).toMatchObject({ assistance: 'ai', class: 'observed', findings: [{ code: 'obfuscated-marker' }] });
  });

  it('does not call an emoji, an accent or ordinary Chinese punctuation a disguise', () => {
    for (const line of [
      '⚙️ Generated with [Claude Code](https://claude.com/claude-code)',
      'Co-authored-by: Zoe\u0301 via Claude <noreply@anthropic.com>',
      '由 Claude 生成：https://claude.ai/code/session_1',
    ]) {
      expect(codesOf(heard(`Add x\n\n${line}\n`))).not.toContain('obfuscated-marker');
    }
  });

  it('shortens a session link to a digest and tells that history exposes it', () => {
    const url = 'https://claude.ai/code/session_01SecretSecret';
    for (const line of [`Claude-Session: ${url}`, `See ${url} and more`]) {
      const found = heard(`Add x\n\n${line}\n`);
      expect(codesOf(found)).toEqual(['session-link-in-history']);
      expect(JSON.stringify(found)).not.toContain('SecretSecret');
      expect(found.evidence[0]?.text).toMatch(/sha256:[0-9a-f]{12}/);
    }
  });

  it('keeps ids of sessions out of the evidence where they are no link', () => {
    const found = heard(
      'Add x\n\nAmp-Thread-ID: T-0a1b2c3d-secret\nEntire-Session: 2026-secret\nReplit-Commit-Session-Id: secret\n',
    );
    expect(found.assistance).toBe('ai');
    expect(JSON.stringify(found)).not.toContain('secret');
    expect(codesOf(found)).toEqual([]);
  });

  it('tells a sign-off by a tool', () => {
    expect(codesOf(heard('Add x\n\nSigned-off-by: Claude <noreply@anthropic.com>\n'))).toEqual(['ai-signed-off']);
  });

  it('takes an explicit denial as human, but not where it stands in the middle of a squash body', () => {
    expect(heard('Add x\n\nAssisted-by: none\n')).toMatchObject({ assistance: 'human', class: 'declared' });
    expect(heard('Add x\n\n* a\n\nAssisted-by: none\n\n* b\n').assistance).toBe('unknown');
    expect(heard('Add x\n\n* a\n\n* b\n\nAssisted-by: none\n').assistance).toBe('unknown');
  });

  it('lets AI evidence win over a denial and tells the conflict', () => {
    const found = heard(`Add x\n\nAssisted-by: none\n${CLAUDE}\n`);
    expect(found.assistance).toBe('ai');
    expect(codesOf(found)).toEqual(['conflicting-evidence']);
  });

  it('does not call human what even a doubtful hint contradicts', () => {
    expect(heard('Add x\n\nGenerated by Gemini-based tests, mostly.\n\nAssisted-by: none\n').assistance).toBe(
      'unknown',
    );
  });

  it('keeps a bounded trail of a message with endless trailers', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `Assisted-by: tool${index}:model`).join('\n');
    expect(heard(`Add x\n\n${many}\n`).evidence).toHaveLength(EVIDENCE_LIMIT);
  });

  it('takes linear time on hostile messages', () => {
    const inputs: readonly ((size: number) => string)[] = [
      (size) => `x\n\nco-authored-by:${' '.repeat(size)}x<`,
      (size) => `x\n\nassisted-by: ${'a '.repeat(size / 2)}`,
      (size) => `x\n\nassisted-by: ${'a.'.repeat(size / 2)}@`,
      (size) => `x\n\nassisted-by: a@${'b.'.repeat(size / 2)} `,
      (size) => `x\n\ngenerated-by: ${'model '.repeat(size / 6)}`,
      (size) => `x\n\ngenerated${' '.repeat(size)}with`,
      (size) => `x\n\n${'generated with '.repeat(size / 15)}`,
      (size) => `x\n\n${'https://github.com/a/b/sessions/'.repeat(size / 32)}`,
      (size) => `x\n\njules ${'started by @'.repeat(size / 12)}`,
      (size) => `x\n\nrequested by: ${'a@'.repeat(size / 2)}`,
      (size) => `x\n\nassisted-by: x\n${'\n'.repeat(size)}`,
      (size) => `x\n\nassisted-by: x\n${'```\n'.repeat(size / 4)}`,
      (size) => `x\n\nassisted-by: ${'\u200b\uff21'.repeat(size / 2)}`,
      (size) => `x\n\n${'assisted-by: a:b\n'.repeat(size / 17)}`,
      (size) => `x\n\nassisted-by: a\n${' b\n'.repeat(size / 3)}`,
      (size) => `x\n\n${'assisted-by: a\n b\n'.repeat(size / 18)}`,
    ];
    for (const input of inputs) expect(growthOf((size) => heard(input(size)), 15_000)).toBeLessThan(GROWTH_LIMIT);
  });

  it('would notice quadratic time', () => {
    const quadratic = (size: number): number => {
      let count = 0;
      for (let a = 0; a < size; a += 1) for (let b = 0; b < size; b += 1) count += (a ^ b) & 1;
      return count;
    };
    expect(growthOf(quadratic, 500)).toBeGreaterThan(GROWTH_LIMIT);
  });

  const word = fc.constantFrom(
    'Co-authored-by: ',
    'Assisted-by: ',
    'none',
    'Claude',
    ' <noreply@anthropic.com>',
    '\n',
    '\n\n',
    '* ',
    '```',
    'via ',
    ':',
    '/',
    '(',
    '\u200b',
    'https://claude.ai/code/session_1',
    'Generated with ',
    '[Claude Code](',
    'x@y.z',
  );
  const message = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(word, { maxLength: 30 }).map((words) => words.join('')),
  );

  it('answers any message, note and trace without throwing, with a verdict that fits its evidence', () => {
    fc.assert(
      fc.property(message, fc.option(fc.string()), fc.string(), (text, note, trace) => {
        const found = detectCommitProvenance({
          commit: commitSaying(text),
          note,
          traces: readAgentTraces(trace).records,
        });
        expect(found.class === 'none').toBe(found.assistance === 'unknown');
        if (found.assistance === 'human')
          expect(found.evidence.every((piece) => piece.assistance === 'human')).toBe(true);
        if (found.assistance === 'ai') expect(found.evidence.some((piece) => piece.assistance === 'ai')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('never turns human by adding evidence of AI', () => {
    fc.assert(
      fc.property(message, (text) => {
        expect(heard(`${text}\n\n${CLAUDE}\n`).assistance).not.toBe('human');
      }),
      { numRuns: 200 },
    );
  });

  it('is human only with a record that says so', () => {
    fc.assert(
      fc.property(message, (text) => {
        if (heard(text).assistance === 'human') expect(text.normalize('NFKC')).toMatch(/none/i);
      }),
      { numRuns: 300 },
    );
  });
});

describe('line-level records of a commit', () => {
  const humans = { humans: { h_0a: { author: 'Ann Lee <ann@example.com>' } } };
  const both = { ...sessionOf('s_0a', { tool: 'claude', model: 'claude-opus-4-6' }, 'Bo <bo@example.com>'), ...humans };

  it('shares the added lines among AI, human and unknown', () => {
    const note = noteOf(['src/a.ts', '  s_0a::t_1 1-4', '  h_0a 6-7'], both);
    const found = detectCommitProvenance({
      commit: commitSaying('x'),
      note,
      traces: [],
      addedLines: addedLines({ 'src/a.ts': 10, 'b.ts': 5 }),
    });
    expect(found).toMatchObject({
      assistance: 'ai',
      class: 'attested',
      lines: { ai: 4, human: 2, unknown: 9, total: 15 },
      findings: [],
    });
    expect(found.prompters).toEqual(['ann@example.com', 'bo@example.com']);
  });

  it('is human only where human lines cover every added line', () => {
    const note = noteOf(['a.ts', '  h_0a 1-4'], humans);
    const judged = (counts: Record<string, number | null> | null) =>
      detectCommitProvenance({
        commit: commitSaying('x'),
        note,
        traces: [],
        addedLines: counts === null ? null : addedLines(counts),
      });
    expect(judged({ 'a.ts': 4 })).toMatchObject({ assistance: 'human', class: 'attested' });
    expect(judged({ 'a.ts': 5 }).assistance).toBe('unknown');
    expect(judged({ 'a.ts': 4, 'logo.png': null })).toMatchObject({ assistance: 'unknown', lines: null });
    expect(judged(null)).toMatchObject({ assistance: 'unknown', lines: null });
  });

  it('is not human by a note of which a part cannot be read', () => {
    const note = noteOf(['a.ts', '  h_0a 1-4', '  ?? 9'], humans);
    const found = detectCommitProvenance({
      commit: commitSaying('x'),
      note,
      traces: [],
      addedLines: addedLines({ 'a.ts': 4 }),
    });
    expect(found.assistance).toBe('unknown');
    expect(codesOf(found)).toEqual(['unreadable-record']);
  });

  it('lets AI win a line that two claim, and tells it', () => {
    const note = noteOf(['a.ts', '  s_0a 1-4', '  h_0a 3-6'], both);
    const found = detectCommitProvenance({
      commit: commitSaying('x'),
      note,
      traces: [],
      addedLines: addedLines({ 'a.ts': 6 }),
    });
    expect(found.lines).toEqual({ ai: 4, human: 2, unknown: 0, total: 6 });
    expect(codesOf(found)).toEqual(['conflicting-evidence']);
  });

  it('counts no more lines than the commit adds, and tells the mismatch', () => {
    const note = noteOf(['a.ts', '  s_0a 1-999999999,5-7', 'gone.ts', '  s_0a 1'], both);
    const found = detectCommitProvenance({
      commit: commitSaying('x'),
      note,
      traces: [],
      addedLines: addedLines({ 'a.ts': 3 }),
    });
    expect(found.lines).toEqual({ ai: 3, human: 0, unknown: 0, total: 3 });
    expect(codesOf(found)).toEqual(['record-mismatch', 'record-mismatch']);
  });

  it('takes no evidence from a note that names only files the commit does not touch', () => {
    const note = noteOf(['elsewhere.ts', '  s_0a 1-9'], both);
    const read = (files: Record<string, number>) =>
      detectCommitProvenance({ commit: commitSaying('x'), note, traces: [], addedLines: addedLines(files) });
    expect(read({ 'a.ts': 3 })).toMatchObject({ assistance: 'unknown', class: 'none', lines: null, prompters: [] });
    expect(codesOf(read({ 'a.ts': 3 }))).toEqual(['record-mismatch']);
    expect(read({ 'a.ts': 3, 'elsewhere.ts': 9 })).toMatchObject({ assistance: 'ai', class: 'attested' });
  });

  it('calls AI what a key without metadata attests, with an unknown tool and a finding', () => {
    const found = detectCommitProvenance({
      commit: commitSaying('x'),
      note: noteOf(['a.ts', '  s_0a::t_1 1']),
      traces: [],
    });
    expect(found).toMatchObject({ assistance: 'ai', class: 'attested', tools: [] });
    expect(codesOf(found)).toEqual(['record-mismatch']);
  });

  it('calls unknown what a human key without metadata attests', () => {
    const found = detectCommitProvenance({
      commit: commitSaying('x'),
      note: noteOf(['a.ts', '  h_0a 1']),
      traces: [],
      addedLines: addedLines({ 'a.ts': 1 }),
    });
    expect(found).toMatchObject({ assistance: 'unknown', lines: { human: 0, unknown: 1 } });
  });

  it('keeps attested evidence above declared and declared above observed', () => {
    const author = { name: 'Claude', mail: 'noreply@anthropic.com' };
    const note = noteOf(['a.ts', '  s_0a 1'], both);
    const found = detectCommitProvenance({ commit: commitSaying(`x\n\n${CLAUDE}\n`, { author }), note, traces: [] });
    expect(found.evidence.map((piece) => piece.class)).toEqual(['attested', 'declared', 'observed']);
  });
});
