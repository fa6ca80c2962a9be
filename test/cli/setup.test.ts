import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run } from '../support/command-line.ts';
import { misfits } from '../support/document.ts';
import { makeRepository, removeFolders, type TestRepository } from '../support/git-repository.ts';

afterAll(removeFolders);

const FILES = ['firebreak.yaml', '.github/workflows/firebreak.yml', 'firebreak-setup.md'];

function fresh(): TestRepository {
  const repository = makeRepository();
  repository.import([{ id: 'a', files: { 'src/payment/pay.ts': 'a\n', 'readme.md': 'a\n' } }]);
  repository.git('checkout', '--quiet', '--force', 'main');
  return repository;
}

function standing({ path }: TestRepository): readonly string[] {
  return FILES.filter((file) => existsSync(join(path, file)));
}

describe('init', () => {
  it('proposes what is critical, writes with --yes, and the result lints', async () => {
    const repository = fresh();
    const { exit, out } = await run(['init', '--yes', '--senior', '@bob', '--json'], { cwd: repository.path });
    expect({ exit, misfits: misfits('write', JSON.parse(out)) }).toEqual({ exit: 0, misfits: [] });
    expect(standing(repository)).toEqual(FILES);
    expect(parse(readFileSync(join(repository.path, 'firebreak.yaml'), 'utf8'))).toMatchObject({
      services: { critical: { tier: 0, paths: ['src/payment/**'] } },
      people: { senior: ['@bob'] },
      policy: { mode: 'advise' },
    });
    expect((await run(['policy', 'lint'], { cwd: repository.path })).exit).toBe(0);
    expect(repository.git('status', '--porcelain', '--untracked-files=all').trim().split('\n')).toHaveLength(3);
  });

  it('writes a workflow of the base that runs again when the target changes, with the default branch and the own copy stated', async () => {
    const repository = fresh();
    await run(['init', '--yes'], { cwd: repository.path });
    const workflow = parse(readFileSync(join(repository.path, '.github/workflows/firebreak.yml'), 'utf8'));
    // From the base branch, so that the change cannot edit the step that judges it.
    expect(Object.keys(workflow.on)).toEqual(['pull_request_target']);
    expect(workflow.on.pull_request_target.types).toContain('edited');
    expect(workflow.permissions).toEqual({ contents: 'read', 'pull-requests': 'read' });
    const steps = workflow.jobs.check.steps.flatMap(({ run: command }: { run?: string }) => command ?? []);
    expect(steps[0]).toContain('git -C code remote set-head origin "$DEFAULT"');
    // A package name could be taken by anybody: only the team's own copy at a commit it chose.
    expect(steps.join()).not.toContain('npx');
    // What a pull request may choose reaches the shell as a variable only.
    expect(steps.join()).not.toContain('${{');
  });

  it('shows everything and writes nothing with --dry-run', async () => {
    const repository = fresh();
    const { exit, out } = await run(['init', '--dry-run', '--critical', 'src/auth'], { cwd: repository.path });
    expect(exit).toBe(0);
    expect(out).toContain('  +     paths: ["src/auth/**"]');
    expect(standing(repository)).toEqual([]);
  });

  it('asks three questions, shows the files, and writes on yes', async () => {
    const repository = fresh();
    const answers = ['src/auth, src/pay', 'ann@example.org', 'enforce', 'y'];
    const { exit, err } = await run(['init'], { cwd: repository.path, answers });
    expect(exit).toBe(0);
    expect(err).toContain('would create firebreak.yaml');
    expect(parse(readFileSync(join(repository.path, 'firebreak.yaml'), 'utf8'))).toMatchObject({
      services: { critical: { paths: ['src/auth/**', 'src/pay/**'] } },
      policy: { mode: 'enforce' },
    });
  });

  it.each([
    ['the answer is no', ['', '', '', 'n']],
    ['the mode is none', ['', '', 'sometimes', 'y']],
  ])('writes nothing where %s', async (_, answers) => {
    const repository = fresh();
    await run(['init'], { cwd: repository.path, answers });
    expect(standing(repository)).toEqual([]);
  });

  it('writes nothing where nobody is there, or nobody is to be asked', async () => {
    const repository = fresh();
    expect((await run(['init'], { cwd: repository.path })).exit).toBe(2);
    expect((await run(['init', '--no-input'], { cwd: repository.path, answers: ['', '', '', 'y'] })).exit).toBe(2);
    expect(standing(repository)).toEqual([]);
  });

  it('keeps what stands: a second run changes nothing', async () => {
    const repository = fresh();
    await run(['init', '--yes'], { cwd: repository.path });
    const before = FILES.map((file) => readFileSync(join(repository.path, file), 'utf8'));
    const { exit, out } = await run(['init', '--yes', '--mode', 'enforce', '--json'], { cwd: repository.path });
    expect({ exit, written: JSON.parse(out).written }).toEqual({ exit: 0, written: false });
    expect(FILES.map((file) => readFileSync(join(repository.path, file), 'utf8'))).toEqual(before);
  });

  it('takes back what it wrote, and keeps a file that was edited since', async () => {
    const repository = fresh();
    await run(['init', '--yes'], { cwd: repository.path });
    const shown = await run(['init', '--undo', '--dry-run', '--json'], { cwd: repository.path });
    expect(JSON.parse(shown.out)).toMatchObject({ written: false });
    expect(standing(repository)).toEqual(FILES);
    writeFileSync(join(repository.path, 'firebreak.yaml'), 'version: 1\n');
    const { exit, out } = await run(['init', '--undo', '--json'], { cwd: repository.path });
    expect(exit).toBe(0);
    expect(JSON.parse(out).notes.join()).toContain('firebreak.yaml');
    expect(standing(repository)).toEqual(['firebreak.yaml']);
    const again = await run(['init', '--undo'], { cwd: repository.path });
    expect(again).toMatchObject({ exit: 0 });
    expect(again.out).toContain('nothing to undo');
  });

  it('removes nothing outside the repository, whatever the setup page says', async () => {
    const repository = fresh();
    const victim = join(repository.path, '..', `victim-${process.pid}`);
    writeFileSync(victim, 'mine\n');
    const digest = 'sha256:8e0e6f7e5f36d8c5ed7c5cc0a3b4b1d3a7e5a6a57d6b8e9d2b8d4e6c2b3f1a0d';
    writeFileSync(
      join(repository.path, 'firebreak-setup.md'),
      `- \`../victim-${process.pid}\` ${digest}\n- \`.git/config\` ${digest}\n`,
    );
    const { exit } = await run(['init', '--undo', '--json'], { cwd: repository.path });
    expect(existsSync(victim)).toBe(true);
    expect(existsSync(join(repository.path, '.git/config'))).toBe(true);
    expect([0, 2]).toContain(exit);
  });

  it('writes through no symbolic link', async () => {
    const repository = fresh();
    const outside = fresh();
    const { symlinkSync } = await import('node:fs');
    symlinkSync(outside.path, join(repository.path, '.github'));
    const { exit, out } = await run(['init', '--yes', '--json'], { cwd: repository.path });
    expect({ exit, code: JSON.parse(out).code }).toEqual({ exit: 2, code: 'path-outside-folder' });
    expect(standing(outside)).toEqual([]);
  });

  it('needs a work tree', async () => {
    const bare = makeRepository('--bare');
    const { exit, out } = await run(['init', '--yes', '--json'], { cwd: bare.path });
    expect({ exit, code: JSON.parse(out).code }).toEqual({ exit: 2, code: 'no-work-tree' });
  });
});

