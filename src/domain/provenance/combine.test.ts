import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addedLines, commitSaying, noteOf } from '../../../test/provenance-commit.ts';
import type { CommitId } from '../change/index.ts';
import { type ChangeContext, type CommitProvenance, combineProvenance } from './combine.ts';
import { detectCommitProvenance } from './detect.ts';
import { readEnvironment } from './environment.ts';

const NOWHERE: ChangeContext = { branch: null, pullRequest: null, environment: [] };
const AI = 'x\n\nCo-authored-by: Claude <noreply@anthropic.com>\n';
const HUMAN = 'x\n\nAssisted-by: none\n';
const HUMAN_NOTE = noteOf(['a.ts', '  h_0a 1-3'], { humans: { h_0a: { author: 'Ann Lee <ann@example.com>' } } });

let made = 0;
function part(message: string, options: { readonly merge?: boolean; readonly note?: string } = {}): CommitProvenance {
  made += 1;
  const id = made.toString(16).padStart(40, '0') as CommitId;
  const parents = options.merge === true ? [id, 'c'.repeat(40) as CommitId] : [id];
  const commit = commitSaying(message, { id, parents });
  const lines = addedLines({ 'a.ts': 3 });
  return {
    commit,
    provenance: detectCommitProvenance({ commit, note: options.note ?? null, traces: [], addedLines: lines }),
  };
}

describe('combineProvenance', () => {
  it('is AI as soon as one commit is', () => {
    expect(combineProvenance([part('x'), part(AI), part(HUMAN)], NOWHERE)).toMatchObject({
      assistance: 'ai',
      class: 'declared',
    });
  });

  it('is human only where every commit is, by the weakest of their records', () => {
    expect(combineProvenance([part(HUMAN), part('x', { note: HUMAN_NOTE })], NOWHERE)).toMatchObject({
      assistance: 'human',
      class: 'declared',
    });
    expect(combineProvenance([part('x', { note: HUMAN_NOTE })], NOWHERE)).toMatchObject({
      assistance: 'human',
      class: 'attested',
      lines: { human: 3 },
    });
    expect(combineProvenance([part(HUMAN), part('x')], NOWHERE).assistance).toBe('unknown');
  });

  it('is unknown without commits', () => {
    expect(combineProvenance([], NOWHERE)).toMatchObject({ assistance: 'unknown', class: 'none', lines: null });
  });

  it('gives merge commits no authorship, but keeps their findings', () => {
    expect(combineProvenance([part(AI, { merge: true }), part(HUMAN)], NOWHERE).assistance).toBe('human');
    expect(combineProvenance([part(HUMAN, { merge: true })], NOWHERE).assistance).toBe('unknown');
    const signed = part('x\n\nSigned-off-by: Claude <noreply@anthropic.com>\n', { merge: true });
    expect(combineProvenance([signed], NOWHERE).findings).toMatchObject([{ code: 'ai-signed-off' }]);
  });

  it('infers from the branch, declares by the pull request, observes in the environment', () => {
    const environment = readEnvironment({ variables: { CLINE_ACTIVE: 'true' }, hasDevinFolder: false });
    const pullRequest = {
      body: 'Generated with [Claude Code](https://claude.com/claude-code)',
      labels: [],
      author: 'Bo',
    };
    expect(combineProvenance([part('x')], { ...NOWHERE, branch: 'cursor/x' }).class).toBe('inferred');
    expect(combineProvenance([part('x')], { ...NOWHERE, environment }).class).toBe('observed');
    const found = combineProvenance([part('x')], { branch: 'cursor/x', pullRequest, environment });
    expect(found).toMatchObject({
      assistance: 'ai',
      class: 'declared',
      tools: [{ name: 'Claude Code' }, { name: 'Cline' }, { name: 'Cursor' }],
    });
    expect(found.prompters).toContain('@bo');
    expect(found.evidence[0]).toMatchObject({ place: 'pull-request', commit: null, line: 1 });
  });

  it('tells the conflict where the surroundings contradict human commits', () => {
    const found = combineProvenance([part(HUMAN)], { ...NOWHERE, branch: 'claude/x' });
    expect(found).toMatchObject({ assistance: 'ai', class: 'inferred', findings: [{ code: 'conflicting-evidence' }] });
  });

  it('does not let a pull request deny for its commits', () => {
    const pullRequest = { body: 'Assisted-by: none', labels: [], author: null };
    expect(combineProvenance([part('x')], { ...NOWHERE, pullRequest }).assistance).toBe('unknown');
  });

  it('sums lines where every commit knows them', () => {
    const known = part('x', { note: HUMAN_NOTE });
    expect(combineProvenance([known, known], NOWHERE).lines).toEqual({ ai: 0, human: 6, unknown: 0, total: 6 });
    expect(combineProvenance([known, part('x')], NOWHERE).lines).toBeNull();
  });

  it('sees a bot that opened the pull request, and no tool in a person of the same name', () => {
    const opened = (author: string) =>
      combineProvenance([part('x')], { ...NOWHERE, pullRequest: { body: '', labels: [], author } });
    expect(opened('devin-ai-integration[bot]')).toMatchObject({
      assistance: 'ai',
      class: 'observed',
      tools: [{ name: 'Devin' }],
    });
    expect(opened('Copilot').tools).toEqual([{ name: 'Copilot coding agent', model: null }]);
    expect(opened('app/devin-ai-integration').tools).toEqual([{ name: 'Devin', model: null }]);
    for (const author of ['devin', 'dependabot[bot]', 'coderabbitai[bot]'])
      expect(opened(author).assistance).toBe('unknown');
  });

  const anyPart = fc
    .constantFrom(
      AI,
      HUMAN,
      'x',
      'x\n\nSigned-off-by: Claude <noreply@anthropic.com>\n',
      'aider: x',
      'x\n\nAssisted-by: Codex:gpt-5.5\n',
    )
    .chain((message) => fc.boolean().map((merge) => part(message, { merge })));

  it('does not depend on the order of commits', () => {
    fc.assert(
      fc.property(fc.array(anyPart, { maxLength: 6 }), fc.nat(), (parts, seed) => {
        const shuffled = parts
          .map((one, index) => ({ one, key: (index * 7919 + seed) % 13 }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect(combineProvenance(shuffled, NOWHERE)).toEqual(combineProvenance(parts, NOWHERE));
        expect(combineProvenance([...parts].reverse(), NOWHERE)).toEqual(combineProvenance(parts, NOWHERE));
      }),
    );
  });

  it('is never human with a commit of AI or of unknown origin added', () => {
    fc.assert(
      fc.property(fc.array(anyPart, { maxLength: 6 }), fc.constantFrom(AI, 'x'), (parts, message) => {
        expect(combineProvenance([...parts, part(message)], NOWHERE).assistance).not.toBe('human');
      }),
    );
  });
});
