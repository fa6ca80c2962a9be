import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtProgram, start } from '../support/command-line.ts';
import { removeFolders, TEST_ENVIRONMENT, type TestRepository, temporaryFolder } from '../support/git-repository.ts';
import { makeSmallRepository } from '../support/small-repository.ts';

let repository: TestRepository;
beforeAll(() => {
  repository = makeSmallRepository();
  builtProgram();
});
afterAll(removeFolders);

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a line of shell in the repository; `$firebreak` is the built program. */
function shell(line: string): { readonly exit: number; readonly out: string } {
  const script = `firebreak="${process.execPath} ${builtProgram()}"; ${line}`;
  try {
    const out = execFileSync('bash', ['-c', script], { cwd: repository.path, env: TEST_ENVIRONMENT, encoding: 'utf8' });
    return { exit: 0, out };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { exit: status, out: stdout };
  }
}

describe('the built program', () => {
  it.each([
    ['check --head allowed', 0],
    ['check --head blocked', 1],
    ['check --head nowhere', 2],
    ['check --head held', 3],
    ['doctor', 0],
    ['--version', 0],
    ['nonsense', 2],
  ])('%s exits %i', async (line, exit) => {
    expect(await start(line.split(' '), { cwd: repository.path }).ended).toMatchObject({ exit });
  });

  it('keeps the exit code of the verdict when the reader of its output goes away', () => {
    const line = (argv: string) =>
      shell(`$firebreak ${argv} 2>err | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]} $(wc -c <err)"`);
    expect(line('check --head blocked --json').out).toBe('1 0\n');
    expect(line('check --head allowed --json').out).toBe('0 0\n');
    expect(line('schema configuration').out).toBe('0 0\n');
    expect(shell('$firebreak check --head blocked >&-').exit).toBe(1);
    expect(shell('$firebreak check --head blocked 2>&-').exit).toBe(1);
  });

  it('ends at once and with 130 when it is interrupted, and leaves no git behind', async () => {
    const folder = temporaryFolder();
    const marker = join(folder, 'started');
    writeFileSync(join(folder, 'git'), `#!/bin/sh\necho $$ >>'${marker}'\nexec sleep 600\n`);
    chmodSync(join(folder, 'git'), 0o755);
    const variables = { ...TEST_ENVIRONMENT, PATH: `${folder}:${process.env['PATH']}` };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const { child, ended } = start(['check', '--json'], { cwd: repository.path, variables });
      while (!existsSync(marker) || readFileSync(marker, 'utf8').split('\n').length < 4) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill(signal);
      const { exit, out, err } = await ended;
      expect({ exit, err }).toEqual({ exit: 130, err: 'firebreak: interrupted\n' });
      expect(JSON.parse(out)).toMatchObject({ code: 'interrupted', exit: 130 });
      for (const pid of readFileSync(marker, 'utf8').trim().split('\n')) {
        expect(() => process.kill(Number(pid), 0), pid).toThrow();
      }
      writeFileSync(marker, '');
    }
  });

  it('says that git is missing where it is, with exit 5', async () => {
    const variables = { ...TEST_ENVIRONMENT, PATH: temporaryFolder() };
    const { exit, err } = await start(['check'], { cwd: repository.path, variables }).ended;
    expect(exit).toBe(5);
    expect(err).toContain('Install git');
  });

  it('needs no home, no user and no configuration of git', async () => {
    const variables = { PATH: process.env['PATH'] };
    for (const argv of [['check'], ['scan'], ['replay'], ['provenance', 'show'], ['doctor'], ['policy', 'lint']]) {
      const { exit, err } = await start(argv, { cwd: repository.path, variables }).ended;
      expect({ argv, err, exit }).toEqual({ argv, err: '', exit: argv[0] === 'check' ? 3 : 0 });
    }
  });

  it('reads without writing: nothing in the repository is touched', async () => {
    const listing = () =>
      readdirSync(repository.path, { recursive: true, encoding: 'utf8' })
        .sort()
        .map((name) => {
          const { mtimeMs, size } = lstatSync(join(repository.path, name));
          return `${name} ${mtimeMs} ${size}`;
        });
    // A file whose time says that git's index is stale would tempt git to refresh it.
    writeFileSync(join(repository.path, 'readme.md'), readFileSync(join(repository.path, 'readme.md')));
    const before = listing();
    for (const argv of [
      ['check'],
      ['check', '--staged'],
      ['scan'],
      ['replay'],
      ['provenance', 'show', '--all'],
      ['provenance', 'verify'],
      ['provenance', 'record', '--tool', 'cursor'],
      ['explain'],
      ['doctor'],
      ['policy', 'lint'],
      ['init', '--dry-run'],
    ]) {
      await start(argv, { cwd: repository.path }).ended;
      expect(listing(), argv.join(' ')).toEqual(before);
    }
  });

  it('takes the end of input for no answer and writes nothing', () => {
    const session = (keys: string) =>
      shell(
        `python3 - <<'PY'\nimport os, pty, sys\npid, fd = pty.fork()\nif pid == 0:\n    os.execvp("${process.execPath}", ["node", "${builtProgram()}", "init"])\nseen = b""\nwhile b"critical?" not in seen:\n    seen += os.read(fd, 1000)\nos.write(fd, ${keys})\ntry:\n    while os.read(fd, 1000): pass\nexcept OSError: pass\nprint(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\nPY`,
      ).out.trim();
    const present = shell('command -v python3').exit === 0;
    if (present) {
      expect(session('b"\\x04"')).toBe('2');
      expect(session('b"\\x03"')).toBe('130');
    }
    expect(existsSync(join(repository.path, 'firebreak-setup.md'))).toBe(false);
  });

  it('starts twice at once from a checkout that is not built: one builds, both run', async () => {
    const checkout = join(temporaryFolder(), 'checkout');
    const files = execFileSync(
      'git',
      [
        'ls-files',
        '--cached',
        '--others',
        '--exclude-standard',
        'src',
        'script',
        'examples',
        'package.json',
        'package-lock.json',
        'tsconfig.json',
      ],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    for (const file of files.trim().split('\n')) {
      if (existsSync(join(root, file))) cpSync(join(root, file), join(checkout, file));
    }
    // Installed, as far as the script can tell; without a network that is all that can be tested.
    mkdirSync(join(checkout, 'node_modules'));
    for (const name of readdirSync(join(root, 'node_modules'))) {
      if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(checkout, 'node_modules', name));
    }
    cpSync(join(root, 'package-lock.json'), join(checkout, 'node_modules/.firebreak-lock.json'));
    const runs = Array.from(
      { length: 2 },
      () =>
        new Promise<{ exit: number | null; out: string; err: string }>((resolve) => {
          const child = spawn(
            join(checkout, 'script/firebreak'),
            ['check', '--head', 'blocked', '--format', 'compact'],
            {
              cwd: repository.path,
              env: TEST_ENVIRONMENT,
            },
          );
          let out = '';
          let err = '';
          child.stdout.on('data', (data) => {
            out += data;
          });
          child.stderr.on('data', (data) => {
            err += data;
          });
          child.on('close', (exit) => resolve({ exit, out, err }));
        }),
    );
    const [one, other] = await Promise.all(runs);
    expect([one?.exit, other?.exit], `${one?.err}${other?.err}`).toEqual([1, 1]);
    expect(one?.out).toBe(other?.out);
    expect(`${one?.err}${other?.err}`.match(/building \.\.\./g)).toHaveLength(1);
    expect(existsSync(join(checkout, '.prepare.lock'))).toBe(false);
  });
});
