import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const src = join(root, 'src');

/** The floors of ARCHITECTURE.md: a room imports only rooms on lower floors, by their door. */
const FLOOR: Readonly<Record<string, number>> = {
  access: 3,
  attribution: 2,
  brake: 3,
  change: 1,
  detection: 1,
  signal: 1,
  catalog: 2,
  finding: 2,
  flag: 1,
  incident: 3,
  forge: 2,
  judge: 2,
  money: 2,
  label: 2,
  provenance: 2,
  review: 3,
  risk: 3,
  'code-graph': 2,
  'co-change': 2,
  notice: 9,
  operation: 2,
  outgoing: 2,
  'service-graph': 3,
  'blast-radius': 4,
  rollout: 4,
  delivery: 4,
  'operations-review': 5,
  pattern: 3,
  policy: 5,
  gate: 6,
  replay: 7,
  'review-load': 7,
  'flaky-test': 2,
  'merge-queue': 8,
  'queue-simulation': 9,
  submission: 8,
  deployment: 9,
};

/** What each wing may import; the domain is ruled by its floors. Adapters may not import one another. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  statistics: [],
  contract: [],
  'event-log': ['kernel'],
  domain: ['kernel', 'statistics', 'domain'],
  control: ['kernel', 'event-log', 'domain'],
  service: ['kernel', 'statistics', 'contract', 'control'],
  adapter: ['kernel', 'event-log', 'domain'],
  entrypoint: ['kernel', 'statistics', 'contract', 'service', 'web'],
  web: ['contract'],
  'main.ts': ['kernel', 'service', 'entrypoint', 'world.ts', 'server.ts', 'demo.ts', 'node-log.ts'],
  'demo.ts': ['kernel', 'statistics', 'adapter', 'entrypoint', 'world.ts', 'server.ts'],
  'node-log.ts': ['service'],
  'server-notice.ts': ['control', 'adapter'],
  'server-signal.ts': ['control', 'adapter', 'domain'],
  'server-engine.ts': ['control', 'adapter', 'domain'],
  'server-setting.ts': ['kernel'],
  'server.ts': [
    'kernel',
    'domain',
    'control',
    'adapter',
    'service',
    'entrypoint',
    'server-notice.ts',
    'server-signal.ts',
    'server-engine.ts',
    'server-setting.ts',
  ],
  'world.ts': ['kernel', 'contract', 'event-log', 'domain', 'control', 'adapter'],
};

/** Files that wire the wings and belong to none. */
const TOP = [
  'main.ts',
  'demo.ts',
  'world.ts',
  'server.ts',
  'server-notice.ts',
  'server-signal.ts',
  'server-engine.ts',
  'server-setting.ts',
  'node-log.ts',
];

/** Packages and builtins that make a wing impure. */
const PURE_WINGS = ['kernel', 'statistics', 'event-log', 'domain', 'contract'];
const PURE_BUILTINS = ['node:crypto'];
const ZOD_WINGS = ['contract', 'adapter'];

/** Names whose use would bring time, chance or the environment into the core. */
const IMPURE_NAMES =
  /\b(Date\.now|Math\.random|process\.(env|cwd|argv)|new Date\(\)|performance\.now|randomUUID|setTimeout)\b/;

interface Source {
  readonly file: string;
  readonly text: string;
  readonly imports: readonly string[];
  /** Those of them that bring more than types. */
  readonly code: readonly string[];
}

function importsOf(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
  )) {
    found.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return found;
}

