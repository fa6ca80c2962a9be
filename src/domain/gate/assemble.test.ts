import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import type { Place } from '../catalog/index.ts';
import type { Change, Commit, CommitId, ContentGap, FileChange, FilePath } from '../change/index.ts';
import { FACT_TABLE, factProblems, factValue } from '../policy/index.ts';
import type { Provenance } from '../provenance/index.ts';
import { assembleFacts } from './assemble.ts';
import { type CompanionFacts, type FactInput, NO_CONTEXT, NO_REACH, NO_REFERENCE } from './fact-input.ts';

const who = { name: 'Ana', mail: 'Ana@X' };

function file(path: string, other: Partial<FileChange> = {}): FileChange {
  return {
    path: path as FilePath,
    previousPath: null,
    status: 'modified',
    kind: 'text',
    addedLines: 10,
    deletedLines: 2,
    ...other,
  };
}

function commit(message: string): Commit {
  const id = 'a'.repeat(40) as CommitId;
  return { id, parents: [], author: who, authoredAt: instant(0), committer: who, committedAt: instant(0), message };
}

const files = [
  file('src/payment/charge.ts'),
  file('src/payment/charge.test.ts'),
  file('db/migrations/7.sql', { status: 'added', deletedLines: 0 }),
  file('lib/new.ts', {
    status: 'renamed',
    previousPath: 'src/auth/login.ts' as FilePath,
    addedLines: 0,
    deletedLines: 0,
  }),
  file('package-lock.json', { addedLines: 900, deletedLines: 100 }),
  file('logo.png', { kind: 'binary', addedLines: null, deletedLines: null }),
  file('old.ts', { status: 'deleted', addedLines: 0, deletedLines: 30 }),
];

const change: Change = {
  id: 'branch:x',
  kind: 'branch',
  landing: null,
  pullRequest: null,
  headBranch: 'pay-12',
  baseBranch: 'main',
  base: null,
  head: 'b'.repeat(40) as CommitId,
  author: who,
  title: 'Charge once',
  at: null,
  commits: [commit('Charge once\n\nTicket: PAY-12')],
  files,
  contentDigest: null,
  gaps: [],
};

const provenance: Provenance = {
  assistance: 'ai',
  class: 'declared',
  tools: [
    { name: 'Tool B', model: 'm-2' },
    { name: 'Tool A', model: null },
  ],
  lines: { ai: 30, human: 10, unknown: 60, total: 100 },
  evidence: [],
  findings: [{ code: 'ai-signed-off', commit: null, message: 'x' }],
  prompters: [],
};

const place: Place = {
  tier: 1,
  whyTierUnknown: null,
  services: ['pay'],
  flows: [],
  owners: ['@pay'],
  ownerGroups: [],
  unownedPaths: ['old.ts'],
  unplacedPaths: [],
};

const ALONE: CompanionFacts = {
  kind: 'found',
  names: [],
  lines: 64,
  files: 8,
  tier: 1,
  whyTierUnknown: null,
  sizePercentile: 50,
};

function facts(other: Partial<FactInput> = {}) {
  const author = { person: null, isBot: false, fileChangesBefore: 12 };
  return assembleFacts({
    change,
    provenance,
    place,
    author,
    reference: NO_REFERENCE,
    context: NO_CONTEXT,
    findings: null,
    reach: NO_REACH,
    companions: ALONE,
    now: instant(0),
    ...other,
  });
}

function withGap(code: ContentGap['code'], other: Partial<Change> = {}) {
  return facts({ change: { ...change, ...other, gaps: [{ code, message: `gap ${code}` }] } });
}

describe('assembled facts', () => {
  it('describe what the change touches, old and new paths alike', () => {
    expect(facts().values.change).toMatchObject({
      kind: 'branch',
      title: 'Charge once',
      base_branch: 'main',
      paths: [
        'db/migrations/7.sql',
        'lib/new.ts',
        'logo.png',
        'old.ts',
        'package-lock.json',
        'src/auth/login.ts',
        'src/payment/charge.test.ts',
        'src/payment/charge.ts',
      ],
      deleted_paths: ['old.ts', 'src/auth/login.ts'],
      classes: ['asset', 'code', 'dependency', 'migration', 'test'],
      files: 7,
      commits: 1,
      areas: 5,
      is_revert: false,
      test_changed: true,
    });
    expect(facts().values.change.sensitive).toEqual(expect.arrayContaining(['authentication', 'migration', 'money']));
  });

  it('count all lines, and apart from them the lines that people review', () => {
    expect(facts().values.change).toMatchObject({ added_lines: 930, deleted_lines: 134, review_lines: 64 });
  });

  it('describe provenance, place and stated evidence', () => {
    expect(facts().values).toMatchObject({
      provenance: {
        assistance: 'ai',
        evidence: 'declared',
        tools: ['Tool A', 'Tool B'],
        models: ['m-2'],
        ai_share: 0.3,
        findings: ['ai-signed-off'],
      },
      catalog: { tier: 1, services: ['pay'], flows: [], owners: ['@pay'], unowned_paths: ['old.ts'] },
      evidence: { tickets: ['PAY-12'], rollout_plan: false, rollback_plan: false },
      author: { id: 'ana@x', is_bot: false },
    });
  });

  it('know the author by person where the catalog does', () => {
    const person = { id: 'ana', level: 'senior', mails: [], handles: [], teams: [] } as const;
    expect(facts({ author: { person, isBot: false, fileChangesBefore: 12 } }).values.author).toMatchObject({
      id: 'ana',
      level: 'senior',
    });
  });

  it('take history as the caller read it', () => {
    const reference = { sizePercentile: 97.5, authorChangesBefore: 3, hasTests: true };
    const { values } = facts({ reference });
    expect([values.change.size_percentile, values.author.changes_before, values.repository.has_tests]).toEqual([
      97.5,
      3,
      true,
    ]);
  });

  it('say of every fact either its value, of the documented type, or why it is unknown', () => {
    const nothing = { provenance: null, place: null, author: { person: null, isBot: null, fileChangesBefore: null } };
    const gaps = (['shallow-history', 'too-many-files', 'diff-too-large'] as const).map((code) => withGap(code));
    for (const given of [facts(), facts(nothing), ...gaps]) {
      const known = FACT_TABLE.filter((fact) => factValue(given.values, fact.name) !== undefined).map(
        (fact) => fact.name,
      );
      expect([...known, ...Object.keys(given.unknown)].sort()).toEqual(FACT_TABLE.map((fact) => fact.name).sort());
      expect(Object.values(given.unknown).filter((why) => why === '')).toEqual([]);
      expect(factProblems(given.values as never)).toEqual([]);
    }
  });
});

