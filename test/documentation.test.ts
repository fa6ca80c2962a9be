import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run } from './support/command-line.ts';
import { removeFolders, TEST_ENVIRONMENT, temporaryFolder } from './support/git-repository.ts';
import {
  type Block,
  type Example,
  examplesOf,
  fits,
  type Paper,
  paperAt,
  papers,
  parsePaper,
  wordsOf,
} from './support/paper.ts';
import { misread } from './support/parse-only.ts';
import { makeShopRepository } from './support/shop-repository.ts';

/** Pipelines use it to build a context; most machines have it. */
const hasJq = spawnSync('jq', ['--version']).status === 0;
/** What a user reads; papers of rooms and benchmarks speak to who works on the code. */
const guides = papers().filter(({ path }) => path === 'README.md' || /^docs\/[^/]+\.md$/.test(path));
/** A paper with this line shows commands on repositories that a test cannot have: they are parsed, not run. */
const PARSED_ONLY = '<!-- commands of this page are parsed by a test, not run -->';
/** The repository as papers call it. */
const SHOP = '~/code/shop';

afterAll(removeFolders);

describe('examples of the papers', () => {
  let shop = '';
  beforeAll(() => {
    shop = makeShopRepository().path;
  });

  const sessions = guides.filter((paper) => !paper.text.includes(PARSED_ONLY) && commandsOf(paper).length > 0);

  it('are found', () => {
    expect(sessions.map(({ path }) => path)).toContain('README.md');
    expect(sessions.flatMap(commandsOf).length).toBeGreaterThan(30);
  });

  it.each(sessions)('$path does what it shows, as one session from top to bottom', async (paper) => {
    const folder = join(temporaryFolder(), 'shop');
    cpSync(shop, folder, { recursive: true });
    // As for a user, one command goes on from what the one before it read.
    const variables = { FIREBREAK_CACHE: temporaryFolder() };
    const wrong: unknown[] = [];
    for (const block of paper.blocks) {
      if (block.file !== '' && block.language !== 'sh') writeBlock(folder, block);
      for (const example of examplesOf(block)) wrong.push(...(await differences(folder, example, variables)));
    }
    expect(wrong).toEqual([]);
  });

  it.each(guides)('$path names no command or option that the command line does not have', async (paper) => {
    const lines = [
      ...commandsOf(paper).map(({ argv, where }) => ({ argv, where })),
      ...inlineCommands(paper.prose).map((argv) => ({ argv, where: `${paper.path}: ${argv.join(' ')}` })),
      ...paper.blocks
        .filter(({ file }) => isPipeline(file))
        .flatMap((block) => pipelineCommands(block).map((argv) => ({ argv, where: block.where }))),
    ];
    const wrong = await Promise.all(lines.map(async ({ argv, where }) => ({ where, problem: await misread(argv) })));
    expect(wrong.filter(({ problem }) => problem !== null)).toEqual([]);
  });

  it('every block of a configuration, a policy or a pipeline names its file and is accepted', async () => {
    const wrong: unknown[] = [];
    for (const paper of guides) {
      // Its own test knows how its files belong together.
      if (paper.path === 'docs/configuration.md') continue;
      const folder = temporaryFolder();
      const blocks = paper.blocks.filter(({ language }) => language === 'yaml');
      for (const block of blocks) writeBlock(folder, block);
      for (const block of blocks) wrong.push(...(await problemsOf(folder, block)));
    }
    expect(wrong).toEqual([]);
  });

  it.skipIf(!hasJq)(`the workflow makes a context of what GitHub says${hasJq ? '' : ' (skipped: no jq)'}`, async () => {
    const workflow = paperAt('docs/guide-platform-admin.md').blocks.find(({ file }) => file.startsWith('.github/'));
    const [, program = ''] =
      /reviews\.json '\n([\s\S]*?)' > context\.json/.exec(workflow?.lines.join('\n') ?? '') ?? [];
    const folder = join(temporaryFolder(), 'shop');
    cpSync(shop, folder, { recursive: true });
    const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim();
    const review = (login: string, state: string, day: number) => ({
      user: { login },
      state,
      submitted_at: `2026-01-${day}T08:00:00Z`,
      commit_id: head,
    });
    const contextOf = (reviews: readonly unknown[]): string => {
      const pull = {
        user: { login: 'cleo' },
        body: null,
        labels: [],
        head: { ref: 'refund-rounding' },
        base: { ref: 'main' },
      };
      writeFileSync(join(folder, 'pull.json'), JSON.stringify(pull));
      writeFileSync(join(folder, 'reviews.json'), JSON.stringify(reviews));
      const given = ['-n', '--slurpfile', 'pull', 'pull.json', '--slurpfile', 'reviews', 'reviews.json', program];
      return execFileSync('jq', given, { cwd: folder, encoding: 'utf8' });
    };
    const exitWith = async (reviews: readonly unknown[]): Promise<number | null> => {
      writeFileSync(join(folder, 'context.json'), contextOf(reviews));
      return (await run(['check', '--context', 'context.json'], { cwd: folder })).exit;
    };
    const approved = review('ann', 'APPROVED', 13);
    expect(await exitWith([])).toBe(3);
    expect(await exitWith([review('cleo', 'APPROVED', 13)])).toBe(3);
    expect(await exitWith([approved, { ...review('ghost', 'APPROVED', 13), user: null }])).toBe(0);
    expect(await exitWith([approved, review('ann', 'COMMENTED', 14)])).toBe(0);
    expect(await exitWith([approved, review('ann', 'CHANGES_REQUESTED', 14)])).toBe(3);
  });

  it('would notice an option that does not exist, another output, another exit code and a broken policy', async () => {
    expect(await misread(['check', '--nothing'])).not.toBeNull();
    expect(await misread(['chek'])).not.toBeNull();
    expect(await misread(['check', '--staged'])).toBeNull();
    const [example] = examplesOf(parsePaper('x.md', '```console\n$ firebreak check\nALLOWED\n```').blocks[0] as Block);
    const found = await differences(shop, example as Example);
    expect(found.map(({ what }) => what)).toEqual(['exit', 'output']);
    const folder = temporaryFolder();
    const block = parsePaper('x.md', '```yaml firebreak.yaml\nversion: 1\npolicies: {}\n```').blocks[0] as Block;
    writeBlock(folder, block);
    expect(await problemsOf(folder, block)).not.toEqual([]);
  });

  it('compares output line by line, except where it says that lines are left out', () => {
    const printed = 'a\nb\nc · 0.4 s\nd\n';
    expect(fits(['a', 'b', 'c · 12 s', 'd'], printed)).toBe(true);
    expect(fits(['a', '...', 'd'], printed)).toBe(true);
    expect(fits(['...', 'b', '...'], printed)).toBe(true);
    for (const shown of [
      ['a', 'b'],
      ['b', '...'],
      ['a', '...', 'c'],
      ['a', '...', 'a', '...'],
      ['...', 'x', '...'],
    ]) {
      expect([shown, fits(shown, printed)]).toEqual([shown, false]);
    }
  });
});

