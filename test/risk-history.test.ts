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

async function read(options: { readonly tip: CommitId; readonly cache: string }): Promise<RiskHistory> {
  const world = makeWorld({ variables: { FIREBREAK_CACHE: options.cache }, now: () => instant(TEST_NOW) });
  const history = await world.openRepository({ path: repository.path });
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
});
