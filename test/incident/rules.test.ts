import { afterAll, beforeAll, expect, it } from 'vitest';
import { incidentRules } from '../../src/contract/index.ts';
import { run } from '../support/command-line.ts';
import { removeFolders } from '../support/git-repository.ts';
import { makeSmallRepository } from '../support/small-repository.ts';

let repository: string;
let git: (...args: readonly string[]) => string;

beforeAll(() => {
  const made = makeSmallRepository();
  repository = made.path;
  git = made.git;
});
afterAll(removeFolders);

async function rules(...args: readonly string[]) {
  const ran = await run(['incident', 'rules', ...args, '--json'], { cwd: repository });
  expect(ran.exit, ran.err).toBe(0);
  return incidentRules.parse(JSON.parse(ran.out));
}

it('says which rules would have caught a change that the policy lets pass, and what else they would have held', async () => {
  const commit = git('log', 'main', '--format=%H', '--grep=Part one', '-1').trim();
  const { change, today, proposed, window } = await rules('--change', commit.slice(0, 12));
  // A series landed as one change: any of its commits names it.
  const last = git('log', 'main', '--format=%H', '--grep=Part two', '-1').trim();
  expect(change).toEqual({ commit: last, title: 'Part two (#3)' });
  expect(today).toMatchObject({ decision: 'allow', rules: [] });
  const byId = Object.fromEntries(proposed.map((rule) => [rule.rule, rule]));
  const service = byId['proposed-service-rest'];
  expect(service).toMatchObject({ when: '"rest" in catalog.services', catches: true });
  expect(service?.held).toBeGreaterThan(0);
  expect(service?.held).toBeLessThan(window.changes);
  expect(service?.yaml).toContain('mode: shadow');
  // The narrowest stands first.
  const held = proposed.filter(({ catches }) => catches).map((rule) => rule.held);
  expect([...held].sort((a, b) => a - b)).toEqual(held);
});

it('names the rules of today that hold it, with their mode', async () => {
  const commit = git('log', 'main', '--format=%H', '--grep=Add tax', '-1').trim();
  const { today } = await rules('--change', commit);
  expect(today.rules).toContainEqual({ rule: 'checkout', mode: 'enforce' });
});

it('takes the commit that an incident names, and says what to do where it names none', async () => {
  const commit = git('log', 'main', '--format=%H', '--grep=Part two', '-1').trim();
  await run(['incident', 'open', '--title', 'x', '--severity', '3'], { cwd: repository });
  const none = await run(['incident', 'rules', 'INC-1'], { cwd: repository });
  expect([none.exit, none.err.includes('--change')]).toEqual([2, true]);
  const linked = await run(['incident', 'link', 'INC-1', 'change', commit, '--why', 'it landed before'], {
    cwd: repository,
  });
  expect(linked.exit, linked.err).toBe(0);
  expect(await rules('INC-1')).toMatchObject({ incident: 'INC-1', change: { commit } });
  const far = await run(['incident', 'rules', '--change', 'abcdef1'], { cwd: repository });
  expect([far.exit, far.err.includes('not among')]).toEqual([2, true]);
});
