import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RiskHistory, readRiskHistory } from '../src/control/index.ts';
import type { CommitId } from '../src/domain/change/index.ts';
import { instant } from '../src/kernel/index.ts';
import { makeWorld } from '../src/world.ts';
import { TEST_NOW } from './support/command-line.ts';
import { makeRepository, removeFolders, type TestRepository, temporaryFolder } from './support/git-repository.ts';
import { type MadeLanding, madeHistory } from './support/landed-history.ts';

const LANDINGS = 130;
/** Landings of the history as it stood at the first run: more than the kept state waits for before it is renewed. */
const EARLIER = 60;

let repository: TestRepository;
let ids: Record<string, string>;
let landings: readonly MadeLanding[];

beforeAll(() => {
  const made = madeHistory({ seed: 4711, count: LANDINGS, root: { 'src/a.ts': 'a\n' } });
  landings = made.landings;
  repository = makeRepository();
  ids = repository.import(made.rows);
});

afterAll(removeFolders);

function commitOf(landing: MadeLanding | undefined): CommitId {
  return ids[landing?.id ?? ''] as CommitId;
}

async function read(options: {
  readonly tip: CommitId;
  readonly cache: string;
  readonly path?: string;
}): Promise<RiskHistory> {
  const world = makeWorld({ variables: { FIREBREAK_CACHE: options.cache }, now: () => instant(TEST_NOW) });
  const history = await world.openRepository({ path: options.path ?? repository.path });
  const description = { ...(await history.describe()), tip: options.tip };
  return readRiskHistory({ history, description, tip: options.tip });
}

function basesOf(history: RiskHistory, count: number) {
  return landings.slice(0, count).map((landing) => history.landed(commitOf(landing)));
}

describe('the risk history', () => {
  it('gives earlier changes the same numbers whether or not later ones have landed', async () => {
    const early = await read({ tip: commitOf(landings[EARLIER]), cache: 'off' });
    const late = await read({ tip: commitOf(landings.at(-1)), cache: 'off' });
    expect(basesOf(late, EARLIER)).toEqual(basesOf(early, EARLIER));
    expect(basesOf(early, EARLIER)).not.toContain(null);
    expect(early.landed(commitOf(landings.at(-1)))).toBeNull();
  });

  it('would notice numbers that look ahead: ranks among all changes differ from ranks among those before', async () => {
    const late = await read({ tip: commitOf(landings.at(-1)), cache: 'off' });
    const bases = basesOf(late, LANDINGS).flatMap((basis) => basis ?? []);
    const ahead = bases.map(({ features }) => bases.filter((other) => other.features.la < features.la).length);
    const behind = bases.map(
      ({ features }, index) => bases.slice(0, index).filter((other) => other.features.la < features.la).length,
    );
    expect(ahead).not.toEqual(behind);
  });

  it('continues what an earlier run kept, and gives what a whole reading gives', async () => {
    const cache = temporaryFolder();
    await read({ tip: commitOf(landings[EARLIER]), cache });
    const continued = await read({ tip: commitOf(landings.at(-1)), cache });
    const again = await read({ tip: commitOf(landings.at(-1)), cache });
    const whole = await read({ tip: commitOf(landings.at(-1)), cache: 'off' });
    expect(basesOf(continued, LANDINGS)).toEqual(basesOf(whole, LANDINGS));
    expect(basesOf(again, LANDINGS)).toEqual(basesOf(whole, LANDINGS));
  });

  it('does not use what was kept of a history that is not this one', async () => {
    const cache = temporaryFolder();
    await read({ tip: commitOf(landings.at(-1)), cache });
    const early = await read({ tip: commitOf(landings[EARLIER]), cache });
    const whole = await read({ tip: commitOf(landings[EARLIER]), cache: 'off' });
    expect(basesOf(early, EARLIER)).toEqual(basesOf(whole, EARLIER));
    expect(early.landed(commitOf(landings.at(-1)))).toBeNull();
  });

  it('says of every change above the border of a shallow clone that its history is cut, and forgets that once it is whole', async () => {
    const cache = temporaryFolder();
    const clone = temporaryFolder();
    const from = `file://${repository.path}`;
    execFileSync('git', ['clone', '-q', '--depth', '40', from, clone]);
    const tip = execFileSync('git', ['-C', clone, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim() as CommitId;
    const shallow = await read({ tip, cache, path: clone });
    expect(shallow.order.length).toBeGreaterThan(20);
    expect(shallow.order.map((commit) => shallow.landed(commit)?.cut)).not.toContain(undefined);
    execFileSync('git', ['-C', clone, 'fetch', '-q', '--unshallow']);
    const deepened = await read({ tip, cache, path: clone });
    const whole = await read({ tip, cache: 'off', path: clone });
    expect(deepened.order.length).toBeGreaterThan(shallow.order.length);
    expect(deepened.landed(tip)).toEqual(whole.landed(tip));
    expect(deepened.landed(tip)?.cut).toBeUndefined();
  });
});
