import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DecisionDocument, FailureDocument } from '../../src/contract/index.ts';
import { run } from '../support/command-line.ts';
import {
  makeRepository,
  type Row,
  removeFolders,
  repositoryAt,
  type TestRepository,
} from '../support/git-repository.ts';

afterAll(removeFolders);

const STRICT = `version: 1
people: { senior: ["bob@example.org @bob"] }
policy:
  use: []
  mode: enforce
  rules:
    - { id: pay-block, when: 'change.paths.exists(path, path.startsWith("pay/"))', block: true, because: Money is stopped. }
    - { id: gate-change, when: '"policy" in change.classes', require: { signoffs: [{ count: 1, level: senior }] }, because: The gate guards itself. }
`;
const LOOSE = `version: 1
policy:
  use: []
  mode: enforce
  rules: [{ id: nothing, when: change.files > 100000, block: true, because: Nothing is stopped. }]
`;
/** Advises only, so nothing is ever held. */
const SHADOW = STRICT.replace('mode: enforce', 'mode: shadow');

const BASE: Row = { id: 'base', files: { 'firebreak.yaml': STRICT, 'pay/a.ts': 'a\n', 'readme.md': 'r\n' } };

function made(rows: readonly Row[], branches: Readonly<Record<string, string>>): TestRepository {
  const repository = makeRepository();
  repository.import([BASE, ...rows], { branches: { main: 'base', ...branches } });
  return repository;
}

async function check(repository: TestRepository, ...argv: string[]): Promise<DecisionDocument> {
  const { exit, out, err } = await run(['check', '--json', '-C', repository.path, ...argv]);
  const document = JSON.parse(out) as DecisionDocument;
  expect(document.schema, err).toBe('firebreak.decision/v1');
  expect(exit).toBe(document.exit);
  return document;
}

async function failure(repository: TestRepository, ...argv: string[]): Promise<FailureDocument> {
  const { exit, out } = await run(['check', '--json', '-C', repository.path, ...argv]);
  const document = JSON.parse(out) as FailureDocument;
  expect(document.schema, out).toBe('firebreak.failure/v1');
  expect(exit).toBe(document.exit);
  return document;
}

const codes = (document: DecisionDocument) => document.blockers.map((blocker) => blocker.code);

describe('a change that edits the gate it passes', () => {
  const edits: Readonly<Record<string, Row['files']>> = {
    'loosens firebreak.yaml': { 'firebreak.yaml': LOOSE },
    'puts firebreak.yaml into shadow': { 'firebreak.yaml': SHADOW },
    'deletes firebreak.yaml': { 'firebreak.yaml': null },
    'renames firebreak.yaml': { 'firebreak.yaml': null, 'old/firebreak.yaml.txt': STRICT },
    'moves firebreak.yaml under .github and loosens it': { 'firebreak.yaml': null, '.github/firebreak.yaml': LOOSE },
    'breaks firebreak.yaml': { 'firebreak.yaml': 'version: 1\npolicy: [' },
    'replaces firebreak.yaml by bytes': { 'firebreak.yaml': Buffer.from([0, 255, 254, 1]) },
    'replaces firebreak.yaml by a symbolic link': {
      'firebreak.yaml': { mode: '120000', content: 'loose.yaml' },
      'loose.yaml': LOOSE,
    },
    'replaces firebreak.yaml by a submodule': { 'firebreak.yaml': { mode: '160000', content: '1'.repeat(40) } },
    'replaces firebreak.yaml by a folder': { 'firebreak.yaml': null, 'firebreak.yaml/a': 'x\n' },
    'adds a second, looser file': { '.github/firebreak.yaml': LOOSE },
    'adds a misnamed file': { 'firebreak.yml': LOOSE },
  };
  for (const [name, files] of Object.entries(edits)) {
    it(`${name}: is judged by the base's policy`, async () => {
      const repository = made([{ id: 'feature', parents: ['base'], files: { ...files, 'pay/a.ts': 'b\n' } }], {
        feature: 'feature',
      });
      const strict = repository.git('rev-parse', 'main').trim();
      for (const argv of [
        ['--base', 'main', '--head', 'feature'],
        ['--head', 'feature'],
        ['--range', 'main..feature'],
      ]) {
        const document = await check(repository, ...argv);
        expect(document).toMatchObject({ decision: 'block', exit: 1, policy: { source: `${strict}:firebreak.yaml` } });
        expect(codes(document)).toEqual(['pay-block', 'gate-change/signoff-senior']);
        expect(document.policy.edited_by_change).toBe(true);
      }
    });
  }

  it('says that the policy was edited when nothing else was, and holds for a senior', async () => {
    const repository = made([{ id: 'feature', parents: ['base'], files: { 'firebreak.yaml': LOOSE } }], {
      feature: 'feature',
    });
    const document = await check(repository, '--base', 'main', '--head', 'feature');
    expect(document).toMatchObject({ decision: 'hold', exit: 3 });
    expect(codes(document)).toEqual(['gate-change/signoff-senior']);
  });

  it('counts CODEOWNERS as part of the gate, and reads owners of the base', async () => {
    const rule = `{ id: owner, when: 'change.paths.exists(path, path.startsWith("pay/"))', require: { signoffs: [{ count: 1, from: owners }] }, because: Owners read it. }`;
    const owned = STRICT.replace('  rules:\n', `  rules:\n    - ${rule}\n`);
    const repository = makeRepository();
    repository.import(
      [
        { id: 'base', files: { 'firebreak.yaml': owned, CODEOWNERS: '/pay/ @bob\n', 'pay/a.ts': 'a\n' } },
        { id: 'feature', parents: ['base'], files: { CODEOWNERS: '/pay/ @mallory\n', 'pay/a.ts': 'b\n' } },
      ],
      { branches: { main: 'base', feature: 'feature' } },
    );
    const document = await check(repository, '--base', 'main', '--head', 'feature');
    const owner = document.blockers.find((blocker) => blocker.rule === 'owner');
    expect(owner?.who_can_clear.map(({ name }) => name)).toEqual(['bob@example.org']);
    expect(codes(document)).toContain('gate-change/signoff-senior');
  });

  it('would be allowed by its own policy: the comparison can fail', async () => {
    const repository = made(
      [{ id: 'feature', parents: ['base'], files: { 'firebreak.yaml': LOOSE, 'pay/a.ts': 'b\n' } }],
      { main: 'feature', feature: 'feature' },
    );
    repository.git('checkout', '--quiet', 'main');
    writeFileSync(join(repository.path, 'pay/a.ts'), 'c\n');
    repository.git('add', '.');
    expect(await check(repository, '--staged')).toMatchObject({ decision: 'allow', exit: 0 });
  });
});

