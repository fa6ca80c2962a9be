import type {
  Change,
  ChangeSelector,
  Commit,
  CommitId,
  CommitRange,
  FileChange,
  FilePath,
  HistoryReader,
  NoteRecord,
  RepositoryDescription,
  WrittenLines,
} from '../../domain/change/index.ts';
import { filesOfCommits } from './commit-files.ts';
import { streamCommits } from './commit-stream.ts';
import type { ContentCache } from './content-cache.ts';
import { locate } from './discover.ts';
import { FileReader } from './file-reader.ts';
import { KeptState } from './kept-state.ts';
import { openLandingCache } from './landing-cache.ts';
import { withContent } from './landing-content.ts';
import { streamLandings } from './landing-stream.ts';
import { readNotes } from './note.ts';
import { readChange } from './proposal.ts';
import { Repository } from './repository.ts';
import { writtenLines } from './written-lines.ts';

/**
 * Opens the repository that a folder belongs to, for reading only: no file of it is written, no configured program is run
 * and no network is asked. What landed changes changed is remembered in `cacheFolder`, where one is given, for the next time. An abort ends what runs and rejects with its reason. Throws a Fault where there is no
 * repository, git is absent, or the user does not trust it.
 */
export async function openRepository(options: {
  path: string;
  signal?: AbortSignal | undefined;
  cacheFolder?: string | null;
}): Promise<HistoryReader> {
  const located = await locate({ path: options.path, signal: options.signal });
  return new GitHistoryReader(new Repository(located, options.signal), options.cacheFolder ?? null);
}

class GitHistoryReader implements HistoryReader {
  readonly #repository: Repository;
  readonly #files: FileReader;
  readonly #cacheFolder: string | null;
  #cache: Promise<ContentCache | null> | null = null;

  constructor(repository: Repository, cacheFolder: string | null) {
    this.#repository = repository;
    this.#cacheFolder = cacheFolder;
    const { git, indexed, objects, sizes, located } = repository;
    this.#files = new FileReader({ git, indexed, objects, sizes, format: located.objectFormat });
  }

  describe(): Promise<RepositoryDescription> {
    return this.#guarded(async () => {
      const { located } = this.#repository;
      const [branch, current, head] = await Promise.all([
        this.#repository.defaultBranch(),
        this.#repository.currentBranch(),
        this.#repository.resolve('HEAD'),
      ]);
      return {
        path: located.path,
        name: located.name,
        bare: located.bare,
        empty: head === null && branch === null,
        shallow: located.shallow.size > 0,
        objectFormat: located.objectFormat,
        defaultBranch: branch?.name ?? null,
        tip: branch?.ref.commit ?? head,
        defaultTips: branch === null ? [] : [...new Set([branch.ref, ...branch.rivals].map(({ commit }) => commit))],
        defaultStated: branch?.stated ?? false,
        currentBranch: current,
        partialClone: located.partialClone,
      };
    });
  }

  resolve(revision: string): Promise<CommitId | null> {
    return this.#guarded(() => this.#repository.resolve(revision));
  }

  reaches(newer: CommitId, older: CommitId): Promise<boolean> {
    return this.#guarded(() => this.#repository.isAncestor(older, newer));
  }

  readChange(selector: ChangeSelector): Promise<Change> {
    return this.#guarded(() => readChange(this.#repository, selector));
  }

  writtenLines(change: Change): Promise<WrittenLines> {
    return this.#guarded(() => writtenLines(this.#repository, change));
  }

  async *landedChanges(range: CommitRange, options: { readonly lines: boolean }): AsyncGenerator<Change> {
    const tip = await this.#tipOf(range);
    if (tip === null) return;
    const { git, located } = this.#repository;
    if (options.lines) this.#cache ??= openLandingCache(this.#repository, this.#cacheFolder);
    const landings = streamLandings(git, { tip: tip.commit, since: range.since, limit: range.limit }, located.shallow);
    const reading = { repository: this.#repository, lines: options.lines, baseBranch: tip.branch };
    yield* this.#guardedStream(withContent(landings, { ...reading, cache: await this.#cache }));
  }

  async *commits(range: CommitRange): AsyncGenerator<Commit> {
    const tip = await this.#tipOf(range);
    if (tip === null) return;
    const { since, limit } = range;
    const query = { tip: tip.commit, not: [], since, limit, order: 'date' } as const;
    yield* this.#guardedStream(streamCommits(this.#repository.git, query));
  }

  async *filesOf(
    commits: readonly Commit[],
    { lines }: { readonly lines: boolean },
  ): AsyncGenerator<readonly FileChange[] | null> {
    if (commits.length > 0)
      yield* this.#guardedStream(filesOfCommits({ repository: this.#repository, commits, lines }));
  }

  readFile(revision: CommitId, path: FilePath): Promise<Uint8Array | null> {
    return this.#guarded(() => this.#files.read(revision, path));
  }

  readStaged(path: FilePath): Promise<Uint8Array | null> {
    return this.#guarded(() => this.#files.read(null, path));
  }

  modeOf(revision: CommitId | null, path: FilePath): Promise<string | null> {
    return this.#guarded(() => this.#files.mode(revision, path));
  }

  holds(revision: CommitId, path: FilePath): Promise<boolean> {
    return this.#guarded(() => this.#files.holds(revision, path));
  }

  listFiles(revision: CommitId, under: FilePath | null): Promise<readonly FilePath[]> {
    return this.#guarded(() => this.#files.list(revision, under));
  }

  notes(ref: string, condense?: (text: string) => string): Promise<readonly NoteRecord[]> {
    return this.#guarded(() => readNotes(this.#repository.git, { ref, condense: condense ?? ((text) => text) }));
  }

  recall(name: string): Promise<Uint8Array | null> {
    return new KeptState(this.#repository, this.#cacheFolder).recall(name);
  }

  keep(name: string, bytes: Uint8Array): Promise<void> {
    return new KeptState(this.#repository, this.#cacheFolder).keep(name, bytes);
  }

  /** `null` in a repository without commits. */
  #tipOf(range: CommitRange): Promise<{ readonly commit: CommitId; readonly branch: string | null } | null> {
    return this.#guarded(async () => {
      if (range.tip !== null) {
        const commit = await this.#repository.required(range.tip);
        return { commit, branch: await this.#repository.branchNamed(range.tip) };
      }
      const branch = await this.#repository.defaultBranch();
      if (branch !== null) return { commit: branch.ref.commit, branch: branch.name };
      const head = await this.#repository.resolve('HEAD');
      return head === null ? null : { commit: head, branch: null };
    });
  }

  /** After an abort its reason is what went wrong, whatever a killed git left behind. */
  async #guarded<T>(act: () => Promise<T>): Promise<T> {
    try {
      this.#repository.git.check();
      return await act();
    } catch (error) {
      this.#repository.git.check();
      throw error;
    }
  }

  async *#guardedStream<T>(stream: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      for await (const item of stream) {
        this.#repository.git.check();
        yield item;
      }
    } catch (error) {
      this.#repository.git.check();
      throw error;
    }
  }
}
