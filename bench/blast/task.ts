import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openCodeGraphs } from '../../src/control/index.ts';
import { LANGUAGE_SUPPORTS } from '../../src/domain/code-graph/index.ts';
import { openSources, readSources, world } from './source.ts';

/** What one process measured of itself. */
export type TaskResult = Readonly<Record<string, number>>;

/** Each runs in a process of its own: its memory is its own, and nothing is warm. */
export const TASKS: Readonly<Record<string, (repository: string) => Promise<TaskResult>>> = { scan, graph, reach };

/** Reads and scans every source once; nothing is kept. */
async function scan(repository: string): Promise<TaskResult> {
  const supports = new Map(LANGUAGE_SUPPORTS.map((support) => [support.language, support]));
  const sources = await openSources(repository);
  const start = performance.now();
  let [characters, references, files, scanMs] = [0, 0, 0, 0];
  for await (const { language, text } of readSources(sources)) {
    const before = performance.now();
    references += supports.get(language)?.scan(text).references.length ?? 0;
    scanMs += performance.now() - before;
    characters += text.length;
    files += 1;
  }
  const ms = performance.now() - start;
  const megabytes = characters / 1e6;
  return {
    files,
    megabytes,
    references,
    ms,
    mbPerSecond: megabytes / (ms / 1000),
    scanOnlyMbPerSecond: megabytes / (scanMs / 1000),
    processorMs: processor(),
    memoryMb: memory(),
  };
}

/** The whole graph of HEAD, with whatever the cache of this run holds; then keeps it. */
async function graph(repository: string): Promise<TaskResult> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const start = performance.now();
  const graphs = await openCodeGraphs({ world, repository });
  const found = await graphs.at('HEAD');
  const [ms, used] = [performance.now() - start, processor()];
  delay.disable();
  await graphs.save();
  const counts: Record<string, number> = {};
  for (const { kind } of found.notAnalysed)
    counts[`not analysed: ${kind}`] = (counts[`not analysed: ${kind}`] ?? 0) + 1;
  const { paths } = found.tree;
  const scanned = paths.filter((path) => found.tree.scan(path) !== null).length;
  return {
    ms,
    sources: scanned,
    files: paths.length,
    edges: found.forward.targets.length,
    externals: found.externals.length,
    memoryMb: memory(),
    longestStallMs: delay.max / 1e6,
    processorMs: used,
    ...counts,
  };
}

/** What the last landed change reaches, from a cache that knows the commit before. */
async function reach(repository: string): Promise<TaskResult> {
  const start = performance.now();
  const graphs = await openCodeGraphs({ world, repository });
  const { changed, reached } = await graphs.reach({ base: 'HEAD~1', head: 'HEAD', depth: 3, types: true });
  const [ms, used] = [performance.now() - start, processor()];
  const again = performance.now();
  await graphs.reach({ base: 'HEAD~1', head: 'HEAD', depth: 3, types: true });
  return {
    ms,
    secondMs: performance.now() - again,
    processorMs: used,
    changed: changed.length,
    reached: reached.length,
    memoryMb: memory(),
  };
}

/** Before any task, so that starting the program does not count. */
const started = process.cpuUsage();

/** Processor time of the task, without git's: it says more than the clock where others are at work. */
function processor(): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

/** Highest resident size of this process so far. */
function memory(): number {
  return process.resourceUsage().maxRSS / 1000;
}