describe('a policy loosened on the feature branch first', () => {
  const rows: Row[] = [
    { id: 'loose', parents: ['base'], files: { 'firebreak.yaml': LOOSE } },
    { id: 'feature', parents: ['loose'], files: { 'pay/a.ts': 'b\n' } },
  ];

  it('does not count for what is staged on that branch', async () => {
    const repository = made(rows, { feature: 'loose' });
    repository.git('checkout', '--quiet', 'feature');
    writeFileSync(join(repository.path, 'pay/a.ts'), 'c\n');
    repository.git('add', '.');
    expect(await check(repository, '--staged')).toMatchObject({ decision: 'block', exit: 1 });
  });

  it('does not count for a range within that branch', async () => {
    const repository = made(rows, { feature: 'feature' });
    expect(await check(repository, '--range', 'feature~1..feature')).toMatchObject({ decision: 'block', exit: 1 });
  });

  it('does not count in a linked work tree, a bare clone or a subfolder', async () => {
    const repository = made(rows, { feature: 'feature' });
    repository.git('checkout', '--quiet', 'main');
    repository.git('worktree', 'add', '--quiet', 'linked', 'feature');
    repository.git('clone', '--quiet', '--bare', '.', 'bare.git');
    for (const path of ['linked', 'linked/pay']) {
      expect(await check(repositoryAt(join(repository.path, path)))).toMatchObject({ decision: 'block' });
    }
    const bare = repositoryAt(join(repository.path, 'bare.git'));
    expect(await check(bare, '--base', 'main', '--head', 'feature')).toMatchObject({ decision: 'block' });
  });

  it('counts neither after nor before for a range that has landed: what it landed on does', async () => {
    const repository = made(
      [
        { id: 'loosened', parents: ['base'], files: { 'firebreak.yaml': LOOSE, 'pay/a.ts': 'b\n' } },
        { id: 'later', parents: ['loosened'], files: { 'readme.md': 's\n' } },
      ],
      { main: 'later' },
    );
    expect(await check(repository, '--range', 'main~2..main~1')).toMatchObject({ decision: 'block' });
    expect(await check(repository, '--range', 'main~2..main')).toMatchObject({ decision: 'block' });
    expect(await check(repository, '--change', 'main~1')).toMatchObject({ decision: 'block' });
    expect(await check(repository, '--change', 'main')).toMatchObject({ decision: 'allow' });
  });
});

