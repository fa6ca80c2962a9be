import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FilePath } from '../../src/domain/change/index.ts';
import {
  decodeSource,
  type FileScan,
  LANGUAGE_SUPPORTS,
  makeSourceTree,
  type ReferenceForm,
} from '../../src/domain/code-graph/index.ts';
import { openSources, readSources } from './source.ts';
import { toolProgram } from './tool.ts';

/** One import that leads to a file of the repository. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly specifier: string;
  readonly form: ReferenceForm | null;
}

/** One tool's run over the same checkout. */
export interface ToolRun {
  readonly tool: string;
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly memoryMb: number;
  readonly edges: number;
  readonly shared: number;
  /** Edges that only we have, and that only it has, by why. */
  readonly onlyOurs: Readonly<Record<string, Examples>>;
  readonly onlyTheirs: Readonly<Record<string, Examples>>;
}

interface Examples {
  readonly count: number;
  readonly example: string;
}

/** What the tools read when nothing else is said: the same files for all. */
const COMPARED = /\.(?:ts|tsx|js|jsx|mjs|cjs|mts|cts)$/;

/** Runs dependency-cruiser and madge over a checkout of HEAD without installed packages, and compares edges inside it. */
export async function compareTools(repository: string, folder: string): Promise<readonly ToolRun[]> {
  const { edges, texts } = await ourEdges(repository);
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const cruised = runCruiser(folder);
  const charted = runMadge(folder);
  return [
    { tool: 'dependency-cruiser 17.3.9', ...cruised.cost, ...differences(edges, cruised.edges) },
    { tool: 'madge 8.0.0', ...charted.cost, ...differences(edges, charted.edges) },
  ];
}

async function ourEdges(repository: string) {
  const sources = await openSources(repository);
  const texts = new Map<string, Uint8Array | string>();
  const scans = new Map<FilePath, FileScan>();
  const support = LANGUAGE_SUPPORTS.find(({ language }) => language === 'javascript');
  if (support === undefined) throw new Error('no scanner for JavaScript');
  for await (const { path, language, text } of readSources(sources)) {
    if (language !== 'javascript') continue;
    texts.set(path, text);
    scans.set(path, support.scan(text));
  }
  const manifests = new Map<FilePath, string>();
  const wanted = sources.entries.filter(({ path }) => support.isManifest(path) || /\.(?:json|css|svg|vue)$/.test(path));
  for await (const { blob, content } of sources.reader.read(
    wanted.map(({ blob }) => blob),
    2_097_152,
  )) {
    const text = content === null ? null : decodeSource(content);
    if (text === null) continue;
    for (const { path } of wanted.filter((each) => each.blob === blob)) {
      texts.set(path, text);
      if (support.isManifest(path)) manifests.set(path, text);
    }
  }
  const resolve = support.resolver(
    makeSourceTree({ paths: sources.entries.map(({ path }) => path), manifests, scans }),
  );
  const edges: Edge[] = [];
  for (const [from, scan] of scans) {
    if (!COMPARED.test(from)) continue;
    resolve(from, scan).forEach(({ form, target }, index) => {
      if (target.kind !== 'file' || target.path === from) return;
      edges.push({ from, to: target.path, specifier: scan.references[index]?.text ?? '', form });
    });
  }
  return { edges, texts };
}

interface CruiserModule {
  readonly source: string;
  readonly dependencies: readonly {
    readonly module: string;
    readonly resolved: string;
    readonly couldNotResolve: boolean;
    readonly coreModule: boolean;
  }[];
}

function runCruiser(folder: string) {
  const bin = toolProgram('dependency-cruiser/bin/dependency-cruise.mjs');
  const config = hasFile(join(folder, 'tsconfig.json')) ? ['--ts-config', 'tsconfig.json'] : [];
  const run = timed([bin, '--no-config', ...config, '--ts-pre-compilation-deps', '--output-type', 'json', '.'], folder);
  const { modules } = JSON.parse(run.stdout) as { readonly modules: readonly CruiserModule[] };
  const edges = modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter(
        ({ couldNotResolve, coreModule, resolved }) => !couldNotResolve && !coreModule && !resolved.startsWith('..'),
      )
      .map(({ module, resolved }) => ({ from: source, to: resolved, specifier: module, form: null })),
  );
  return { cost: run.cost, edges: edges.filter(({ from }) => COMPARED.test(from)) };
}

function runMadge(folder: string) {
  const bin = toolProgram('madge/bin/cli.js');
  const config = hasFile(join(folder, 'tsconfig.json')) ? ['--ts-config', 'tsconfig.json'] : [];
  const run = timed([bin, '--json', '--extensions', 'ts,tsx,js,jsx,mjs,cjs,mts,cts', ...config, '.'], folder);
  const graph = JSON.parse(run.stdout) as Readonly<Record<string, readonly string[]>>;
  const edges = Object.entries(graph).flatMap(([from, targets]) =>
    targets.map((to) => ({ from, to, specifier: '', form: null })),
  );
  return { cost: run.cost, edges };
}

