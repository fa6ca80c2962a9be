import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../package.json' with { type: 'json' };
import { LEVELS } from '../src/domain/catalog/index.ts';
import { EVIDENCE_KINDS, RULE_MODES } from '../src/domain/policy/index.ts';
import type { PolicyProblemCode } from '../src/domain/policy/problem.ts';
import { EVIDENCE_CLASSES } from '../src/domain/provenance/index.ts';
import type { ProvenanceFinding } from '../src/domain/provenance/model.ts';
import { run } from './support/command-line.ts';
import { removeFolders, TEST_ENVIRONMENT, temporaryFolder } from './support/git-repository.ts';
import {
  type Block,
  type Example,
  examplesOf,
  filesBelow,
  fits,
  type Paper,
  paperAt,
  papers,
  parsePaper,
  ROOT,
  wordsOf,
} from './support/paper.ts';
import { misread } from './support/parse-only.ts';
import { makeShopRepository } from './support/shop-repository.ts';
import { toolTable } from './support/tool-page.ts';

/** Pipelines use it to build a context; most machines have it. */
const hasJq = spawnSync('jq', ['--version']).status === 0;
const all = papers();
/** What a user reads; papers of rooms and benchmarks speak to who works on the code. */
const guides = all.filter(({ path }) => path === 'README.md' || /^docs\/[^/]+\.md$/.test(path));
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
    const wrong: unknown[] = [];
    for (const block of paper.blocks) {
      if (block.file !== '' && block.language !== 'sh') writeBlock(folder, block);
      for (const example of examplesOf(block)) wrong.push(...(await differences(folder, example)));
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

describe('papers', () => {
  it('link to what exists', () => {
    expect(all.flatMap(brokenLinks)).toEqual([]);
    expect(brokenLinks(parsePaper('docs/x.md', '[a](nothing.md) [b](README.md#nowhere)'))).toHaveLength(2);
  });

  it('are all reached from the README', () => {
    const reached = new Set<string>();
    const walk = (path: string): void => {
      if (reached.has(path) || !existsSync(join(ROOT, path))) return;
      reached.add(path);
      if (statSync(join(ROOT, path)).isDirectory()) {
        for (const below of filesBelow(path)) walk(below);
        return;
      }
      if (path.endsWith('.md')) for (const { target } of linksOf(paperAt(path))) walk(target);
    };
    walk('README.md');
    const lost = all
      .map(({ path }) => path)
      .filter((path) => /^(?:docs\/|[A-Z]+\.md)/.test(path) && !reached.has(path));
    expect(lost).toEqual([]);
  });

  it('say what is unlikely to change, in plain words, and name no machine', () => {
    const wrong = all.flatMap(({ path, prose }) =>
      [...prose.matchAll(UNWANTED)].map(([word]) => `${path}: ${word.trim()}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keep the glossary true to the code', () => {
    const glossary = readFileSync(join(ROOT, 'GLOSSARY.md'), 'utf8');
    const rowOf = (word: string) => glossary.split('\n').find((line) => line.startsWith(`| ${word} |`)) ?? '';
    const valuesIn: readonly (readonly [string, readonly string[]])[] = [
      ['assistance', ['ai', 'human', 'unknown']],
      ['evidence class', EVIDENCE_CLASSES],
      ['mode', RULE_MODES],
      ['level', LEVELS],
      ['evidence', EVIDENCE_KINDS],
    ];
    for (const [word, values] of valuesIn) {
      expect([word, values.filter((value) => !rowOf(word).includes(value))]).toEqual([word, []]);
    }
  });

  it('list each word of the glossary once, and only words that code or papers use', () => {
    const words = [...readFileSync(join(ROOT, 'GLOSSARY.md'), 'utf8').matchAll(/^\| ([a-z][a-z -]*) \|/gm)].map(
      ([, word = '']) => word,
    );
    const used = [
      ...all.filter(({ path }) => path !== 'GLOSSARY.md').map(({ text }) => text),
      ...filesBelow('src')
        .filter((path) => path.endsWith('.ts'))
        .map((path) => readFileSync(join(ROOT, path), 'utf8')),
    ]
      .join('\n')
      .toLowerCase();
    expect(words.filter((word, at) => word !== 'word' && words.indexOf(word) !== at)).toEqual([]);
    expect(words.filter((word) => !used.includes(word))).toEqual([]);
  });

  it('draw every wing and room in ARCHITECTURE.md, and no other', () => {
    const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
    const map = [
      ...page.slice(page.indexOf('## Code map'), page.indexOf('## The way of the data')).matchAll(/^\| `([^`]+)` \|/gm),
    ].map(([, room = '']) => room);
    const rooms = ['domain', 'adapter', 'entrypoint'].flatMap((wing) =>
      foldersOf(`src/${wing}`).map((room) => `${wing}/${room}`),
    );
    const wings = foldersOf('src').filter((wing) => !['domain', 'adapter', 'entrypoint'].includes(wing));
    const files = readdirSync(join(ROOT, 'src')).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
    expect([...map].sort()).toEqual([...rooms, ...wings, ...files].sort());
  });

  it('stand in every room of the domain and every adapter, on one screen', () => {
    for (const wing of ['domain', 'adapter']) {
      for (const room of foldersOf(`src/${wing}`)) {
        const path = `src/${wing}/${room}/README.md`;
        expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
        expect([path, readFileSync(join(ROOT, path), 'utf8').trim().split('\n').length <= 40]).toEqual([path, true]);
      }
    }
  });

  it('record each decision with its status and what enforces it', () => {
    const records = all.filter(({ path }) => /^docs\/decisions\/\d{4}-/.test(path));
    expect(records.length).toBeGreaterThan(5);
    for (const { path, text } of records) {
      const parts = ['Status:', '## Context', '## Decision', '## Consequences', 'Enforced by:'];
      expect([path, parts.filter((part) => !text.includes(part))]).toEqual([path, []]);
      const [, enforcedBy = ''] = text.split('Enforced by:');
      const files = [...enforcedBy.matchAll(/`((?:test|src|script|bench)\/[^`]*)`/g)].map(([, file = '']) => file);
      expect([path, files.filter((file) => !existsSync(join(ROOT, file)))]).toEqual([path, []]);
    }
  });

  it('name every dependency with its licence', () => {
    const page = readFileSync(join(ROOT, 'docs/decisions/dependencies.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([^`]+)` \|.*\| ([^|]+) \| [^|]+ \|$/gm)].map(
      ([, name = '', licence = '']) => ({
        name,
        licence,
      }),
    );
    const names = Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies });
    expect(rows.map(({ name }) => name).sort()).toEqual(names.sort());
    for (const { name, licence } of rows) {
      const { license } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
      expect([name, licence]).toEqual([name, license]);
    }
  });

  it('name every code of lint and every finding', () => {
    const named = (path: string, codes: object) => {
      const page = readFileSync(join(ROOT, path), 'utf8');
      return Object.keys(codes).filter((code) => !page.includes(`\`${code}\``));
    };
    expect(named('docs/policy.md', LINT_CODES)).toEqual([]);
    expect(named('docs/provenance.md', FINDINGS)).toEqual([]);
  });

  it('show the table of tools as the code has it; update with `npx vitest run -u`', async () => {
    await expect(toolTable()).toMatchFileSnapshot('../docs/tools.md');
  });

  it('keep every example where a test reads it: YAML that is parsed and run, or a paper', () => {
    expect(filesBelow('examples').filter((path) => !/\.(?:yaml|md)$/.test(path))).toEqual([]);
    const paired = filesBelow('examples/policies').filter((path) => path.endsWith('.test.yaml'));
    const packs = filesBelow('examples/policies').filter((path) => /(?<!\.test)\.yaml$/.test(path));
    expect(packs.map((path) => path.replace('.yaml', '.test.yaml'))).toEqual(paired);
  });
});