describe('a retargeted base', () => {
  const rows: Row[] = [
    { id: 'loose', parents: ['base'], files: { 'firebreak.yaml': LOOSE } },
    { id: 'feature', parents: ['loose'], files: { 'pay/a.ts': 'b\n' } },
  ];

  it('does not escape the default branch by naming a branch of its own', async () => {
    const repository = made(rows, { attacker: 'loose', feature: 'feature' });
    const document = await check(repository, '--base', 'attacker', '--head', 'feature');
    expect(document).toMatchObject({ decision: 'block', exit: 1, change: { base_branch: 'attacker' } });
    expect(document.policy.source).toBe(`${repository.git('rev-parse', 'main').trim()}:firebreak.yaml`);
  });

  it('does not escape by naming an old commit of the default branch', async () => {
    const repository = makeRepository();
    repository.import(
      [
        { id: 'before', files: { 'readme.md': 'r\n' } },
        { id: 'main', parents: ['before'], files: { 'firebreak.yaml': STRICT } },
        { id: 'feature', parents: ['before'], files: { 'pay/a.ts': 'b\n' } },
      ],
      { branches: { main: 'main', feature: 'feature' } },
    );
    expect(await check(repository, '--base', 'main~1', '--head', 'feature')).toMatchObject({ decision: 'block' });
  });

  it('is judged by a stricter branch it lands on as well', async () => {
    const repository = makeRepository();
    repository.import(
      [
        { id: 'loose', files: { 'firebreak.yaml': LOOSE, 'pay/a.ts': 'a\n' } },
        { id: 'release', parents: ['loose'], files: { 'firebreak.yaml': STRICT } },
        { id: 'feature', parents: ['release'], files: { 'pay/a.ts': 'b\n' } },
      ],
      { branches: { main: 'loose', release: 'release', feature: 'feature' } },
    );
    expect(await check(repository, '--base', 'release', '--head', 'feature')).toMatchObject({
      decision: 'block',
      policy: { source: `${repository.git('rev-parse', 'release').trim()}:firebreak.yaml` },
    });
  });

  it('makes a rule about the target branch unevaluable where the base is no branch', async () => {
    const targeted = STRICT.replace(
      `'change.paths.exists(path, path.startsWith("pay/"))'`,
      `'change.base_branch == "main"'`,
    );
    const repository = makeRepository();
    repository.import(
      [
        { id: 'base', files: { 'firebreak.yaml': targeted } },
        { id: 'feature', parents: ['base'], files: { 'pay/a.ts': 'b\n' } },
      ],
      { branches: { main: 'base', feature: 'feature' } },
    );
    const base = repository.git('rev-parse', 'main').trim();
    expect(await check(repository, '--base', 'main', '--head', 'feature')).toMatchObject({ decision: 'block' });
    const document = await check(repository, '--base', base, '--head', 'feature');
    expect(document).toMatchObject({ decision: 'hold', exit: 3, change: { base_branch: null } });
    expect(document.unevaluable.map(({ rule }) => rule)).toEqual(['pay-block']);
  });
});

