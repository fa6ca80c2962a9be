import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplayReport, RiskReport, RiskTraining } from '../src/contract/index.ts';
import { readRiskHistory } from '../src/control/index.ts';
import type { CommitId } from '../src/domain/change/index.ts';
import { instant } from '../src/kernel/index.ts';
import { seededRandom } from '../src/statistics/index.ts';
import { makeWorld } from '../src/world.ts';
import { run, TEST_NOW } from './support/command-line.ts';
import {
  makeRepository,
  type Row,
  removeFolders,
  type TestRepository,
  temporaryFolder,
} from './support/git-repository.ts';

const LANDINGS = 1_580;
const DAY = 86_400;

let repository: TestRepository;
let ids: Record<string, string>;
let cache: string;
let training: RiskTraining;
let replay: ReplayReport;

/** Changes of one file in one folder are often reverted twenty landings later, whatever their size. */
function rows(): Row[] {
  const random = seededRandom(77);
  const made: Row[] = [];
  for (let at = 0; at < LANDINGS; at += 1) {
    const before = made[at - 20];
    const risky = String(before?.message).startsWith('Legacy') && random() < 0.8;
    const legacy = random() < 0.15;
    const lines = 1 + Math.floor(random() * 30);
    const path = legacy ? 'legacy/old/core/engine.ts' : `src/part${at % 7}.ts`;
    made.push({
      id: `r${at}`,
      ...(at === 0 ? {} : { parents: [`r${at - 1}`] }),
      message: risky ? `Revert "${before?.message}"` : `${legacy ? 'Legacy' : 'Change'} ${at}`,
      files: { [path]: Array.from({ length: lines }, (_, line) => `${at} ${line}\n`).join('') },
      at: 1_700_000_000 + at * DAY,
    });
  }
  return made;
}

beforeAll(async () => {
  repository = makeRepository();
  ids = repository.import(rows(), { branches: {} });
  cache = temporaryFolder();
  training = JSON.parse(await out(['risk', 'train', '--labels', 'stated', '--json']));
  replay = JSON.parse(await out(['replay', '--all', '--json']));
}, 120_000);

afterAll(removeFolders);

async function out(args: readonly string[]): Promise<string> {
  const found = await run([...args, '-C', repository.path], { variables: { FIREBREAK_CACHE: cache } });
  return found.out;
}

async function historyUpTo(landing: number, folder = cache) {
  const world = makeWorld({ variables: { FIREBREAK_CACHE: folder }, now: () => instant(TEST_NOW) });
  const history = await world.openRepository({ path: repository.path });
  const tip = ids[`r${landing}`] as CommitId;
  return readRiskHistory({ history, description: { ...(await history.describe()), tip }, tip });
}

describe(`risk from a repository's own labels, over ${LANDINGS} landed changes`, () => {
  it('tries own trees on changes they never saw before it uses them', () => {
    const newest = training.models.at(-1);
    expect(training).toMatchObject({ landed: LANDINGS, labels: 'stated', kept: true });
    expect(newest?.use).toBe('own');
    expect(newest?.trial?.own?.brier).toBeLessThan(newest?.trial?.shipped.brier ?? 0);
    expect(training.models[0]).toMatchObject({ use: 'shipped', trial: null });
  });

  it('scores no change of a replay by a model that knew of its own or a later landing', () => {
    const report = replay;
    const place = new Map(report.changes.map(({ commit }, at) => [commit, at]));
    const scored = report.changes.filter(({ risk_as_of }) => risk_as_of !== null);
    expect(scored.length).toBeGreaterThan(500);
    for (const { commit, risk_as_of } of scored) {
      expect(place.get(risk_as_of ?? '')).toBeLessThan(place.get(commit) ?? 0);
    }
    expect(report.risk_check.models.map(({ use }) => use)).toContain('own');
    expect(report.risk_check.figures?.used.brier).toBeLessThan(report.risk_check.figures?.shipped.brier ?? 0);
  });

  it('gives the same score by replay and by risk, for changes of every model', async () => {
    const { changes } = replay;
    for (const at of [700, 1_300, LANDINGS - 1]) {
      const row = changes[at];
      const { risk }: RiskReport = JSON.parse(await out(['risk', '--change', row?.commit ?? '', '--json']));
      expect(risk.score).toBe(row?.risk_score);
      expect(risk.percentile).toBe(row?.risk_percentile);
      expect(risk.model?.as_of ?? null).toBe(row?.risk_as_of);
      expect(risk.calibrated_on).toBe(row?.risk_as_of === null ? 'public-data' : 'repository');
    }
  });

  it('gives earlier changes the same score whether or not later ones have landed', async () => {
    const early = await historyUpTo(1_560);
    const late = await historyUpTo(LANDINGS - 1);
    for (const at of [700, 1_250, 1_559]) {
      const commit = ids[`r${at}`] as CommitId;
      const [one, other] = [early.landed(commit), late.landed(commit)];
      expect(one?.percentile).toBe(other?.percentile);
      expect(one?.scoring.generation).toEqual(other?.scoring.generation);
    }
  });

  it('uses no model whose last change stands outside of the history that is judged', async () => {
    const moment = training.models.at(-1)?.landed ?? 0;
    const before = await historyUpTo(moment - 2);
    const change = before.landed(ids[`r${moment - 2}`] as CommitId);
    expect(change?.scoring.generation?.at.landed).toBeLessThan(moment);
  });

  it('scores with the shipped weights without a cache, and where what was kept is not ours', async () => {
    const scoringIn = async (folder: string) => {
      const history = await historyUpTo(LANDINGS - 1, folder);
      return history.landed(ids[`r${LANDINGS - 1}`] as CommitId)?.scoring.generation?.use ?? 'shipped';
    };
    expect(await scoringIn(cache)).toBe('own');
    expect(await scoringIn('off')).toBe('shipped');
    const folder = temporaryFolder();
    cpSync(cache, folder, { recursive: true });
    expect(await scoringIn(folder)).toBe('own');
    for (const file of filesBelow(join(folder, 'kept'))) {
      const bytes = readFileSync(file);
      writeFileSync(file, Buffer.concat([bytes.subarray(0, bytes.length >> 1), Buffer.from('{}')]));
    }
    expect(await scoringIn(folder)).toBe('shipped');
  });

  it('fits only what is new when it is asked again', async () => {
    const again: RiskTraining = JSON.parse(await out(['risk', 'train', '--labels', 'stated', '--json']));
    expect(again.fitted).toBe(0);
    expect(again.models).toEqual(training.models);
  });

  it('says what scored a change', async () => {
    expect(await out(['risk', '--change', ids[`r${LANDINGS - 1}`] ?? ''])).toMatch(
      /in this repository \(own model, [\d,]+ stated labels\)/,
    );
    expect(await out(['risk', 'train', '--labels', 'stated'])).toContain('own model');
  });
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
