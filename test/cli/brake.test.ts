import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  brakeReport,
  type DecisionDocument,
  queueExplanation,
  queueRun,
  type ReplayReport,
} from '../../src/contract/index.ts';
import { run } from '../support/command-line.ts';
import { makeRepository, removeFolders, type TestRepository } from '../support/git-repository.ts';

// Tests decide on Thursday, 15 January 2026, 00:00 UTC.
const CONFIGURATION = `version: 1
services:
  pay: { tier: 0, paths: [pay] }
  rest: { tier: 3, paths: ["**"] }
queue: { build: "true", workers: 1 }
policy: { use: [], rules: [] }
brakes:
  calendar:
    midweek: { scope: service:pay, window: Wednesday 16:00 to Friday 08:00, zone: Europe/London, reason: Audit days. }
    weekend: { scope: everything, window: Friday 16:00 to Monday 08:00, zone: Europe/London, reason: Nobody is there. }
`;
let repository: TestRepository;

beforeAll(() => {
  repository = makeRepository('--bare');
  repository.import(
    [
      { id: 'start', files: { 'firebreak.yaml': CONFIGURATION, 'pay/a.txt': '1\n' } },
      { id: 'landed', parents: ['start'], files: { 'pay/b.txt': '1\n' } },
      { id: 'pay', parents: ['landed'], files: { 'pay/c.txt': '1\n' } },
      { id: 'free', parents: ['landed'], files: { 'free.txt': '1\n' } },
      // Whoever is stopped takes the calendar out: the branch that it would land on still states it.
      { id: 'cheat', parents: ['landed'], files: { 'pay/d.txt': '1\n', 'firebreak.yaml': 'version: 1\n' } },
    ],
    { branches: { main: 'landed', pay: 'pay', free: 'free', cheat: 'cheat' } },
  );
});
afterAll(removeFolders);

const firebreak = (...args: readonly string[]) =>
  run(['-C', repository.path, ...args], { variables: { PATH: process.env['PATH'] ?? '' } });

async function check(head: string): Promise<{ readonly exit: number | null; readonly document: DecisionDocument }> {
  const { exit, out } = await firebreak('check', '--head', head, '--json');
  return { exit, document: JSON.parse(out) as DecisionDocument };
}

describe('a freeze of the calendar, without a server', () => {
  it('holds what it covers in its window, with who, until when and what clears it', async () => {
    const { exit, document } = await check('pay');
    expect(exit).toBe(3);
    expect(document).toMatchObject({ decision: 'hold', mode: 'enforce' });
    expect(document.blockers).toMatchObject([
      {
        code: 'brake/calendar/midweek',
        because: 'Audit days.',
        message: expect.stringContaining('until 2026-01-16T08:00:00.000Z'),
        expires_at: '2026-01-16T08:00:00.000Z',
        argv: ['firebreak', 'brake', 'list'],
      },
    ]);
    expect(await check('free')).toMatchObject({ exit: 0, document: { blockers: [] } });
    expect((await check('cheat')).document.blockers.map(({ code }) => code)).toContain('brake/calendar/midweek');
  });

  it('is not seen by a replay, nor by a check of what has landed', async () => {
    const { out } = await firebreak('replay', '--all', '--format', 'json');
    const { changes } = JSON.parse(out) as ReplayReport;
    expect(changes.map(({ decision }) => decision)).toEqual(changes.map(() => 'allow'));
    expect((await firebreak('check', '--change', 'main', '--json')).exit).toBe(0);
  });

  it('is listed with when it holds next', async () => {
    const { out, exit } = await firebreak('brake', 'list', '--json');
    const { brakes, calendar, source } = brakeReport.parse(JSON.parse(out));
    expect(exit).toBe(0);
    expect(source).toContain('firebreak.yaml');
    expect(brakes).toMatchObject([
      { id: 'calendar/midweek', state: 'active', until: '2026-01-16T08:00:00.000Z', by: { kind: 'calendar' } },
      { id: 'calendar/weekend', state: 'waiting', next: '2026-01-16T16:00:00.000Z' },
    ]);
    expect(calendar[1]).toMatchObject({ brake: 'calendar/weekend', end: '2026-01-19T08:00:00.000Z' });
    expect((await firebreak('brake', 'list')).out).toContain('Wednesday 16:00 to Friday 08:00 Europe/London');
  });

  it('lets a queue of one machine build and not land what it covers', async () => {
    for (const change of ['pay', 'free']) expect((await firebreak('queue', 'add', change)).exit).toBe(0);
    const ran = await firebreak('queue', 'run', '--json');
    expect(ran.exit).toBe(3);
    expect(queueRun.parse(JSON.parse(ran.out))).toMatchObject({ landed: [2], ejected: [], waiting: [1] });
    const why = queueExplanation.parse(JSON.parse((await firebreak('queue', 'why', 'pay', '--json')).out));
    expect(why.entry).toMatchObject({ todo: { code: 'brake' } });
    expect(why.entry.constraint.text).toContain('calendar/midweek');
  });

  it('needs a server, a scope and a reason to be pulled by hand', async () => {
    expect(await firebreak('brake', 'on', '--reason', 'x')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('scope'),
    });
    expect(await firebreak('brake', 'on', '--scope', 'everything')).toMatchObject({ exit: 2 });
    expect((await firebreak('brake', 'on', '--scope', 'everything', '--reason', 'x')).exit).toBe(2);
  });
});