describe('names that stand for two things', () => {
  const rows: Row[] = [{ id: 'feature', parents: ['base'], files: { 'pay/a.ts': 'b\n' } }];

  it('refuses a base that a tag of the same name would move to the change itself', async () => {
    const repository = made(rows, { feature: 'feature' });
    repository.git('update-ref', 'refs/remotes/origin/main', 'main');
    repository.git('tag', 'origin/main', 'feature');
    const document = await failure(repository, '--base', 'origin/main', '--head', 'feature');
    expect(document).toMatchObject({ code: 'ambiguous-revision', exit: 2 });
    expect(document.fix).toContain('refs/remotes/origin/main');
    expect(await check(repository, '--base', 'refs/remotes/origin/main', '--head', 'feature')).toMatchObject({
      decision: 'block',
    });
  });

  it('refuses a head that a tag would replace by the base', async () => {
    const repository = made(rows, { feature: 'feature' });
    repository.git('tag', 'feature', 'main');
    expect(await failure(repository, '--base', 'main', '--head', 'feature')).toMatchObject({
      code: 'ambiguous-revision',
    });
    expect(await failure(repository, '--range', 'main..feature')).toMatchObject({ code: 'ambiguous-revision' });
    expect(await failure(repository, '--range', 'main..feature~0')).toMatchObject({ code: 'ambiguous-revision' });
  });

  it('takes a tag and a branch of one name at one commit as what they are', async () => {
    const repository = made(rows, { feature: 'feature' });
    repository.git('tag', 'feature', 'refs/heads/feature');
    expect(await check(repository, '--base', 'main', '--head', 'feature')).toMatchObject({ decision: 'block' });
  });

  it('does not let a decoy with a usual name pass for the default branch of origin', async () => {
    const repository = makeRepository();
    repository.import(
      [BASE, { id: 'feature', parents: ['base'], files: { 'firebreak.yaml': LOOSE, 'pay/a.ts': 'b\n' } }],
      { branches: { main: 'feature', feature: 'feature' } },
    );
    repository.git('update-ref', 'refs/remotes/origin/master', 'feature~1');
    repository.git('update-ref', 'refs/remotes/origin/main', 'feature');
    repository.git('checkout', '--quiet', '--detach', 'feature');
    const document = await failure(repository);
    expect(document).toMatchObject({ code: 'ambiguous-default-branch', exit: 2 });
    expect(document.fix).toContain('git remote set-head origin');
    for (const base of ['origin/master', 'origin/main']) {
      const tip = base === 'origin/main' ? 'feature~1..feature' : null;
      expect(await check(repository, ...(tip === null ? ['--base', base] : ['--range', tip]))).toMatchObject({
        decision: 'block',
      });
    }
    repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/master');
    expect(await check(repository)).toMatchObject({ decision: 'block', change: { base_branch: 'master' } });
  });

  it('does not take the checked-out branch for the default one where others could be it', async () => {
    const repository = makeRepository();
    repository.import(
      [
        BASE,
        ...rows,
        { id: 'loose', parents: ['feature'], files: { 'firebreak.yaml': LOOSE } },
        { id: 'next', parents: ['loose'], files: { 'pay/b.ts': 'b\n' } },
      ],
      {
        branches: { production: 'base', topic: 'next', main: 'next' },
      },
    );
    repository.git('symbolic-ref', 'HEAD', 'refs/heads/topic');
    repository.git('branch', '-D', 'main');
    expect(await failure(repository)).toMatchObject({ code: 'ambiguous-default-branch' });
    expect(await check(repository, '--base', 'production')).toMatchObject({ decision: 'block' });
  });
});

describe('revisions that look like options or expressions', () => {
  it('treats a branch named like an option of git as a name', async () => {
    const repository = made([{ id: 'feature', parents: ['base'], files: { 'pay/a.ts': 'b\n' } }], {
      feature: 'feature',
    });
    for (const name of ['--upload-pack=touch', '--output=x', '-x']) {
      repository.git('update-ref', `refs/heads/${name}`, 'feature');
      expect(await check(repository, '--base', 'main', `--head=${name}`)).toMatchObject({
        decision: 'block',
        change: { head_branch: name },
      });
    }
  });

  it.each([
    'nothing-here',
    'main:firebreak.yaml',
    'main^{tree}',
    '',
    'main\n',
    ':/feature',
    'x'.repeat(5000),
    '\u0000',
  ])('refuses %j as a base: it names no commit or a commit of main', async (name) => {
    const repository = made([{ id: 'feature', parents: ['base'], files: { 'pay/a.ts': 'b\n' } }], {
      feature: 'feature',
    });
    const { exit, out } = await run(['check', '--json', '-C', repository.path, `--base=${name}`, '--head', 'feature']);
    expect([1, 2]).toContain(exit);
    expect(['firebreak.failure/v1', 'firebreak.decision/v1']).toContain(JSON.parse(out).schema);
    if (exit === 2) expect(JSON.parse(out).code).not.toBe('defect');
  });
});

describe('where the default branch has no policy', () => {
  it('judges by the built-in policy, which only advises, and says so', async () => {
    const repository = makeRepository();
    repository.import(
      [
        { id: 'main', files: { 'a.ts': 'a\n' } },
        { id: 'feature', parents: ['main'], files: { 'firebreak.yaml': LOOSE } },
      ],
      {
        branches: { main: 'main', feature: 'feature' },
      },
    );
    const document = await check(repository, '--base', 'main', '--head', 'feature');
    expect(document).toMatchObject({ decision: 'allow', would_decide: 'hold', policy: { source: 'built-in:starter' } });
  });

  it('holds nothing back when the first commit is staged', async () => {
    const repository = makeRepository();
    mkdirSync(join(repository.path, 'src'));
    writeFileSync(join(repository.path, 'src/a.ts'), 'a\n');
    repository.git('add', '.');
    expect(await check(repository, '--staged')).toMatchObject({
      decision: 'allow',
      policy: { source: 'built-in:starter' },
    });
  });
});