/** Complete, or types fail. */
const LINT_CODES: Readonly<Record<PolicyProblemCode, true>> = {
  syntax: true,
  type: true,
  'too-long': true,
  'unknown-fact': true,
  'unknown-value': true,
  'not-allowed': true,
  'bad-pattern': true,
  'duplicate-id': true,
  'unknown-profile': true,
  'profile-names-no-rule': true,
  'profile-ends-before-it-starts': true,
  'too-many-rules': true,
  'bad-requirement': true,
  'missing-because': true,
  expired: true,
  'always-matches': true,
  'never-matches': true,
  'unknown-is-no-match': true,
  unsatisfiable: true,
  'unreachable-level': true,
  'empty-requirement': true,
};
const FINDINGS: Readonly<Record<ProvenanceFinding['code'], true>> = {
  'ai-signed-off': true,
  'obfuscated-marker': true,
  'session-link-in-history': true,
  'unreadable-record': true,
  'conflicting-evidence': true,
  'record-mismatch': true,
  'unverifiable-identity': true,
};

/** Words that age, that praise, or that name a machine. */
const UNWANTED =
  /\b(?:currently|seamless\w*|powerful|blazing\w*|effortless\w*|leverag\w+|cutting-edge|game.chang\w+|simply|world-class)\b|(?:^|[\s`(])\/(?:work|home|root|Users)\/\S*/gim;

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
async function differences(folder: string, example: Example): Promise<readonly Difference[]> {
  const argv = example.argv.map((word) => word.replace(SHOP, folder));
  if (example.program === 'git') {
    execFileSync('git', [...argv], { cwd: folder, env: TEST_ENVIRONMENT, stdio: 'pipe' });
    return [];
  }
  const { exit, out, err } = await run(argv, { cwd: folder, columns: 80 });
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

interface Link {
  readonly text: string;
  /** Path in the project. */
  readonly target: string;
  readonly anchor: string | null;
}

/** Links to files of the project, pictures too. */
function linksOf({ path, prose }: Paper): readonly Link[] {
  const found = [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)];
  return found.flatMap(([text, inText, inTag]) => {
    const [file = '', anchor = null] = (inText ?? inTag ?? '').split('#');
    if (/^[a-z]+:/.test(file)) return [];
    const target = file === '' ? path : normalize(join(dirname(path), file));
    return [{ text, target, anchor }];
  });
}

function brokenLinks(paper: Paper): readonly string[] {
  return linksOf(paper).flatMap(({ text, target, anchor }) => {
    if (!existsSync(join(ROOT, target))) return [`${paper.path}: ${text}`];
    if (anchor === null || !target.endsWith('.md')) return [];
    return anchorsOf(paperAt(target)).includes(anchor) ? [] : [`${paper.path}: ${text}`];
  });
}

/** Anchors as forges make them of headings. */
function anchorsOf({ prose }: Paper): readonly string[] {
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function foldersOf(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