/** Without imports of types. */
function codeImportsOf(text: string): string[] {
  return importsOf(text.replace(/^\s*(?:import|export) type\b[^'"`;]*?\bfrom\s*['"][^'"]+['"]/gm, ''));
}

function sources(): Source[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts') && !name.endsWith('.d.ts'))
    .map((name) => {
      const text = readFileSync(join(src, name), 'utf8');
      return { file: name.split(sep).join('/'), text, imports: importsOf(text), code: codeImportsOf(text) };
    });
}

function target(source: Source, specifier: string): string {
  // `?bundle` and `?pieces` ask for a file's text (script/bundle-text.mjs); the file is used all the same.
  return relative(src, join(src, dirname(source.file), specifier.replace(/\?(?:bundle|pieces)$/, '')))
    .split(sep)
    .join('/');
}

function violationsOf(all: readonly Source[]): string[] {
  const wrong: string[] = [];
  for (const source of all) {
    const [wing = '', room = ''] = source.file.split('/');
    for (const specifier of source.imports) {
      if (!specifier.startsWith('.')) {
        if (PURE_WINGS.includes(wing) && specifier.startsWith('node:') && !PURE_BUILTINS.includes(specifier)) {
          wrong.push(`${source.file}: ${wing} is pure and must not import ${specifier}`);
        }
        if (specifier === 'zod' && !ZOD_WINGS.includes(wing)) wrong.push(`${source.file}: zod lives at the walls`);
        continue;
      }
      // The package's own description (its version) is data beside the source, not a wing.
      if (source.file === 'main.ts' && specifier === '../package.json') continue;
      const to = target(source, specifier);
      const [toWing = '', toRoom = ''] = to.split('/');
      if (wing === 'web' && toWing === 'contract' && source.code.includes(specifier)) {
        wrong.push(`${source.file}: web takes types only from ${to}`);
      }
      if (wing === toWing && room === toRoom) continue;
      if (wing !== toWing || wing === 'domain' || wing === 'adapter' || wing === 'entrypoint') {
        if (!(MAY_IMPORT[wing] ?? []).includes(toWing)) wrong.push(`${source.file}: ${wing} must not import ${to}`);
        const door = toWing === 'domain' || toWing === 'adapter' || toWing === 'entrypoint' ? 3 : 2;
        const parts = to.split('/');
        if (!TOP.includes(toWing) && (parts.length !== door || parts.at(-1) !== 'index.ts')) {
          wrong.push(`${source.file}: ${to} must be imported by its door (index.ts)`);
        }
      }
      if (wing === 'domain' && toWing === 'domain') {
        const from = FLOOR[room];
        const down = FLOOR[toRoom];
        if (from === undefined || down === undefined) wrong.push(`${source.file}: ${room} or ${toRoom} has no floor`);
        else if (down >= from) {
          wrong.push(`${source.file}: ${room} (floor ${from}) must not import ${toRoom} (floor ${down})`);
        }
      }
    }
    if (PURE_WINGS.includes(wing) && IMPURE_NAMES.test(source.text)) {
      wrong.push(`${source.file}: uses ${IMPURE_NAMES.exec(source.text)?.[0]}`);
    }
    if (/^export default\b/m.test(source.text)) wrong.push(`${source.file}: default export`);
  }
  return wrong;
}

function cyclesOf(all: readonly Source[]): string[] {
  const edges = new Map(
    all.map((source) => [source.file, source.imports.filter((s) => s.startsWith('.')).map((s) => target(source, s))]),
  );
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const walk = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const next of edges.get(file) ?? []) walk(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of edges.keys()) walk(file, []);
  return cycles;
}

describe('architecture', () => {
  const all = sources();

  it('imports only point down, by doors, and the core stays pure', () => {
    expect(violationsOf(all)).toEqual([]);
  });

  it('has no import cycle, types counted', () => {
    expect(cyclesOf(all)).toEqual([]);
  });

  it('has no orphan: every file is reached from main.ts', () => {
    const reached = new Set<string>();
    const byFile = new Map(all.map((source) => [source.file, source]));
    const visit = (file: string): void => {
      const source = byFile.get(file);
      if (source === undefined || reached.has(file)) return;
      reached.add(file);
      for (const specifier of source.imports) if (specifier.startsWith('.')) visit(target(source, specifier));
    };
    visit('main.ts');
    expect(all.map((source) => source.file).filter((file) => !reached.has(file))).toEqual([]);
  });

  it('would notice an upward import, a skipped door, a clock and a cycle', () => {
    const bad = (file: string, text: string): Source => ({
      file,
      text,
      imports: importsOf(text),
      code: codeImportsOf(text),
    });
    const wrong = violationsOf([
      bad('domain/change/x.ts', "import { a } from '../gate/index.ts';"),
      bad('domain/gate/x.ts', "import type { a } from '../change/model.ts';"),
      bad('domain/gate/y.ts', 'const now = Date.now();'),
      bad('entrypoint/cli/x.ts', "import { a } from '../../adapter/git/index.ts';"),
      bad('web/x.tsx', "import { a } from '../contract/index.ts';"),
      bad('web/y.tsx', "import type { A } from '../contract/index.ts';"),
    ]);
    expect(wrong).toHaveLength(5);
    expect(
      cyclesOf([bad('kernel/a.ts', "import './b.ts';"), bad('kernel/b.ts', "export { x } from './a.ts';")]),
    ).toHaveLength(1);
  });
});
