import type { Change } from '../../domain/change/index.ts';
import { type Content, contentOf, gapOf } from './content.ts';
import type { ContentCache } from './content-cache.ts';
import { BULK_LINE_LIMIT, type DiffFailure, DiffProcess, type Pair } from './diff-process.ts';
import type { Difference } from './difference.ts';
import { changeOf, type ReadLanding } from './landing-stream.ts';
import type { Repository } from './repository.ts';

/** Two comparisons at a time fill two cores; more help little, as this process has to read what they say. */
const WORKERS = 2;
/** Landings that one worker is asked for at once: the first alone, so that it shows quickly. */
const LARGEST_BATCH = 8;
/** Batches asked for ahead of the one that is used: a worker never waits for its next question. */
const AHEAD = 6;
/** A clone that lacks a few large blobs fails here and there; one without blobs fails each time. A try costs a process. */
const MISSING_IN_A_ROW = 8;

export interface ContentOptions {
  readonly repository: Repository;
  readonly lines: boolean;
  readonly baseBranch: string | null;
  /** What was read before; `null` = nothing is remembered. */
  readonly cache: ContentCache | null;
}

/** Adds to each landing what it changed, in the same order; a few batches are under way while one is used. */
export async function* withContent(
  landings: AsyncIterable<ReadLanding>,
  options: ContentOptions,
): AsyncGenerator<Change> {
  const workers = Array.from({ length: WORKERS }, () => new ContentReader(options));
  const ahead: Promise<readonly Change[]>[] = [];
  let turn = 0;
  try {
    for await (const batch of batches(landings)) {
      const changes = workers[turn % WORKERS]?.read(batch) ?? Promise.resolve([]);
      turn += 1;
      // Awaited in order below, or not at all when the reader stops early.
      changes.catch(() => {});
      ahead.push(changes);
      if (ahead.length > AHEAD || turn === 1) yield* (await ahead.shift()) ?? [];
    }
    for (const changes of ahead) yield* await changes;
  } finally {
    for (const worker of workers) worker.stop();
    await options.cache?.save();
  }
}

async function* batches(landings: AsyncIterable<ReadLanding>): AsyncGenerator<readonly ReadLanding[]> {
  let size = 1;
  let batch: ReadLanding[] = [];
  for await (const landing of landings) {
    batch.push(landing);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
    size = Math.min(LARGEST_BATCH, size * 2);
  }
  if (batch.length > 0) yield batch;
}

/** One worker: compares with lines, then without where that fails, one batch after another. */
class ContentReader {
  readonly #options: ContentOptions;
  readonly #plain: DiffProcess;
  readonly #counting: DiffProcess;
  /** Asked one by one, after a failure. */
  readonly #fallback: DiffProcess;
  #last: Promise<unknown> = Promise.resolve();
  /** Set when blobs were missing so often in a row that this is a clone without blobs: each further try would fail too. */
  #withoutBlobs: DiffFailure | null = null;
  #missingInARow = 0;
  #stopped = false;

  constructor(options: ContentOptions) {
    this.#options = options;
    const { git } = options.repository;
    this.#plain = new DiffProcess(git, { lines: false, lineLimit: BULK_LINE_LIMIT });
    this.#counting = new DiffProcess(git, { lines: true, lineLimit: BULK_LINE_LIMIT });
    this.#fallback = new DiffProcess(git, { lines: false, lineLimit: BULK_LINE_LIMIT });
  }

  /** Asks git at once; the answers are taken when those of the batches before are. */
  read(batch: readonly ReadLanding[]): Promise<readonly Change[]> {
    const unread = this.#withoutBlobs;
    const counting = this.#options.lines && unread === null;
    const known = batch.map((read) => (read.cutOff ? NOT_COMPARABLE : this.#remembered(read)));
    const asked = { from: counting ? this.#counting : this.#plain, counting, unread };
    asked.from.ask(batch.filter((_, index) => known[index] === null).map(pairOf));
    const answer = this.#last.then(() => this.#changes(batch, { known, asked }));
    this.#last = answer.catch(() => {});
    return answer;
  }

  stop(): void {
    this.#stopped = true;
    for (const process of [this.#plain, this.#counting, this.#fallback]) process.stop();
  }

  #remembered(read: ReadLanding): Content | null {
    return this.#options.lines ? (this.#options.cache?.find(pairOf(read)) ?? null) : null;
  }

  async #changes(
    batch: readonly ReadLanding[],
    given: { readonly known: readonly (Content | null)[]; readonly asked: Asked },
  ): Promise<readonly Change[]> {
    const changes: Change[] = [];
    for (const [index, read] of batch.entries()) {
      if (this.#stopped) break;
      const known = given.known[index] ?? null;
      // Its blobs are there: the clone lacks some, not all.
      if (known?.lasting === true) this.#missingInARow = 0;
      const content = known ?? (await this.#content(read, given.asked));
      changes.push(changeOf(read, content, this.#options.baseBranch));
    }
    return changes;
  }

  async #content(read: ReadLanding, asked: Asked): Promise<Content> {
    const answer = await asked.from.next();
    if (!('kind' in answer)) {
      if (asked.counting) this.#missingInARow = 0;
      const content = await this.#contentOf(answer, asked.unread);
      if (asked.counting) this.#options.cache?.add(pairOf(read), content);
      return content;
    }
    if (!asked.counting) return unreadable(answer);
    if (answer.kind === 'missing-object') this.#missingInARow += 1;
    if (this.#missingInARow >= MISSING_IN_A_ROW) this.#withoutBlobs = answer;
    this.#fallback.ask([pairOf(read)]);
    const plain = await this.#fallback.next();
    return 'kind' in plain ? unreadable(answer) : this.#contentOf(plain, answer);
  }

  async #contentOf(difference: Difference, unread: DiffFailure | null): Promise<Content> {
    const { objects, sizes } = this.#options.repository;
    const content = await contentOf(difference, { objects, sizes, lineLimit: BULK_LINE_LIMIT });
    if (unread === null) return content;
    return { ...content, gaps: [...content.gaps, gapOf(unread, 'lines')], lasting: false };
  }
}

interface Asked {
  readonly from: DiffProcess;
  /** Whether lines were asked for. */
  readonly counting: boolean;
  /** Why lines were wanted but not asked for. */
  readonly unread: DiffFailure | null;
}

function unreadable(failure: DiffFailure): Content {
  return { files: [], gaps: [gapOf(failure, 'files')], lasting: false };
}

/** Of a landing at the border of a shallow clone: against the empty tree everything would seem to be new. */
const NOT_COMPARABLE: Content = { files: [], gaps: [], lasting: false };

function pairOf({ landing }: ReadLanding): Pair {
  return { base: landing.base, head: landing.head.id };
}
