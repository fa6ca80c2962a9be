import type { CommitId } from '../../domain/change/index.ts';
import type { BlobContent, SourceReader, TreeEntry } from '../../domain/code-graph/index.ts';
import { Fault } from '../../kernel/index.ts';
import { locate } from './discover.ts';
import { KeptState } from './kept-state.ts';
import { firstLine } from './object-store.ts';
import { decodePath } from './path-bytes.ts';
import { Repository } from './repository.ts';

/** Opens a repository for reading its sources; as careful as `openRepository` and with the same faults. */
export async function openSourceReader(options: {
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
  readonly cacheFolder: string | null;
}): Promise<SourceReader> {
  const located = await locate({ path: options.path, signal: options.signal });
  return new GitSourceReader(new Repository(located, options.signal), options.cacheFolder);
}

class GitSourceReader implements SourceReader {
  readonly #repository: Repository;
  readonly #kept: KeptState;

  constructor(repository: Repository, cacheFolder: string | null) {
    this.#repository = repository;
    this.#kept = new KeptState(repository, cacheFolder);
  }

  resolve(revision: string): Promise<CommitId | null> {
    return this.#repository.resolve(revision);
  }

  async list(commit: CommitId): Promise<readonly TreeEntry[]> {
    const process = this.#repository.git.start(['ls-tree', '-r', '-z', '--full-tree', commit]);
    const entries: TreeEntry[] = [];
    try {
      for (let line = await process.output.until(0); line !== null; line = await process.output.until(0)) {
        const tab = line.indexOf(0x09);
        // `100644 blob <id>`: a link (120000) holds a path, not a source.
        if (line.toString('latin1', 0, 12) === '120000 blob ' || line.toString('latin1', 7, 11) !== 'blob') continue;
        entries.push({ path: decodePath(line.subarray(tab + 1)), blob: line.toString('latin1', 12, tab) });
      }
      const { code, stderr } = await process.ended;
      if (code !== 0) throw unreadable(stderr);
    } finally {
      process.stop();
    }
    return entries;
  }

  /** One `cat-file` for all; it writes ahead as far as the pipe holds, so that git unpacks while the caller scans. */
  async *read(blobs: readonly string[], limitBytes: number): AsyncIterable<BlobContent> {
    if (blobs.length === 0) return;
    const process = this.#repository.git.start(['cat-file', '--batch', '--buffer']);
    process.input.end(`${blobs.join('\n')}\n`);
    const { output } = process;
    try {
      for (const blob of blobs) {
        const head = (await output.until(0x0a))?.toString('latin1');
        if (head === undefined) throw unreadable((await process.ended).stderr);
        const size = /^[0-9a-f]+ blob (\d+)$/.exec(head)?.[1];
        if (size === undefined) {
          if (!head.endsWith(' missing')) throw unreadable(head);
          yield { blob, content: null, bytes: null };
          continue;
        }
        const bytes = Number(size);
        const content = bytes <= limitBytes ? await output.take(bytes) : null;
        if (content === null) await output.skip(bytes);
        await output.skip(1);
        yield { blob, content, bytes };
      }
    } finally {
      process.stop();
    }
  }

  recall(name: string): Promise<Uint8Array | null> {
    return this.#kept.recall(name);
  }

  keep(name: string, bytes: Uint8Array): Promise<void> {
    return this.#kept.keep(name, bytes);
  }
}

function unreadable(stderr: string): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'missing-object',
    message: `git could not read the sources: ${firstLine(stderr)}`,
    fix: 'Fetch again: git fetch --refetch',
  });
}