function commandsOf(paper: Paper): readonly Example[] {
  return paper.blocks.flatMap(examplesOf).filter(({ program }) => program === 'firebreak');
}

/** `firebreak …` in running text. */
function inlineCommands(prose: string): readonly (readonly string[])[] {
  return [...prose.matchAll(/`(?:\.\/script\/)?firebreak ([^`]+)`/g)].map(([, words = '']) => wordsOf(words));
}

function isPipeline(file: string): boolean {
  return file.startsWith('.github/workflows/') || file === '.gitlab-ci.yml';
}

function pipelineCommands(block: Block): readonly (readonly string[])[] {
  const text = block.lines.join('\n').replaceAll(/ *\\\n */g, ' ');
  return [...text.matchAll(/script\/firebreak (.*)$/gm)].map(([, words = '']) => wordsOf(words));
}

function writeBlock(folder: string, block: Block): void {
  const path = join(folder, block.file);
  if (!path.startsWith(folder)) throw new Error(`${block.where} leaves its folder`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${block.lines.join('\n')}\n`);
}

interface Difference {
  readonly where: string;
  readonly what: 'exit' | 'output';
  readonly printed: string;
}

/** Runs one example in the session's folder; empty where it does what it says. */
async function differences(
  folder: string,
  example: Example,
  variables: Readonly<Record<string, string>> = {},
): Promise<readonly Difference[]> {
  const argv = example.argv.map((word) => word.replace(SHOP, folder));
  if (example.program === 'git') {
    execFileSync('git', [...argv], { cwd: folder, env: TEST_ENVIRONMENT, stdio: 'pipe' });
    return [];
  }
  const { exit, out, err } = await run(argv, { cwd: folder, columns: 80, variables });
  const printed = `${out}${err}`.replaceAll(folder, SHOP);
  const found: Difference[] = [];
  if (exit !== example.exit) found.push({ where: example.where, what: 'exit', printed: `${exit}\n${printed}` });
  if (example.output !== null && !fits(example.output, printed)) {
    found.push({ where: example.where, what: 'output', printed });
  }
  return found;
}

async function problemsOf(folder: string, block: Block): Promise<readonly unknown[]> {
  const { file, where } = block;
  if (file === '') return [`${where} names no file behind yaml`];
  if (isPipeline(file)) return parse(block.lines.join('\n')) === null ? [`${where} is empty`] : [];
  const argv = file.endsWith('.test.yaml') ? ['policy', 'test', file] : ['policy', 'lint', file];
  const { exit, out, err } = await run(argv, { cwd: folder });
  return exit === 0 ? [] : [{ where, out, err }];
}
