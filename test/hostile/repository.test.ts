import { appendFileSync, chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../support/command-line.ts';
import {
  makeRepository,
  removeFolders,
  repositoryAt,
  type TestRepository,
  temporaryFolder,
} from '../support/git-repository.ts';
import { failureOf, proposalOf, verdictOf, WARY } from '../support/verdict.ts';

afterAll(removeFolders);

const READING: readonly (readonly string[])[] = [
  ['check', '--base', 'main', '--head', 'feature'],
  ['check', '--staged'],
  ['check', '--range', 'main..feature'],
  ['check', '--change', 'main'],
  ['scan'],
  ['replay'],
  ['explain', '--head', 'feature'],
  ['provenance', 'show', '--all'],
  ['provenance', 'verify', '--all'],
  ['doctor'],
  ['policy', 'lint'],
  ['init', '--dry-run'],
];

/** A command of each way to read: changes, the index, history, commits, the repository itself. */
const SHORT = READING.filter(
  ([name, option]) => name === 'doctor' || name === 'scan' || option === 'show' || option === '--staged',
);

/** Runs commands that read; each must end as it may, without a defect. */
async function readAll(path: string, commands: readonly (readonly string[])[] = SHORT): Promise<void> {
  for (const argv of commands) {
    const { exit, err } = await run([...argv, '-C', path]);
    expect([0, 1, 2, 3, 4], `${argv.join(' ')}: ${err}`).toContain(exit);
    expect(err, argv.join(' ')).not.toMatch(/defect|\n\s+at /);
  }
}

describe('a configuration that would start programs', () => {
  /** A program that leaves a trace of having run. */
  function trap(): { readonly command: string; readonly trace: string } {
    const folder = temporaryFolder();
    const trace = join(folder, 'ran');
    const command = join(folder, 'trap.sh');
    writeFileSync(command, `#!/bin/sh\necho "$0 $*" >>'${trace}'\ncat\n`);
    chmodSync(command, 0o755);
    return { command, trace };
  }

  function trapped(): { readonly repository: TestRepository; readonly trace: string } {
    const repository = proposalOf([{ message: 'Work', files: { 'a.ts': 'b\n', 'x.bin': Buffer.from([0, 1, 2]) } }], {
      'firebreak.yaml': WARY,
      'a.ts': 'a\n',
      '.gitattributes': '* diff=evil filter=evil merge=evil\n',
    });
    repository.git('reset', '--quiet', '--hard', 'main');
    writeFileSync(join(repository.path, 'a.ts'), 'c\n');
    repository.git('add', 'a.ts');
    const { command, trace } = trap();
    const config = [
      `[core]\n\tfsmonitor = ${command}\n\tpager = ${command}\n\teditor = ${command}\n\tsshCommand = ${command}\n\thooksPath = ${join(repository.path, 'hooks')}\n\tattributesFile = ${join(repository.path, '.gitattributes')}\n\taskPass = ${command}\n\tgitProxy = ${command}`,
      `[diff]\n\texternal = ${command}\n[diff "evil"]\n\tcommand = ${command}\n\ttextconv = ${command}`,
      `[filter "evil"]\n\tclean = ${command}\n\tsmudge = ${command}\n\tprocess = ${command}\n\trequired = true`,
      `[merge "evil"]\n\tdriver = ${command}`,
      `[alias]\n\tlog = !${command}\n\trev-list = !${command}\n\tcat-file = !${command}\n\tconfig = !${command}\n\tdiff-tree = !${command}`,
      `[pager]\n\tlog = ${command}\n\trev-list = ${command}\n\tconfig = ${command}\n\tdiff-tree = ${command}`,
      `[gpg]\n\tprogram = ${command}\n[log]\n\tshowSignature = true\n[commit]\n\tgpgSign = true`,
      `[credential]\n\thelper = !${command}\n[uploadpack]\n\tpackObjectsHook = ${command}`,
      `[remote "origin"]\n\turl = ext::${command}\n\tfetch = +refs/*:refs/*\n\tpromisor = true\n\tpartialclonefilter = blob:none`,
      `[protocol "ext"]\n\tallow = always\n[extensions]\n\tpartialClone = origin`,
      `[include]\n\tpath = ${join(repository.path, 'more.config')}`,
      `[sequence]\n\teditor = ${command}\n[interactive]\n\tdiffFilter = ${command}\n[trailer "x"]\n\tkey = X\n\tcommand = ${command}`,
    ];
    appendFileSync(join(repository.path, '.git/config'), `${config.join('\n')}\n`);
    writeFileSync(
      join(repository.path, 'more.config'),
      `[core]\n\tfsmonitor = ${command}\n[alias]\n\trev-parse = !${command}\n`,
    );
    for (const folder of ['hooks', '.git/hooks']) {
      mkdirSync(join(repository.path, folder), { recursive: true });
      for (const hook of [
        'post-index-change',
        'pre-commit',
        'fsmonitor-watchman',
        'post-checkout',
        'reference-transaction',
        'prepare-commit-msg',
      ]) {
        symlinkSync(command, join(repository.path, folder, hook));
      }
    }
    return { repository, trace };
  }

  it('starts nothing, whatever is read', async () => {
    const { repository, trace } = trapped();
    await readAll(repository.path, READING);
    expect(existsSync(trace)).toBe(false);
    expect(await verdictOf(repository)).toMatchObject({ decision: 'hold', change: { files: 2 } });
    expect(existsSync(trace)).toBe(false);
  });

  it('starts nothing where objects are missing that a remote could bring', async () => {
    const { repository, trace } = trapped();
    const blob = repository.git('rev-parse', 'feature:a.ts').trim();
    removeObject(repository, blob);
    // Git itself sprang the trap while it packed.
    rmSync(trace, { force: true });
    const document = await verdictOf(repository);
    expect(document).toMatchObject({ decision: 'hold' });
    expect(document.change.gaps.map(({ code }) => code)).toContain('missing-object');
    expect(existsSync(trace)).toBe(false);
  });

  it('would start them with plain git: the trap can spring', () => {
    const { repository, trace } = trapped();
    repository.git('config', '--unset', 'core.gitProxy');
    try {
      repository.git('diff', 'main', 'feature');
    } catch {
      // What it prints does not matter, only that it ran.
    }
    expect(existsSync(trace)).toBe(true);
  });

  it('is not read from where the environment points git to', async () => {
    const { repository } = trapped();
    const other = proposalOf([{ message: 'Other', files: { 'docs/b.md': 'b\n' } }]);
    const variables = [
      'GIT_DIR',
      'GIT_WORK_TREE',
      'GIT_INDEX_FILE',
      'GIT_OBJECT_DIRECTORY',
      'GIT_EXTERNAL_DIFF',
      'GIT_CONFIG_COUNT',
    ];
    const before = variables.map((name) => process.env[name]);
    const { command, trace } = trap();
    process.env['GIT_DIR'] = join(repository.path, '.git');
    process.env['GIT_EXTERNAL_DIFF'] = command;
    try {
      expect((await verdictOf(other)).change.title).toBe('Other');
    } finally {
      for (const [at, name] of variables.entries()) {
        if (before[at] === undefined) delete process.env[name];
        else process.env[name] = before[at];
      }
    }
    expect(existsSync(trace)).toBe(false);
  });
});

function removeObject({ path, git }: TestRepository, id: string): void {
  git('repack', '-adq');
  const packs = join(path, '.git/objects/pack');
  const moved = temporaryFolder();
  git('-c', `alias.unpack=!mv '${packs}'/*.pack '${moved}' && cat '${moved}'/*.pack | git unpack-objects -q`, 'unpack');
  rmSync(packs, { recursive: true });
  rmSync(join(path, '.git/objects', id.slice(0, 2), id.slice(2)), { force: true });
}

describe('a repository whose history is cut', () => {
  const rows = [
    { message: 'One', files: { 'a.ts': 'a\n' } },
    { message: 'Two', files: { 'b.ts': 'b\n' } },
  ];

  it('shallow below the fork: no verdict, and the command that fetches the rest', async () => {
    const repository = proposalOf(rows);
    const cut = join(temporaryFolder(), 'cut');
    repository.git(
      'clone',
      '--quiet',
      '--depth=1',
      '--no-single-branch',
      `file://${repository.path}`,
      '--branch',
      'feature',
      cut,
    );
    const failure = await failureOf(repositoryAt(cut), ['--base', 'origin/main', '--head', 'HEAD']);
    expect(failure).toMatchObject({
      code: 'shallow-history',
      exit: 2,
      fix: expect.stringContaining('git fetch --unshallow'),
    });
    await readAll(cut);
  });

  it('shallow at the fork: what is known is not enough to allow', async () => {
    const repository = proposalOf(rows);
    const docs = proposalOf([{ message: 'Docs', files: { 'docs/b.md': 'b\n' } }]);
    for (const given of [repository, docs]) {
      writeFileSync(join(given.path, '.git/shallow'), given.git('rev-parse', 'feature'));
      const { exit } = await run(['check', '-C', given.path, '--base', 'main', '--head', 'feature']);
      expect([2, 3]).toContain(exit);
    }
  });

  it('without its base commit: no verdict, and the place', async () => {
    const repository = proposalOf(rows);
    removeObject(repository, repository.git('rev-parse', 'main').trim());
    const failure = await failureOf(repository);
    expect(failure.exit).toBe(2);
    expect(failure.fix).toMatch(/git fetch|git fsck/);
    await readAll(repository.path);
  });

  it('without the tree of its base: held or no verdict, and the place', async () => {
    const repository = proposalOf(rows);
    removeObject(repository, repository.git('rev-parse', 'main^{tree}').trim());
    const { exit, out } = await run(['check', '--json', '-C', repository.path, '--base', 'main', '--head', 'feature']);
    expect([2, 3]).toContain(exit);
    expect(out).toMatch(/missing-object/);
    await readAll(repository.path);
  });

  it('without its policy file: no verdict rather than the built-in policy', async () => {
    const repository = proposalOf(rows);
    removeObject(repository, repository.git('rev-parse', 'main:firebreak.yaml').trim());
    const failure = await failureOf(repository);
    expect(failure).toMatchObject({ code: 'missing-object', exit: 2 });
    expect(failure.message).toContain('firebreak.yaml');
  });

  it('without blobs: held, with the gap named', async () => {
    const repository = proposalOf(rows);
    const partial = join(temporaryFolder(), 'partial');
    repository.git('config', 'uploadpack.allowFilter', 'true');
    repository.git('clone', '--quiet', '--bare', '--filter=blob:none', `file://${repository.path}`, partial);
    rmSync(repository.path, { recursive: true });
    const failure = await failureOf(repositoryAt(partial));
    expect(failure).toMatchObject({ code: 'missing-object', fix: expect.stringContaining('git fetch') });
  });

  it('grafted or replaced: what is stored counts, not what is drawn over it', async () => {
    const repository = proposalOf(rows);
    const [main, one, two] = ['main', 'feature~1', 'feature'].map((name) => repository.git('rev-parse', name).trim());
    writeFileSync(join(repository.path, '.git/info/grafts'), `${two} ${main}\n`);
    repository.git('replace', `${one}`, `${main}`);
    const document = await verdictOf(repository);
    expect(document).toMatchObject({ decision: 'hold', change: { files: 2 } });
  });

  it('with objects that are garbage: no verdict, and the place', async () => {
    const repository = proposalOf(rows);
    const id = repository.git('rev-parse', 'feature').trim();
    removeObject(repository, id);
    const file = join(repository.path, '.git/objects', id.slice(0, 2), id.slice(2));
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, 'garbage');
    expect((await failureOf(repository)).exit).toBe(2);
    await readAll(repository.path);
  });

  it.each([
    [
      'a configuration that is binary',
      (path: string) => writeFileSync(join(path, '.git/config'), Buffer.from([0, 255, 1, 91, 0])),
    ],
    ['a HEAD that is garbage', (path: string) => writeFileSync(join(path, '.git/HEAD'), '\u0000\u0001garbage')],
    ['a HEAD that points to itself', (path: string) => writeFileSync(join(path, '.git/HEAD'), 'ref: HEAD')],
    ['a HEAD outside of refs', (path: string) => writeFileSync(join(path, '.git/HEAD'), 'ref: ../../../etc/passwd')],
    ['packed refs that are garbage', (path: string) => writeFileSync(join(path, '.git/packed-refs'), 'x'.repeat(1000))],
    ['an index that is garbage', (path: string) => writeFileSync(join(path, '.git/index'), 'DIRCgarbage')],
    ['no objects', (path: string) => rmSync(join(path, '.git/objects'), { recursive: true })],
    [
      'a .git that is a file to nowhere',
      (path: string) => {
        rmSync(join(path, '.git'), { recursive: true });
        writeFileSync(join(path, '.git'), 'gitdir: /nowhere/at/all');
      },
    ],
    [
      'a format of the future',
      (path: string) => writeFileSync(join(path, '.git/config'), '[core]\nrepositoryformatversion = 99\n'),
    ],
  ])('with %s: a failure that names the fix, never a crash', async (_, breakIt) => {
    const repository = proposalOf(rows);
    breakIt(repository.path);
    await readAll(repository.path);
  });

  it('while files of the work tree come and go: only what git stores counts', async () => {
    const repository = proposalOf(rows);
    repository.git('checkout', '--quiet', '--force', 'feature');
    let racing = true;
    const race = (async () => {
      for (let at = 0; racing; at += 1) {
        writeFileSync(join(repository.path, 'a.ts'), `${at}\n`);
        writeFileSync(join(repository.path, 'firebreak.yaml'), at % 2 === 0 ? 'version: 1\n' : WARY);
        rmSync(join(repository.path, 'b.ts'), { force: true });
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const digests = new Set<string>();
    for (let left = 3; left > 0; left -= 1) {
      const { decision, facts_digest } = await verdictOf(repository);
      expect(decision).toBe('hold');
      digests.add(facts_digest);
    }
    racing = false;
    await race;
    expect(digests.size).toBe(1);
  });
});

describe('commit dates', () => {
  const DATES: readonly (readonly [string, string])[] = [
    ['1970', '0 +0000'],
    ['2100', '4102444800 +0000'],
    ['before 1970', '-2208988800 +0000'],
    ['the end of all calendars', '99999999999999 +0000'],
    ['more than a number holds', '999999999999999999999999 +0000'],
    ['no number', 'yesterday +0000'],
    ['no date', ''],
    ['a zone that is none', '1700000000 +9999'],
  ];

  it.each(DATES)('of %s: are judged, replayed and drawn', async (_, date) => {
    const repository = proposalOf([{ message: 'Work', files: { 'a.ts': 'a\n' } }]);
    const tree = repository.git('rev-parse', 'feature^{tree}').trim();
    const parent = repository.git('rev-parse', 'main').trim();
    const raw = `tree ${tree}\nparent ${parent}\nauthor Ann <ann@example.org> ${date}\ncommitter Ann <ann@example.org> ${date}\n\nWork\n`;
    const file = join(temporaryFolder(), 'commit');
    writeFileSync(file, raw);
    const id = repository.git('hash-object', '-t', 'commit', '-w', '--literally', file).trim();
    repository.git('update-ref', 'refs/heads/feature', id);
    expect(await verdictOf(repository)).toMatchObject({ decision: 'hold', change: { files: 1 } });
    for (const argv of [
      ['scan', '--since', '90d'],
      ['replay', '--format', 'html'],
      ['provenance', 'show', '--since', '90d'],
    ]) {
      const started = Date.now();
      const { exit, out, err } = await run([...argv, '--branch', 'feature', '-C', repository.path]);
      expect({ argv, exit, err }).toEqual({ argv, exit: 0, err: '' });
      expect(out.length).toBeLessThan(2_000_000);
      expect(Date.now() - started).toBeLessThan(10_000);
    }
  });
});

describe('paths that are no place to look at', () => {
  it('names a folder of .git itself, a submodule, a link and a deleted folder rightly', async () => {
    const repository = proposalOf([{ message: 'Work', files: { 'a.ts': 'a\n' } }]);
    const folder = temporaryFolder();
    symlinkSync(repository.path, join(folder, 'link'));
    expect((await run(['check', join(folder, 'link'), '--head', 'feature'])).exit).toBe(3);
    expect((await run(['check', join(repository.path, '.git'), '--head', 'feature'])).exit).toBe(3);
    const gone = join(folder, 'gone');
    expect((await run(['check', gone, '--json'])).exit).toBe(2);
    expect((await run(['scan', '-C', `${repository.path}\u0000x`, '--json'])).exit).toBe(2);
  });

  it('a repository without a commit has a clear answer for each command', async () => {
    const { path } = makeRepository();
    await readAll(path, READING);
    expect((await run(['check', '-C', path, '--json'])).out).toContain('no-default-branch');
  });
});
