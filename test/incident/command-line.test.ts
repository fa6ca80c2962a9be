import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectedLoss, incidentImport, incidentList, incidentReport } from '../../src/contract/index.ts';
import { run } from '../support/command-line.ts';
import { commitOn, makeRepository, removeFolders } from '../support/git-repository.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/incidents/march-2026.json');
const CONFIGURATION = `version: 1
services:
  checkout: { tier: 0, paths: [src] }
flows:
  pay: { tier: 0, services: [checkout], value: { orders_per_minute: 100, amount_per_order: 40, currency: EUR, recapture: [0.5, 0.5] } }
`;

let repository: string;

beforeAll(() => {
  const made = makeRepository('--bare');
  commitOn(made.path, {
    branch: 'main',
    parents: [],
    message: 'one',
    author: 'Ann <ann@shop.example>',
    at: 1_760_000_000,
    files: { 'firebreak.yaml': CONFIGURATION },
  });
  repository = made.path;
});
afterAll(removeFolders);

const here = () => ({ cwd: repository, now: Date.UTC(2026, 3, 1) });

async function told(...args: readonly string[]) {
  const ran = await run(['incident', ...args], here());
  expect(ran.exit, ran.err).toBe(0);
  return ran.out;
}

async function shown(id: string) {
  return incidentReport.parse(JSON.parse(await told('show', id, '--json')));
}

describe('firebreak incident', () => {
  it('imports the case of March 2026 with its dispute, and nothing twice', async () => {
    const first = incidentImport.parse(JSON.parse(await told('import', EXAMPLE, '--json')));
    expect(first.opened.map(({ incident }) => incident)).toEqual(['INC-1', 'INC-2']);
    const again = incidentImport.parse(JSON.parse(await told('import', EXAMPLE, '--json')));
    expect([again.opened, again.known.length]).toEqual([[], 2]);
    const fifth = await shown('INC-2');
    expect(fifth).toMatchObject({
      stage: 'closed',
      ai_role: { kind: 'disputed', denied: ['authored', 'co-authored'] },
      trigger: { kind: 'disputed' },
      root_cause: { kind: 'agreed' },
      cause: { kind: 'unknown' },
      mitigated_at: null,
    });
    expect(fifth.claims.every(({ source, evidence }) => source !== null && evidence === 'declared')).toBe(true);
    expect(fifth.impact.every(({ basis }) => basis === 'reported')).toBe(true);
    expect(fifth.impact.find(({ measure }) => measure === 'minutes')?.range).toEqual({ low: 360, high: 4_320 });
    expect(fifth.loss_unknown).toContain('checkout');
  });

  it('keeps an incident from its opening to its end, with what it cost', async () => {
    const at = (minute: string) => `2026-03-01T10:${minute}:00Z`;
    await told('open', '--title', 'Orders fail', '--severity', '1', '--flow', 'pay', '--started', at('00'));
    const drop = ['--measure', 'conversion-drop', '--low', '0.5', '--flow', 'pay', '--basis', 'measured'];
    await told('impact', 'INC-3', ...drop, '--party', 'team checkout', '--text', 'half of the orders');
    await told('note', 'INC-3', 'the second provider answers', '--at', at('20'));
    await told('mitigate', 'INC-3', '--at', at('30'));
    const action = ['--kind', 'prevent', '--text', 'ask two people', '--owner', '@checkout', '--due', '2026-03-10'];
    await told('action', 'INC-3', ...action);
    const report = await shown('INC-3');
    expect(report).toMatchObject({
      stage: 'mitigated',
      minutes: { hurt: 30 },
      loss: [{ flow: 'pay', p50: 30 * 100 * 0.5 * 40 * 0.5 }],
      action_list: [{ id: 'a1', overdue: true }],
    });
    expect(report.timeline.lines.map(({ kind }) => kind)).toContain('note');
    expect(report.timeline.lines.every(({ position }) => position > 0)).toBe(true);
    await told('action', 'INC-3', 'a1', '--done', 'rule 12');
    await told('close', 'INC-3', '--why', 'the provider is back');
    const { incidents, overdue } = incidentList.parse(JSON.parse(await told('list', '--open', '--json')));
    expect([incidents, overdue]).toEqual([[], []]);
  });

  it('lets an agent that the environment shows open one, and not close it', async () => {
    const options = { ...here(), variables: { CLAUDECODE: '1' } };
    const opened = await run(['incident', 'open', '--title', 'Slow', '--severity', '3', '--json'], options);
    expect(opened.exit, opened.err).toBe(0);
    const closed = await run(['incident', 'close', 'INC-4', '--why', 'looks fine'], options);
    expect([closed.exit, closed.err.includes('only a human')]).toEqual([4, true]);
  });

  it('says what does not fit, and where', async () => {
    const wrong = await run(['incident', 'open', '--title', 'x', '--severity', '5'], here());
    expect([wrong.exit, wrong.err.includes('severity')]).toEqual([2, true]);
    const none = await run(['incident', 'show', 'INC-99'], here());
    expect(none.exit).toBe(2);
  });
});

describe('firebreak incident expect', () => {
  const expected = async (...args: readonly string[]) => {
    const ran = await run(['incident', 'expect', ...args], here());
    return { ...ran, document: ran.exit === 0 ? expectedLoss.parse(JSON.parse(ran.out)) : null };
  };

  it('says what a change may cost in a flow, and what its canary cannot see', async () => {
    const asked = ['pay', '--failure', '10%', '--minutes', '30', '--exposed', '1%', '--json'];
    const { document } = await expected(...asked, '--conversion', '3%', '--sessions', '5050000');
    expect(document?.loss?.p50).toBeCloseTo(0.1 * 30 * 100 * 0.01 * 40 * 0.5, 6);
    expect(document?.canary?.smallest_drop).toBeCloseTo(0.01, 3);
  });

  it('refuses what is no share, and a flow that nobody states', async () => {
    expect((await expected('pay', '--failure', '200%', '--minutes', '30')).exit).toBe(2);
    expect((await expected('nowhere', '--failure', '2%', '--minutes', '30')).exit).toBe(2);
  });
});