describe('doctor', () => {
  it('finds nothing in the way of a whole clone, and fits its schema', async () => {
    const { exit, out } = await run(['doctor', '--json'], { cwd: fresh().path });
    const report = JSON.parse(out);
    expect({ exit, misfits: misfits('doctor', report) }).toEqual({ exit: 0, misfits: [] });
  });

  it.each([
    ['no commit', () => makeRepository(), 'history'],
    [
      'a cut history',
      () => {
        const repository = fresh();
        writeFileSync(join(repository.path, '.git/shallow'), repository.git('rev-parse', 'main'));
        return repository;
      },
      'history',
    ],
    [
      'two branches that could be the default one',
      () => {
        const repository = fresh();
        repository.git('update-ref', 'refs/remotes/origin/main', 'main');
        repository.git('update-ref', 'refs/remotes/origin/master', 'main');
        return repository;
      },
      null,
    ],
    [
      'a broken configuration',
      () => {
        const repository = makeRepository();
        repository.import([{ id: 'a', files: { 'firebreak.yaml': 'version: [' } }]);
        return repository;
      },
      'configuration',
    ],
    [
      'a newest commit of the year 2100',
      () => {
        const repository = makeRepository();
        repository.import([{ id: 'a', at: 4_102_444_800, files: { a: 'a' } }]);
        return repository;
      },
      'clock',
    ],
  ] as const)('%s: exit 1 where that is a problem', async (_, make, name) => {
    const { exit, out } = await run(['doctor', '--json'], { cwd: make().path });
    const problems = JSON.parse(out).checks.filter(({ status }: { status: string }) => status === 'problem');
    expect(problems.map((each: { name: string }) => each.name)).toEqual(name === null ? [] : [name]);
    expect(exit).toBe(name === null ? 0 : 1);
  });
});