describe('unknown facts', () => {
  it('are all that is read from content, where history is cut', () => {
    const { values, unknown } = withGap('shallow-history');
    expect([values.change.paths, values.change.files, values.change.added_lines, values.catalog.tier]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(unknown['change.paths']).toBe('gap shallow-history');
    expect(unknown['catalog.tier']).toBe('gap shallow-history');
  });

  it('are paths and lines of too many files, but not commits', () => {
    const { values, unknown } = withGap('too-many-files');
    expect(unknown).toMatchObject({
      'change.classes': 'gap too-many-files',
      'change.review_lines': 'gap too-many-files',
    });
    expect(values.change.commits).toBe(1);
  });

  it('are lines alone where the difference is too large', () => {
    const { values, unknown } = withGap('diff-too-large');
    expect(unknown['change.size_percentile']).toBe('gap diff-too-large');
    expect(values.change.paths).toHaveLength(8);
  });

  it('are not the lines that people review where only a file that nobody reviews is too large', () => {
    const gaps = [{ code: 'diff-too-large', message: 'too long' }] as const;
    const long = (path: string) => [...files, file(path, { addedLines: null, deletedLines: null })];
    const vendored = facts({ change: { ...change, gaps, files: long('vendor/x/bundle.go') } });
    expect(vendored.values.change.review_lines).toBe(facts().values.change.review_lines);
    expect(vendored.values.change.size_percentile).toBe(facts().values.change.size_percentile);
    expect(vendored.unknown).toMatchObject({ 'change.added_lines': 'too long', 'change.deleted_lines': 'too long' });
    const own = facts({ change: { ...change, gaps, files: long('src/bundle.go') } });
    expect(own.unknown).toMatchObject({ 'change.review_lines': 'too long', 'change.size_percentile': 'too long' });
  });

  it('are lines where one text file was not counted, but not for binaries', () => {
    const uncounted = facts({ change: { ...change, files: [...files, file('z.ts', { addedLines: null })] } });
    expect(uncounted.values.change.added_lines).toBeUndefined();
    expect(uncounted.values.change.review_lines).toBeUndefined();
    expect(facts().values.change.added_lines).toBe(930);
  });

  it('keep what cut commits cannot undo: AI stays AI, a ticket stays a ticket', () => {
    const cut = withGap('too-many-commits');
    expect(cut.values.provenance.assistance).toBe('ai');
    expect(cut.values.evidence.tickets).toEqual(['PAY-12']);
    expect(cut.unknown['evidence.rollout_plan']).toBe('gap too-many-commits');
    const human = assembleFacts({
      change: { ...change, gaps: [{ code: 'too-many-commits', message: 'cut' }] },
      provenance: { ...provenance, assistance: 'human' },
      place,
      author: { person: null, isBot: false, fileChangesBefore: 12 },
      reference: NO_REFERENCE,
      context: NO_CONTEXT,
      findings: null,
      reach: NO_REACH,
      companions: ALONE,
      now: instant(0),
    });
    expect(human.unknown['provenance.assistance']).toBe('cut');
  });

  it('are title and message of staged content', () => {
    const staged = facts({
      change: { ...change, kind: 'staged', commits: [], head: null, title: '', headBranch: null },
    });
    expect(staged.values.change.title).toBeUndefined();
    expect(staged.unknown['evidence.tickets']).toContain('staged content');
    expect(staged.values.change.commits).toBe(0);
  });

  it('are the tier and the owners without a catalog, with the remedy', () => {
    const { unknown } = facts({ place: null });
    expect(unknown['catalog.tier']).toContain('firebreak.yaml');
    expect(unknown['catalog.owners']).toContain('firebreak.yaml');
    const unplaced = facts({ place: { ...place, tier: null, whyTierUnknown: 'no service covers it' } });
    expect(unplaced.unknown['catalog.tier']).toBe('no service covers it');
  });
});
