import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareTools, gitVersion, type ToolRun } from './compare.ts';
import { TASKS, type TaskResult } from './task.ts';
import { installTools } from './tool.ts';
import { type Verified, verify } from './verify.ts';

/**
 * Benchmark of the code graph: `./script/bench blast [--repository PATH]... [--compare PATH] [--rounds N] [--json]`. Without
 * a repository this one is measured. `--compare` names the one that other tools read too. `--show N` prints differences.
 */
const { values: options } = parseArgs({
  options: {
    repository: { type: 'string', multiple: true, default: [] },
    compare: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    show: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
    /** Only measures itself: see TASKS. */
    task: { type: 'string' },
  },
});

interface Report {
  readonly machine: string;
  readonly speed: readonly { readonly repository: string; readonly task: string; readonly median: TaskResult }[];
  readonly verified: readonly (Verified & { readonly repository: string })[];
  readonly tools: readonly ToolRun[];
}

const rounds = Math.max(1, Number.parseInt(options.rounds, 10) || 1);
const repositories = options.repository.length > 0 ? options.repository : ['.'];

if (options.task !== undefined) {
  const task = TASKS[options.task];
  if (task === undefined) throw new Error(`no such task; there are ${Object.keys(TASKS).join(', ')}`);
  console.log(JSON.stringify(await task(repositories[0] ?? '.')));
} else {
  installTools();
  const report = await run();
  if (options.json) console.log(JSON.stringify(report, null, 2));
  else print(report);
}

async function run(): Promise<Report> {
  const speed = repositories.flatMap((repository) => speedOf(repository));
  const verified: (Verified & { readonly repository: string })[] = [];
  for (const repository of repositories) {
    for (const each of await verify(repository)) verified.push({ repository: nameOf(repository), ...each });
  }
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-bench-'));
  try {
    const tools = options.compare === undefined ? [] : await compareTools(options.compare, folder);
    const [{ model } = { model: 'unknown' }] = cpus();
    const machine = `${cpus().length} x ${model}, Node ${process.version}, ${gitVersion()}, load ${loadavg()[0]?.toFixed(1)}`;
    return { machine, speed, verified, tools };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reading and scanning, the graph with an empty cache and with a full one, and a change on top of a full one. */
function speedOf(repository: string): Report['speed'] {
  const cache = mkdtempSync(join(tmpdir(), 'firebreak-cache-'));
  try {
    const name = nameOf(repository);
    const measured = (task: string, label: string, folder: () => string) => {
      const results = Array.from({ length: rounds }, () => childResult(task, repository, folder()));
      return { repository: name, task: label, median: medianOf(results) };
    };
    return [
      measured('scan', 'read and scan', () => 'off'),
      measured('graph', 'graph, cold', () => mkdtempSync(join(cache, 'cold-'))),
      measured('graph', 'graph, warm', () => cache),
      measured('reach', 'reach of a change', () => cache),
    ];
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

function childResult(task: string, repository: string, cache: string): TaskResult {
  const argv = [process.argv[1] ?? '', '--task', task, '--repository', repository];
  const env = { ...process.env, FIREBREAK_CACHE: cache };
  return JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8', env })) as TaskResult;
}

function medianOf(results: readonly TaskResult[]): TaskResult {
  const keys = Object.keys(results[0] ?? {});
  return Object.fromEntries(
    keys.map((key) => {
      const values = results.map((result) => result[key] ?? 0).sort((a, b) => a - b);
      return [key, values[Math.floor(values.length / 2)] ?? 0];
    }),
  );
}

function nameOf(repository: string): string {
  const name = basename(repository);
  return name === 'repo' || name === '.git' ? basename(join(repository, '..')) : name;
}

function print({ machine, speed, verified, tools }: Report): void {
  console.log(`${machine}\n`);
  for (const { repository, task, median } of speed) {
    const figures = Object.entries(median).map(
      ([name, value]) => `${name} ${value < 100 ? value.toFixed(1) : Math.round(value)}`,
    );
    console.log(`${repository}  ${task}: ${figures.join(', ')}`);
  }
  console.log('\nagainst real parsers');
  for (const each of verified) {
    const { both, onlyOurs, onlyTheirs } = each;
    const [precision, recall] = [both / (both + onlyOurs.length), both / (both + onlyTheirs.length)];
    console.log(
      `${each.repository}  ${each.language} (${each.parser}): ${each.files} files, ${each.passedOver} passed over, ${both + onlyTheirs.length} references, ` +
        `precision ${precision.toFixed(5)}, recall ${recall.toFixed(5)}, ${each.ourMs.toFixed(0)} ms against ${each.theirMs.toFixed(0)} ms`,
    );
    const shown = Number(options.show);
    for (const line of onlyOurs.slice(0, shown)) console.log(`    only ours    ${line}`);
    for (const line of onlyTheirs.slice(0, shown)) console.log(`    only theirs  ${line}`);
  }
  for (const each of tools) {
    console.log(
      `\n${each.tool}: ${each.seconds.toFixed(1)} s (processor ${each.processorSeconds.toFixed(1)} s), ${each.memoryMb.toFixed(0)} MB, ${each.edges} edges, ${each.shared} shared with us`,
    );
    for (const [why, { count, example }] of Object.entries(each.onlyOurs))
      console.log(`  only ours    ${count}  ${why}: ${example}`);
    for (const [why, { count, example }] of Object.entries(each.onlyTheirs))
      console.log(`  only theirs  ${count}  ${why}: ${example}`);
  }
}
