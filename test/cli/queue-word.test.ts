import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueExplanation, queueOutput } from '../../src/contract/index.ts';
import { run, TEST_NOW } from '../support/command-line.ts';
import { makeRepository, removeFolders, type TestRepository, temporaryFolder } from '../support/git-repository.ts';

const BASE = 'version: 1\nqueue:\n  build: "true"\n';
let repository: TestRepository;

beforeAll(() => {
  repository = makeRepository('--bare');
  repository.import(
    [
      { id: 'start', files: { 'firebreak.yaml': BASE } },
      { id: 'one', parents: ['start'], files: { one: '1' } },
      { id: 'two', parents: ['start'], files: { two: '1' } },
      { id: 'red', parents: ['start'], files: { red: '1' } },
    ],
    { branches: { main: 'start', one: 'one', two: 'two', red: 'red' } },
  );
});
afterAll(removeFolders);

const queue = (...args: readonly string[]) =>
  run(['-C', repository.path, 'queue', ...args], { variables: { PATH: process.env['PATH'] ?? '' } });

async function why(entry: string) {
  return queueExplanation.parse(JSON.parse((await queue('why', entry, '--json')).out)).entry;
}

describe('what the queue says', () => {
  it('of a landed entry: as what and when, and nothing to do', async () => {
    await queue('add', 'one');
    expect(await queue('run')).toMatchObject({ exit: 0 });
    const { constraint, todo } = await why('one');
    expect(constraint.text).toContain(`at ${new Date(TEST_NOW).toISOString()}`);
    expect(todo).toEqual({ code: 'none', text: 'nothing: it landed', command: null });
    expect((await queue('why', 'one')).out).not.toContain('to do');
  });

  it('of a build: the end of what it printed, made safe, and why an entry was sent back', async () => {
    const loud = String.raw`printf 'one\n\033]0;x\007two\n'; test ! -e red || { echo broke; exit 1; }`;
    await queue('add', 'red');
    expect(await queue('output', 'red')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('no build of entry 2'),
    });
    expect(await queue('run', '--build', loud)).toMatchObject({ exit: 1 });
    const why = queueExplanation.parse(JSON.parse((await queue('why', 'red', '--json')).out));
    const lines = ['one', String.raw`\x1b]0;x\x07two`, 'broke'];
    expect(why.output).toMatchObject({ decided: true, subjects: [2], outcome: 'failed', code: 'exit-1', lines });
    expect((await queue('why', 'red')).out).toContain('  | broke\n  more: firebreak queue output 2\n');
    const one = queueOutput.parse(JSON.parse((await queue('output', '2', '--lines', '1', '--json')).out));
    expect(one).toMatchObject({ entry: 2, output: { lines: ['broke'], left_out: 2 } });
    const build = one.output.build.replace('local:', '');
    const named = queueOutput.parse(JSON.parse((await queue('output', build, '--json')).out));
    expect(named).toMatchObject({ entry: null, output: { build: one.output.build, lines } });
    expect(await queue('output', 'nothing')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('no build nothing'),
    });
    expect(await queue('output', '2', '--lines', '0')).toMatchObject({ exit: 2 });
  });

  it('of a freeze that ends by itself: until when, and how it ends sooner', async () => {
    const until = new Date(TEST_NOW + 3_600_000).toISOString();
    expect(await queue('freeze', '--reason', 'release day', '--until', until)).toMatchObject({ exit: 0 });
    await queue('add', 'two');
    const { constraint, todo } = await why('two');
    expect(constraint.text).toBe(`landing is frozen until ${until}: release day`);
    expect(todo).toMatchObject({ code: 'none', command: 'firebreak queue freeze --end freeze-1' });
  });

  it('of a run that was interrupted: nothing is built any more', async () => {
    const left = makeRepository('--bare');
    left.import(
      [
        { id: 'start', files: { 'firebreak.yaml': BASE } },
        { id: 'long', parents: ['start'], files: { long: '1' } },
      ],
      { branches: { main: 'start', long: 'long' } },
    );
    const variables = { PATH: process.env['PATH'] ?? '', STATE: temporaryFolder() };
    const stop = new AbortController();
    const asked = (...args: readonly string[]) =>
      run(['-C', left.path, 'queue', ...args], { variables, signal: stop.signal });
    await asked('add', 'long');
    const running = asked('run', '--env', 'STATE', '--build', 'touch "$STATE/began"; sleep 600');
    while (!existsSync(join(variables.STATE, 'began'))) await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    expect(await running).toMatchObject({ exit: 3 });
    const { out } = await run(['-C', left.path, 'queue', 'why', 'long', '--json'], { variables });
    expect(queueExplanation.parse(JSON.parse(out))).toMatchObject({
      entry: { constraint: { code: 'slot' }, todo: { code: 'run' } },
      trials: [{ outcome: 'cancelled', code: 'interrupted' }],
    });
  });

  it('of a target that nothing has, where the configuration declares some; where it declares none, what is held', async () => {
    expect((await queue('freeze', '--reason', 'r', '--target', 'shop')).out).toContain('declares no targets');
    expect(await queue('freeze', '--end', 'freeze-2')).toMatchObject({ exit: 0 });
    const targets = `${BASE}  targets: {checkout: [a], search: [b]}\n`;
    repository.import([{ id: 'declared', files: { 'firebreak.yaml': targets, one: '1' } }], {
      branches: { trunk: 'declared', three: 'declared' },
    });
    const data = temporaryFolder();
    const asked = (...args: readonly string[]) => queue(...args, '--branch', 'trunk', '--data', data);
    for (const ask of [
      ['add', 'three'],
      ['freeze', '--reason', 'r'],
    ]) {
      const refused = await asked(...ask, '--target', 'chekout');
      expect(refused).toMatchObject({ exit: 2, out: '', err: expect.stringContaining('checkout, search') });
    }
    const frozen = await asked('freeze', '--reason', 'r', '--target', 'checkout');
    expect(frozen).toMatchObject({ exit: 0, out: 'frozen as freeze-1: builds go on, landing waits\n' });
  });

  it('of a variable that is not set; what may hold a value is not repeated', async () => {
    expect((await queue('run', '--env', 'NOT_SET_HERE')).err).toContain('NOT_SET_HERE is not set');
    expect((await queue('run', '--env', 'PATH')).err).toBe('');
    const given = await queue('run', '--env', 'TOKEN=secret');
    expect(given).toMatchObject({ exit: 2, out: '' });
    expect(given.err).not.toContain('secret');
  });

  it('of each command: what the list of commands says of it', async () => {
    for (const command of ['add', 'why', 'freeze', 'run']) {
      const { out } = await run(['queue', command, '--help'], {});
      expect(out.split('\n')[2]).toMatch(/^[a-z]/);
    }
  });
});
