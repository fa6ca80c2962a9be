import type { CommitId, FilePath } from '../domain/change/index.ts';
import {
  type ChangedPath,
  type CodeGraph,
  decodeSource,
  dependentsOf,
  type FileScan,
  GraphBuilder,
  isLockFile,
  LANGUAGE_SUPPORTS,
  makeSourceTree,
  type NotAnalysed,
  planScan,
  type ReachedFile,
  type ScannedFile,
  type ScanPlan,
  ScanStore,
  type SourceReader,
  startsOf,
  type TreeEntry,
} from '../domain/code-graph/index.ts';
import { Fault, printable } from '../kernel/index.ts';
import type { World } from './port.ts';

/** Longer sources are listed, not read: hand-written ones are a hundred times shorter. */
export const SOURCE_LIMIT = 2_097_152;
/** Lock files: the largest known are near ten megabytes. */
export const LOCK_LIMIT = 33_554_432;
/** Characters that are scanned, and files that are resolved, before other work of the process has its turn. */
const TURN_CHARACTERS = 524_288;
const TURN_FILES = 256;
/** Manifests held between revisions. */
const MANIFESTS_HELD = 4096;
const KEPT_NAME = 'code-scan';
/** Fresh scans after which the kept ones are written again, since writing costs as much as a few hundred scans. */
const RENEW_AFTER = 200;

/** The graphs of one repository; what two revisions share is read once. */
export interface CodeGraphs {
  /** Throws a Fault where the revision names no commit. */
  at(revision: string): Promise<CodeGraph>;
  /** What changed between two commits and what that reaches. */
  reach(options: {
    readonly base: string;
    readonly head: string;
    readonly depth: number;
    readonly types: boolean;
  }): Promise<ChangeReach>;
  /** Keeps what was scanned for the next run. */
  save(): Promise<void>;
}

/** What the change from one commit to another reaches, at most so many references far. */
export interface ChangeReach {
  readonly changed: readonly FilePath[];
  /** In the graph of the head; what only the base knew (users of what was deleted) is added. */
  readonly reached: readonly ReachedFile[];
  /** Lock files that could not be compared. */
  readonly unknown: readonly FilePath[];
  readonly head: CodeGraph;
}

/** Opens the graphs of the repository that a folder belongs to. */
export async function openCodeGraphs(options: {
  readonly world: Pick<World, 'openSources'>;
  readonly repository: string;
  readonly signal?: AbortSignal | undefined;
}): Promise<CodeGraphs> {
  const source = await options.world.openSources({ path: options.repository, signal: options.signal });
  return new RepositoryGraphs(source, ScanStore.decode(await source.recall(KEPT_NAME)));
}

class RepositoryGraphs implements CodeGraphs {
  readonly #source: SourceReader;
  readonly #scans: ScanStore;
  /** Sources that are too long or no text, by content. */
  readonly #unread = new Map<string, number | null>();
  readonly #manifests = new Map<string, string | null>();

  constructor(source: SourceReader, scans: ScanStore) {
    this.#source = source;
    this.#scans = scans;
  }

  async at(revision: string): Promise<CodeGraph> {
    return this.#graph(await this.#source.list(await this.#commit(revision)));
  }

