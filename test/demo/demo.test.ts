import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findProxy } from '../../src/adapter/demo-shop/index.ts';
import { demoReport } from '../../src/contract/index.ts';
import { openDemo } from '../../src/demo.ts';
import { type Io, type OpenDemo, runCli } from '../../src/entrypoint/cli/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { makeFirebreak } from '../../src/service/index.ts';
import { makeWorld, SCHEMAS } from '../../src/world.ts';
import { noHaproxy } from '../support/haproxy.ts';

const missing = noHaproxy();
if (missing !== null) console.warn(`test/demo/demo.test.ts is left out: ${missing}`);

const really: OpenDemo = (wish) => openDemo({ variables: process.env, version: '0.0.0-test', wish });

/** One run of the command line with the real shop; `onErr` hears what it tells meanwhile. */
async function demo(argv: readonly string[], given: { readonly onErr?: (text: string, end: () => void) => void } = {}) {
  const ending = new AbortController();
  const written = { out: '', err: '' };
  const io: Io = {
    cwd: '/',
    env: {},
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    columns: 100,
    writeOut: async (text) => {
      written.out += text;
    },
    writeErr: (text) => {
      written.err += text;
      given.onErr?.(text, () => ending.abort());
    },
    writeFile: () => Promise.reject(new Error('no file in this test')),
    ask: null,
    openFile: async () => false,
    signal: ending.signal,
  };
  const world = makeWorld({ variables: {}, now: () => instant(Date.now()) });
  const firebreak = makeFirebreak({ world, schemas: SCHEMAS });
  const serve = () => Promise.reject(new Error('no server of its own in this test'));
  const clock = () => performance.now();
  const exit = await runCli({ argv: ['demo', ...argv], io, firebreak, serve, demo: really, version: 'test', clock });
  return { exit, ...written };
}

/** What runs of this process left behind. */
function leftovers(): readonly string[] {
  const folders = readdirSync('/tmp').filter((name) => name.startsWith('firebreak-demo-'));
  const { stdout } = spawnSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return [...folders, ...stdout.split('\n').filter((line) => line.includes('haproxy'))];
}

describe.skipIf(missing !== null)('firebreak demo', () => {
  it('shows a bad version stopped, traffic back, a brake by a rule, and a change that it holds; nothing stays', async () => {
    const before = leftovers();
    const { exit, out } = await demo(['--fast', '--json']);
    expect(exit).toBe(0);
    const report = demoReport.parse(JSON.parse(out));
    expect(report).toMatchObject({
      story: 'worse',
      rollout: { state: 'rolled-back' },
      brake: { scope: ['service:checkout'] },
      changes: [{ state: 'landed' }, { state: 'hold' }],
    });
    const codes = report.moments.map(({ code }) => code);
    const order = ['started', 'stage', 'turned-bad', 'decided', 'rolled-back', 'braked', 'held'];
    expect(codes.filter((code) => order.includes(code))).toEqual(order);
    const { harm, seconds } = report;
    expect(harm?.bad).toBeGreaterThan(0);
    expect(harm?.extra_bad ?? 0).toBeLessThan(harm?.extra_bad_without ?? 0);
    expect(seconds.to_traffic_back).toBeGreaterThanOrEqual(seconds.to_decision ?? Number.POSITIVE_INFINITY);
    expect(leftovers()).toEqual(before);
  });

  it('takes everything away that it started when it is interrupted', async () => {
    const before = leftovers();
    const { exit } = await demo(['--fast', '--json'], {
      onErr: (text, end) => {
        if (text.includes('watch it')) end();
      },
    });
    expect(exit).toBe(130);
    expect(leftovers()).toEqual(before);
  });
});

it('says how to install HAProxy where there is none', () => {
  expect(() => findProxy(['/nowhere/haproxy'])).toThrowError(
    expect.objectContaining({
      code: 'no-haproxy',
      kind: 'usage',
      fix: expect.stringContaining('apt-get install haproxy'),
    }),
  );
});
