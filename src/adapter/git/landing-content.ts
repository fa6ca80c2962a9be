import type { Change } from '../../domain/change/index.ts';
import { type Content, contentOf, gapOf } from './content.ts';
import { BULK_LINE_LIMIT, type DiffFailure, DiffProcess, type Pair } from './diff-process.ts';
import type { Difference } from './difference.ts';
import { changeOf, type ReadLanding } from './landing-stream.ts';
import type { Repository } from './repository.ts';

/** Two comparisons at a time fill two cores; more help little, as this process has to read what they say. */
const WORKERS = 2;
/** Landings that one worker is asked for at once: the first alone, so that it shows quickly. */
const LARGEST_BATCH = 16;
/** A clone that lacks a few large blobs fails here and there; one without blobs fails each time. A try costs a process. */
const MISSING_IN_A_ROW = 8;

export interface ContentOptions {
  readonly repository: Repository;
  readonly lines: boolean;
  readonly baseBranch: string | null;
}

/** Adds to each landing what it changed, in the same order; two batches are under way while one is used. */
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
      if (ahead.length > WORKERS || turn === 1) yield* (await ahead.shift()) ?? [];
    }
    for (const changes of ahead) yield* await changes;
  } finally {
    for (const worker of workers) worker.stop();
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
  #last: Promise<unknown> = Promise.resolve();
  /** Set when blobs were missing so often in a row that this is a clone without blobs: each further try would fail too. */
  #withoutBlobs: DiffFailure | null = null;
  #missingInARow = 0;
  #stopped = false;

  constructor(options: ContentOptions) {
    this.#options = options;
    this.#plain = new DiffProcess(options.repository.git, { lines: false, lineLimit: BULK_LINE_LIMIT });
    this.#counting = new DiffProcess(options.repository.git, { lines: true, lineLimit: BULK_LINE_LIMIT });
  }

  read(batch: readonly ReadLanding[]): Promise<readonly Change[]> {
    const answer = this.#last.then(() => this.#changes(batch));
    this.#last = answer.catch(() => {});
    return answer;
  }

  stop(): void {
    this.#stopped = true;
    this.#plain.stop();
    this.#counting.stop();
  }

  async #changes(batch: readonly ReadLanding[]): Promise<readonly Change[]> {
    const comparable = batch.filter((read) => !read.cutOff);
    const unread = this.#withoutBlobs;
    const counting = this.#options.lines && unread === null;
    const answers = (counting ? this.#counting : this.#plain).answers(comparable.map(pairOf));
    const changes: Change[] = [];
    for (const read of batch) {
      if (this.#stopped) break;
      const answer = read.cutOff ? null : ((await answers.next()).value ?? null);
      const content = answer === null ? NOT_COMPARABLE : await this.#content(read, { answer, counting, unread });
      changes.push(changeOf(read, content, this.#options.baseBranch));
    }
    await answers.return(undefined);
    return changes;
  }

  async #content(read: ReadLanding, asked: Asked): Promise<Content> {
    const { answer, counting, unread } = asked;
    if (!('kind' in answer)) {
      if (counting) this.#missingInARow = 0;
      return this.#contentOf(answer, unread);
    }
    if (!counting) return { files: [], gaps: [gapOf(answer, 'files')] };
    if (answer.kind === 'missing-object') this.#missingInARow += 1;
    if (this.#missingInARow >= MISSING_IN_A_ROW) this.#withoutBlobs = answer;
    for await (const plain of this.#plain.answers([pairOf(read)])) {
      if (!('kind' in plain)) return this.#contentOf(plain, answer);
    }
    return { files: [], gaps: [gapOf(answer, 'files')] };
  }

  async #contentOf(difference: Difference, unread: DiffFailure | null): Promise<Content> {
    const { objects, sizes } = this.#options.repository;
    const content = await contentOf(difference, { objects, sizes, lineLimit: BULK_LINE_LIMIT });
    return unread === null ? content : { ...content, gaps: [...content.gaps, gapOf(unread, 'lines')] };
  }
}

interface Asked {
  readonly answer: Difference | DiffFailure;
  /** Whether lines were asked for. */
  readonly counting: boolean;
  /** Why lines were wanted but not asked for. */
  readonly unread: DiffFailure | null;
}

/** Of a landing at the border of a shallow clone: against the empty tree everything would seem to be new. */
const NOT_COMPARABLE: Content = { files: [], gaps: [] };

function pairOf({ landing }: ReadLanding): Pair {
  return { base: landing.base, head: landing.head.id };
}
