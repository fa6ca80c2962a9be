import type { Change } from '../../domain/change/index.ts';
import { type Content, contentOf, gapOf, shallowGap } from './content.ts';
import { BULK_LINE_LIMIT, type DiffFailure, DiffProcess } from './diff-process.ts';
import type { Difference } from './difference.ts';
import type { GitProgram } from './git-program.ts';
import { changeOf, type ReadLanding } from './landing-stream.ts';
import type { ObjectStore } from './object-store.ts';

/** Two comparisons at a time fill two cores; more help little, as this process has to read what they say. */
const WORKERS = 2;
/** Landings asked for ahead of the reader: enough to keep the workers busy, too few to fill the memory. */
const AHEAD = 16;

export interface ContentOptions {
  readonly git: GitProgram;
  readonly sizes: ObjectStore;
  readonly lines: boolean;
  readonly baseBranch: string | null;
}

/** Adds to each landing what it changed, in the same order. */
export async function* withContent(
  landings: AsyncIterable<ReadLanding>,
  options: ContentOptions,
): AsyncGenerator<Change> {
  const workers = Array.from({ length: WORKERS }, () => new ContentReader(options));
  const ahead: Promise<Change>[] = [];
  let asked = 0;
  try {
    for await (const read of landings) {
      const worker = workers[asked % WORKERS];
      asked += 1;
      if (worker === undefined) continue;
      const change = worker.read(read).then((content) => changeOf(read, content, options.baseBranch));
      // Awaited in order below, or not at all when the reader stops early.
      change.catch(() => {});
      ahead.push(change);
      const first = ahead.length >= AHEAD ? ahead.shift() : undefined;
      if (first !== undefined) yield await first;
    }
    for (const change of ahead) yield await change;
  } finally {
    for (const worker of workers) worker.stop();
  }
}

/** One worker: compares with lines, then without where that fails, one landing after another. */
class ContentReader {
  readonly #options: ContentOptions;
  readonly #plain: DiffProcess;
  readonly #counting: DiffProcess;
  #last: Promise<unknown> = Promise.resolve();
  /** Set once a blob was missing: in a clone without blobs each further try would fail as well. */
  #withoutBlobs: DiffFailure | null = null;
  #stopped = false;

  constructor(options: ContentOptions) {
    this.#options = options;
    this.#plain = new DiffProcess(options.git, { lines: false, lineLimit: BULK_LINE_LIMIT });
    this.#counting = new DiffProcess(options.git, { lines: true, lineLimit: BULK_LINE_LIMIT });
  }

  read(read: ReadLanding): Promise<Content> {
    const answer = this.#last.then(() => this.#content(read));
    this.#last = answer.catch(() => {});
    return answer;
  }

  stop(): void {
    this.#stopped = true;
    this.#plain.stop();
    this.#counting.stop();
  }

  async #content(read: ReadLanding): Promise<Content> {
    const nothing: Content = { files: [], gaps: [] };
    if (this.#stopped) return nothing;
    // Against the empty tree everything would seem to be new.
    if (read.cutOff) return read.gaps.length > 0 ? nothing : { files: [], gaps: [shallowGap(read.landing.head.id)] };
    const pair = { base: read.landing.base, head: read.landing.head.id };
    const lines = this.#options.lines ? await this.#counted(pair) : null;
    if (lines !== null && !('kind' in lines)) return this.#contentOf(lines);
    const plain = await this.#plain.ask(pair);
    if ('kind' in plain) return { files: [], gaps: [gapOf(plain, 'files')] };
    const content = await this.#contentOf(plain);
    return lines === null ? content : { ...content, gaps: [...content.gaps, gapOf(lines, 'lines')] };
  }

  async #counted(pair: { base: string | null; head: string }): Promise<Difference | DiffFailure> {
    if (this.#withoutBlobs !== null) return this.#withoutBlobs;
    const found = await this.#counting.ask(pair);
    if ('kind' in found && found.kind === 'missing-object') this.#withoutBlobs = found;
    return found;
  }

  #contentOf(difference: Difference): Promise<Content> {
    return contentOf(difference, { sizes: this.#options.sizes, lineLimit: BULK_LINE_LIMIT });
  }
}
