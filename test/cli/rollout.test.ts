import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DecisionDocument, rolloutPlanReport } from '../../src/contract/index.ts';
import { run } from '../support/command-line.ts';
import { makeRepository, removeFolders, type TestRepository } from '../support/git-repository.ts';

const PLAN = `rollouts:
  pay:
    service: pay
    targets: { deploy: { engine: haproxy, name: pay/new } }
    metrics:
      errors: { kind: errors, events: pay_errors_total, exposure: pay_requests_total }
      orders: { kind: business, events: orders_total, exposure: pay_requests_total, critical: false }
    stages:
      - { name: half, weight: 50, least: 1m }
`;
const configuration = (rollouts: string) => `version: 1
services:
  pay: { tier: 0, paths: [pay] }
  rest: { tier: 3, paths: [rest] }
policy:
  use: []
  mode: enforce
  rules:
    - id: rollout-planned
      when: catalog.tier == 0
      require: { evidence: [rollout-plan] }
      because: What everybody pays by reaches everybody by stages.
${rollouts}`;
let repository: TestRepository;

beforeAll(() => {
  repository = makeRepository('--bare');
  repository.import(
    [
      { id: 'bare', files: { 'firebreak.yaml': configuration(''), 'pay/a.txt': '1\n' } },
      { id: 'planned', parents: ['bare'], files: { 'firebreak.yaml': configuration(PLAN) } },
      { id: 'pay', parents: ['planned'], files: { 'pay/c.txt': '1\n' } },
      { id: 'before', parents: ['bare'], files: { 'pay/c.txt': '1\n' } },
      // Whoever is held brings a plan along: the branch that it would land on states none.
      { id: 'cheat', parents: ['bare'], files: { 'pay/d.txt': '1\n', 'firebreak.yaml': configuration(PLAN) } },
    ],
    { branches: { main: 'planned', old: 'bare', pay: 'pay', before: 'before', cheat: 'cheat' } },
  );
});
afterAll(removeFolders);

const firebreak = (...args: readonly string[]) =>
  run(['-C', repository.path, ...args], { variables: { PATH: process.env['PATH'] ?? '' } });

async function plan(...args: readonly string[]) {
  const { out, exit } = await firebreak('rollout', 'plan', ...args, '--json');
  expect(exit).toBe(0);
  return rolloutPlanReport.parse(JSON.parse(out));
}

describe('a plan before it starts', () => {
  it('says how long each stage will need, and asks for more of what is riskier', async () => {
    const usual = await plan('--traffic', '2000/min', '--error-rate', '0.5%', '--tier', '2', '--risk', '20');
    const worst = await plan('pay', '--traffic', '2000/min', '--error-rate', '0.5%');
    const minutes = usual.stages[0]?.minutes ?? Number.NaN;
    // Two arms of 1,000 a minute rule 2x out in about six minutes.
    expect(minutes).toBeGreaterThan(2);
    expect(minutes).toBeLessThan(15);
    expect(worst.stages[0]?.minutes ?? 0).toBeGreaterThan(minutes);
    expect(usual.blind.join()).toContain('orders');
    expect((await plan('--traffic', '2000/min', '--error-rate', '0.5%', '--share', 'orders=2%')).blind).toEqual([]);
  });

  it('says what cannot be seen with too little traffic', async () => {
    const little = await plan('--traffic', '20/h', '--error-rate', '0.5%');
    expect(little.stages[0]?.minutes).toBeNull();
    expect(little.blind.length).toBeGreaterThan(0);
    const { out } = await firebreak('rollout', 'plan', '--traffic', '20/h', '--error-rate', '0.5%');
    expect(out).toContain('What cannot be seen');
  });

  it.each([
    ['--traffic', 'much', '--error-rate', '1%'],
    ['--traffic', '10/min', '--error-rate', '100%'],
    ['nope', '--traffic', '10/min', '--error-rate', '1%'],
    ['--traffic', '10/min', '--error-rate', '1%', '--tier', '4'],
  ])('refuses %s %s %s %s with a way out', async (...args) => {
    expect((await firebreak('rollout', 'plan', ...args)).exit).toBe(2);
  });
});

describe('a rollout plan at the gate', () => {
  const decision = async (head: string, base: string) => {
    const { out } = await firebreak('check', '--head', head, '--base', base, '--json');
    return (JSON.parse(out) as DecisionDocument).decision;
  };

  it('lets a change of a tier-0 service pass only where the branch that it lands on states one', async () => {
    expect(await decision('pay', 'main')).toBe('allow');
    expect(await decision('before', 'old')).toBe('hold');
    expect(await decision('cheat', 'old')).toBe('hold');
  });
});
