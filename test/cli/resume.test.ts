import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ReplayReport } from '../../src/contract/index.ts';
import { builtProgram, start } from '../support/command-line.ts';
import {
  makeRepository,
  type Row,
  removeFolders,
  TEST_ENVIRONMENT,
  type TestRepository,
  temporaryFolder,
} from '../support/git-repository.ts';

const FIXES = 24;
const HOUR = 3_600;

let repository: TestRepository;

/** Every second change repairs the line that the one before it wrote. */
function rows(): Row[] {
  const made: Row[] = [{ id: 'r0', message: 'Begin', files: { 'src/price.ts': 'start();\n' }, at: 1_700_000_000 }];
  for (let at = 1; at <= 2 * FIXES; at += 1) {
    made.push({
      id: `r${at}`,
      parents: [`r${at - 1}`],
      message: at % 2 === 0 ? `fix: price ${at}` : `Change price ${at}`,
      files: { 'src/price.ts': `price(${at});\n` },
      at: 1_700_000_000 + at * HOUR,
    });
  }
  return made;
}

beforeAll(() => {
  repository = makeRepository();
  repository.import(rows());
  builtProgram();
});
afterAll(removeFolders);

/** The git of this machine, slowed down where it blames, so that a signal meets the pass half way. */
function slowGit(): string {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'git'),
    `#!/bin/sh\ncase " $* " in *" blame "*) sleep 0.2 ;; esac\nPATH='${process.env['PATH']}' exec git "$@"\n`,
  );
  chmodSync(join(folder, 'git'), 0o755);
  return `${folder}:${process.env['PATH']}`;
}

/** Fixes that are traced and kept, each with when that was. */
function kept(cache: string): ReadonlyMap<string, number> {
  const folder = join(cache, 'fix-evidence-v1');
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return new Map(names.map((name) => [name, statSync(join(folder, name)).mtimeMs]));
}

it('goes on with tracing fixes where an interrupt ended it, and says what an undisturbed run says', async () => {
  const replay = (cache: string, variables: NodeJS.ProcessEnv = {}) =>
    start(['replay', '--labels', 'traced', '--json'], {
      cwd: repository.path,
      variables: { ...TEST_ENVIRONMENT, ...variables, FIREBREAK_CACHE: cache },
    });
  const cache = temporaryFolder();
  const first = replay(cache, { PATH: slowGit() });
  while (kept(cache).size < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  first.child.kill('SIGINT');
  expect(await first.ended).toMatchObject({ exit: 130, err: 'firebreak: interrupted\n' });
  const before = kept(cache);
  expect(before.size).toBeLessThan(FIXES);

  const resumed = await replay(cache).ended;
  const after = kept(cache);
  expect(after.size).toBe(FIXES);
  expect([...before].filter(([name, at]) => after.get(name) !== at)).toEqual([]);
  const undisturbed = await replay(temporaryFolder()).ended;
  const reportOf = ({ out }: { readonly out: string }) => ({ ...(JSON.parse(out) as ReplayReport), made_at: '' });
  expect(reportOf(resumed)).toEqual(reportOf(undisturbed));
  expect(reportOf(resumed).totals.fixed).toBeGreaterThan(0);
});
