import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { LEVELS } from '../src/domain/catalog/index.ts';
import { EVIDENCE_KINDS, RULE_MODES } from '../src/domain/policy/index.ts';
import type { PolicyProblemCode } from '../src/domain/policy/problem.ts';
import { EVIDENCE_CLASSES } from '../src/domain/provenance/index.ts';
import type { ProvenanceFinding } from '../src/domain/provenance/model.ts';
import { filesBelow, type Paper, paperAt, papers, parsePaper, ROOT } from './support/paper.ts';
import { toolTable } from './support/tool-page.ts';

const all = papers();

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
      expect([name, licence]).toEqual([name, license ?? licenceOfFile(name)]);
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
    // Files of others, in their own formats, and what is imported; test/cli, test/engine and test/incident run them.
    const foreign = [
      'examples/attribution/orders-fail.json',
      'examples/haproxy/haproxy.cfg',
      'examples/incidents/march-2026.json',
      'examples/spinnaker/canary-config.json',
    ];
    const other = filesBelow('examples').filter((path) => !/\.(?:yaml|md)$/.test(path));
    expect(other.toSorted()).toEqual(foreign);
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

/** Of a package that states none in its description: what its own file says. */
function licenceOfFile(name: string): string | undefined {
  const text = readFileSync(join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8');
  return /Apache License\s+Version 2\.0/.test(text) ? 'Apache-2.0' : undefined;
}

function foldersOf(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