const SAYS_ITS_MEMORY =
  'process.on("exit", () => require("node:fs").writeSync(2, "RSS " + process.resourceUsage().maxRSS + " " + (process.cpuUsage().user + process.cpuUsage().system) + "\\n"))';

/** Runs a tool and asks the system what its memory was. */
function timed(argv: readonly string[], cwd: string) {
  const start = performance.now();
  const preload = `${cwd}.cjs`;
  writeFileSync(preload, SAYS_ITS_MEMORY);
  // Into a file: a tool that exits at once leaves the end of a pipe unwritten.
  const answer = `${cwd}.json`;
  const output = openSync(answer, 'w');
  const run = spawnSync(process.execPath, ['--max-old-space-size=4096', '--require', preload, ...argv], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', output, 'pipe'],
  });
  const seconds = (performance.now() - start) / 1000;
  closeSync(output);
  const stdout = readFileSync(answer, 'utf8');
  rmSync(preload);
  rmSync(answer);
  const [, memory = '0', processor = '0'] = /RSS (\d+) (\d+)/.exec(run.stderr) ?? [];
  if (stdout === '') throw new Error(`${argv[0]} said nothing: ${run.stderr.slice(0, 400)}`);
  return { stdout, cost: { seconds, processorSeconds: Number(processor) / 1e6, memoryMb: Number(memory) / 1000 } };
}

function differences(ours: readonly Edge[], theirs: readonly Edge[]) {
  const keyOf = ({ from, to }: Edge) => `${from}\n${to}`;
  const [ourKeys, theirKeys] = [new Set(ours.map(keyOf)), new Set(theirs.map(keyOf))];
  const bySpecifier = new Map(ours.map((edge) => [`${edge.from}\n${edge.specifier}`, edge.to]));
  const [fromTheirs, ourFiles] = [theirs, ours].map((edges) => new Set(edges.map(({ from }) => from))) as [
    Set<string>,
    Set<string>,
  ];
  const onlyOurs = unique(
    ours.filter((edge) => !theirKeys.has(keyOf(edge))),
    keyOf,
  );
  const onlyTheirs = unique(
    theirs.filter((edge) => !ourKeys.has(keyOf(edge))),
    keyOf,
  );
  return {
    edges: theirKeys.size,
    shared: [...theirKeys].filter((key) => ourKeys.has(key)).length,
    onlyOurs: grouped(onlyOurs, (edge) => whyOnlyOurs(edge, fromTheirs)),
    onlyTheirs: grouped(onlyTheirs, (edge) => {
      if (!COMPARED.test(edge.to)) return 'leads to a file that is no source';
      const other = bySpecifier.get(`${edge.from}\n${edge.specifier}`);
      if (other !== undefined)
        return other.replace(/\.[^./]+$/, '') === edge.to.replace(/(?:\.d)?\.[^./]+$/, '')
          ? 'the same name with another ending'
          : 'another target for the same name';
      return ourFiles.has(edge.from) && edge.specifier === ''
        ? 'another target for a name of that file (names are not told)'
        : 'not seen by us';
    }),
  };
}

/** Whether the name, taken literally, is a path of build output that is not in the tree. */
function namesOutput({ from, to, specifier }: Edge): boolean {
  if (!specifier.startsWith('.')) return false;
  const literal = join(dirname(from), specifier).replace(/\.[cm]?[jt]sx?$/, '');
  return !to.startsWith(literal);
}

function whyOnlyOurs(edge: Edge, fromTheirs: ReadonlySet<string>): string {
  if (!fromTheirs.has(edge.from)) return 'it does not read that file';
  if (!COMPARED.test(edge.to)) return 'leads to a file that is no source';
  if (!edge.specifier.startsWith('.')) return 'package of the workspace or alias, not installed or not known to it';
  if (edge.form === 'type') return 'for types alone';
  if (edge.form === 'dynamic') return 'named where it runs: import(), new URL, require.resolve';
  if (namesOutput(edge)) return 'names build output that is not in the tree; led to its source';
  return 'require() in a file of TypeScript, or other';
}

function grouped(edges: readonly Edge[], why: (edge: Edge) => string): Readonly<Record<string, Examples>> {
  const found: Record<string, Examples> = {};
  for (const edge of edges) {
    const cause = why(edge);
    const known = found[cause];
    found[cause] = {
      count: (known?.count ?? 0) + 1,
      example: known?.example ?? `${edge.from} -> ${edge.to} (${edge.specifier})`,
    };
  }
  return found;
}

function unique(edges: readonly Edge[], keyOf: (edge: Edge) => string): readonly Edge[] {
  return [...new Map(edges.map((edge) => [keyOf(edge), edge])).values()];
}

function hasFile(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}

/** Git's version, for the report. */
export function gitVersion(): string {
  return execFileSync('git', ['--version'], { encoding: 'utf8' }).trim();
}