  async reach(options: Parameters<CodeGraphs['reach']>[0]): Promise<ChangeReach> {
    const [base, head] = await Promise.all([this.#commit(options.base), this.#commit(options.head)]);
    const [before, after] = await Promise.all([this.#source.list(base), this.#source.list(head)]);
    const graph = await this.#graph(after);
    const blobsBefore = new Map(before.map(({ path, blob }) => [path, blob]));
    const blobsAfter = new Map(after.map(({ path, blob }) => [path, blob]));
    const changed = [...new Set([...blobsBefore.keys(), ...blobsAfter.keys()])]
      .filter((path) => blobsBefore.get(path) !== blobsAfter.get(path))
      .sort();
    const paths = await this.#changedPaths(changed, blobsBefore, blobsAfter);
    const { starts, unknown } = startsOf(graph, paths, LANGUAGE_SUPPORTS);
    const reached = dependentsOf(graph, starts, options);
    const gone = changed.filter((path) => !blobsAfter.has(path));
    // Who used what is gone is known to the base alone.
    const lost = gone.length === 0 ? [] : dependentsOf(await this.#graph(before), gone.map(fileStart), options);
    return { changed, reached: joined(reached, lost), unknown, head: graph };
  }

  async save(): Promise<void> {
    if (this.#scans.fresh >= RENEW_AFTER) await this.#source.keep(KEPT_NAME, this.#scans.encode());
  }

  async #commit(revision: string): Promise<CommitId> {
    const commit = await this.#source.resolve(revision);
    if (commit !== null) return commit;
    throw new Fault({
      kind: 'usage',
      code: 'unknown-revision',
      message: `${printable(revision)} names no commit of this repository`,
      fix: 'Check the spelling, or fetch it: git fetch origin',
    });
  }

  async #graph(entries: readonly TreeEntry[]): Promise<CodeGraph> {
    const plan = planScan(entries, LANGUAGE_SUPPORTS);
    await this.#scan(plan);
    const manifests = await this.#texts(plan.manifests);
    const files: ScannedFile[] = [];
    const notAnalysed: NotAnalysed[] = [...plan.notAnalysed];
    const scans = new Map<FilePath, FileScan>();
    for (const { path, blob, language } of plan.sources) {
      const scan = this.#scans.find(blob, language);
      if (scan === null) notAnalysed.push(this.#whyUnread(path, blob));
      else {
        files.push({ path, language, scan });
        scans.set(path, scan);
      }
    }
    const tree = makeSourceTree({ paths: plan.paths, manifests, scans });
    const builder = new GraphBuilder({ tree, files, supports: LANGUAGE_SUPPORTS, notAnalysed });
    for (let done = 1; builder.step(); done += 1) if (done % TURN_FILES === 0) await otherWork();
    return builder.finish();
  }

  #whyUnread(path: FilePath, blob: string): NotAnalysed {
    const bytes = this.#unread.get(blob) ?? null;
    return bytes !== null && bytes > SOURCE_LIMIT ? { kind: 'too-large', path, bytes } : { kind: 'unreadable', path };
  }

  async #scan({ sources }: ScanPlan): Promise<void> {
    const scanOf = new Map(LANGUAGE_SUPPORTS.map(({ language, scan }) => [language, scan]));
    const wanted = new Map<string, Set<ScannedFile['language']>>();
    for (const { blob, language } of sources) {
      if (this.#unread.has(blob) || this.#scans.find(blob, language) !== null) continue;
      const languages = wanted.get(blob) ?? new Set();
      wanted.set(blob, languages.add(language));
    }
    let characters = 0;
    for await (const { blob, content, bytes } of this.#source.read([...wanted.keys()], SOURCE_LIMIT)) {
      const text = content === null ? null : decodeSource(content);
      if (text === null) this.#unread.set(blob, bytes);
      else for (const language of wanted.get(blob) ?? []) this.#add(blob, language, scanOf.get(language)?.(text));
      characters += text?.length ?? 0;
      if (characters < TURN_CHARACTERS) continue;
      characters = 0;
      await otherWork();
    }
  }

  #add(blob: string, language: ScannedFile['language'], scan: FileScan | undefined): void {
    if (scan !== undefined) this.#scans.add(blob, language, scan);
  }

  async #texts(entries: readonly TreeEntry[]): Promise<ReadonlyMap<FilePath, string>> {
    await this.#readManifests(
      entries.map(({ blob }) => blob),
      SOURCE_LIMIT,
    );
    const found = new Map<FilePath, string>();
    for (const { path, blob } of entries) {
      const text = this.#manifests.get(blob);
      if (text !== null && text !== undefined) found.set(path, text);
    }
    return found;
  }

  async #readManifests(blobs: readonly string[], limitBytes: number): Promise<void> {
    if (this.#manifests.size > MANIFESTS_HELD) this.#manifests.clear();
    const wanted = [...new Set(blobs)].filter((blob) => !this.#manifests.has(blob));
    for await (const { blob, content } of this.#source.read(wanted, limitBytes)) {
      this.#manifests.set(blob, content === null ? null : decodeSource(content));
    }
  }

  async #changedPaths(
    changed: readonly FilePath[],
    before: ReadonlyMap<FilePath, string>,
    after: ReadonlyMap<FilePath, string>,
  ): Promise<readonly ChangedPath[]> {
    const locks = changed.filter(isLockFile);
    await this.#readManifests(
      locks.flatMap((path) => [before.get(path) ?? [], after.get(path) ?? []].flat()),
      LOCK_LIMIT,
    );
    const textOf = (blob: string | undefined) => (blob === undefined ? null : (this.#manifests.get(blob) ?? undefined));
    return changed.map((path) => {
      if (!isLockFile(path)) return { path, lock: null };
      const [old, now] = [textOf(before.get(path)), textOf(after.get(path))];
      return { path, lock: old === undefined || now === undefined ? null : { before: old, after: now } };
    });
  }
}

function fileStart(path: FilePath) {
  return { kind: 'file', path } as const;
}

/** Those of the first list, and of the second what the first does not have. */
function joined(one: readonly ReachedFile[], other: readonly ReachedFile[]): readonly ReachedFile[] {
  const known = new Set(one.map(({ path }) => path));
  const more = other.filter(({ path }) => !known.has(path));
  return more.length === 0 ? one : [...one, ...more].sort((a, b) => a.hops - b.hops || (a.path < b.path ? -1 : 1));
}

/** Lets timers, sockets and signals of the process have their turn. */
function otherWork(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
