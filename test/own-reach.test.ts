import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlastReport, ReachTraining } from '../src/contract/index.ts';
import { seededRandom } from '../src/statistics/index.ts';
import { run } from './support/command-line.ts';
import { misfits } from './support/document.ts';
import {
  makeRepository,
  type Row,
  removeFolders,
  type TestRepository,
  temporaryFolder,
} from './support/git-repository.ts';

const REPAIRS = 112;
const UNITS = 90;
const SCRIPTS = 45;
const HOUR = 3_600;

let repository: TestRepository;
let ids: Record<string, string>;
let cache: string;
let training: ReachTraining;

/** Units land in pairs all the time; but whenever one has to be repaired, some script has to be repaired with it. */
function rows(): Row[] {
  const random = seededRandom(5);
  const some = (count: number) => Math.floor(random() * count);
  const unit = (number: number) => `src/unit${number}.ts`;
  const files = (entries: readonly (readonly [string, string])[]) => Object.fromEntries(entries);
  const all = [
    ...Array.from({ length: UNITS }, (_, at) => [unit(at), text(at, 'a', 'b')] as const),
    ...Array.from({ length: SCRIPTS }, (_, at) => [`src/script${at}.py`, `value = ${at}\n`] as const),
  ];
  const made: Row[] = [{ id: 'r0', message: 'Begin', files: files(all), at: 1_700_000_000 }];
  const land = (message: string, changed: readonly (readonly [string, string])[]) => {
    const at = made.length;
    made.push({ id: `r${at}`, parents: [`r${at - 1}`], message, files: files(changed), at: 1_700_000_000 + at * HOUR });
  };
  for (let repair = 0; repair < REPAIRS; repair += 1) {
    const [first, other] = [some(UNITS), some(UNITS)];
    const seen = (number: number, more: string) => [unit(number), text(number, `a${repair}`, more)] as const;
    land(`Tidy ${repair}`, [seen(other, 'tidy'), seen((other + 1) % UNITS, 'tidy')]);
    land(`Change ${repair}`, [seen(first, `wrong ${repair}`)]);
    land(`Fix unit of change ${repair}`, [
      seen(first, `right ${repair}`),
      [`src/script${some(SCRIPTS)}.py`, `${repair}\n`],
    ]);
  }
  made.splice(-1, 0, {
    id: 'proposal',
    parents: [`r${made.length - 2}`],
    message: 'Propose',
    files: files([[unit(3), 'x\n']]),
  });
  return made;
}

function text(unit: number, first: string, second: string): string {
  return `export const unit${unit} = '${first}';\n\n// what it gives\nexport const more${unit} = '${second}';\n`;
}

async function out(args: readonly string[], folder = cache): Promise<string> {
  const { out: found } = await run([...args, '-C', repository.path], { variables: { FIREBREAK_CACHE: folder } });
  return found;
}

async function blast(args: readonly string[], folder = cache): Promise<BlastReport> {
  return JSON.parse(await out(['blast', ...args, '--json'], folder));
}

const PROPOSED = ['--base', 'main', '--head', 'proposal'];

beforeAll(async () => {
  repository = makeRepository();
  ids = repository.import(rows(), { branches: { proposal: 'proposal' } });
  cache = temporaryFolder();
  training = JSON.parse(await out(['blast', 'train', '--json']));
}, 120_000);

afterAll(removeFolders);

describe(`reach from a repository's own ${REPAIRS} repairs`, () => {
  it('is kept where it finds more of what repairs touched, on repairs it had not seen', () => {
    expect(misfits('reach-training', training)).toEqual([]);
    expect(training).toMatchObject({ use: 'repository', kept: true, landed: 3 * REPAIRS + 1 });
    const [at10, , at50] = training.trial?.recall ?? [];
    expect(at10?.difference.value).toBeGreaterThanOrEqual(0);
    expect(at50?.difference.low).toBeGreaterThan(0);
  });

  it('ranks a proposal, and says so with how many repairs and which day', async () => {
    const report = await blast(PROPOSED);
    expect(misfits('blast', report)).toEqual([]);
    expect(report.ranked_by).toBe('repository');
    expect(report.own_rank).toMatchObject({ repairs: training.repairs, as_of: ids[`r${3 * REPAIRS}`] });
    const scripts = (found: BlastReport) => found.files.slice(0, 40).filter(({ path }) => path.endsWith('.py')).length;
    expect(scripts(report)).toBeGreaterThan(scripts(await blast(PROPOSED, 'off')));
    expect(await out(['blast', ...PROPOSED])).toContain(`ranked by this repository's own ${training.repairs} repairs`);
    expect(await out(['blast', ...PROPOSED, '--format', 'markdown'])).toContain('own');
  });

  it('ranks nothing that had landed when it was learnt', async () => {
    const change = ids[`r${3 * REPAIRS - 1}`] ?? '';
    expect(await blast(['--change', change])).toMatchObject({ ranked_by: 'shipped', own_rank: null });
  });

  it('is nothing without a cache, and where what was kept is not ours', async () => {
    expect(await blast(PROPOSED, 'off')).toMatchObject({ ranked_by: 'shipped' });
    const folder = temporaryFolder();
    cpSync(cache, folder, { recursive: true });
    expect(await blast(PROPOSED, folder)).toMatchObject({ ranked_by: 'repository' });
    for (const file of filesBelow(join(folder, 'kept')).filter((path) => path.includes('-ownreach'))) {
      const bytes = readFileSync(file);
      writeFileSync(file, Buffer.concat([bytes.subarray(0, bytes.length >> 1), Buffer.from('{}')]));
    }
    expect(await blast(PROPOSED, folder)).toMatchObject({ ranked_by: 'shipped', own_rank: null });
  });

  it('says that there is too little to learn from, and then leaves what was kept', async () => {
    const few: ReachTraining = JSON.parse(await out(['blast', 'train', '--limit', '60', '--json']));
    expect(few).toMatchObject({ use: 'unchanged', kept: false, trial: null });
    expect(few.because).toContain('not enough data');
    expect(await blast(PROPOSED)).toMatchObject({ ranked_by: 'repository' });
  });

  it('tells the same in text, from what was traced before', async () => {
    expect(await out(['blast', 'train'])).toContain('in use   own rank');
  });
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
