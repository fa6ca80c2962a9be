import type { CommitId, FilePath } from '../../domain/change/index.ts';
import { decodeSource } from '../../domain/code-graph/index.ts';
import {
  type FlagEvaluator,
  type FlagKill,
  type FlagProblem,
  type FlagShare,
  flagdDocument,
  killsAt,
  publishFlags,
  type ServedFlags,
  servedVersion,
  sharedSet,
  sharesOver,
} from '../../domain/flag/index.ts';
import type { Forge } from '../../domain/forge/index.ts';
import type { Digest, Instant } from '../../kernel/index.ts';
import type { World } from '../port.ts';
import type { ServerNode } from '../server/port.ts';
import { handleFlags, type LoadedFlags, loadFlags } from './stream.ts';

/** The flags of one definitions file, as this node serves them at this moment. */
export interface FlagService {
  /** `FORGE:REPOSITORY`. */
  readonly id: string;
  readonly evaluator: FlagEvaluator;
  /** That count now, by flag. */
  readonly kills: ReadonlyMap<string, FlagKill>;
  /** Of the flags whose share lies over the definitions; `null` = of none does. */
  readonly shared: FlagEvaluator | null;
  /** Of the set, what is killed of it, and shares that lie over it. */
  readonly version: Digest;
  /** When it became so. */
  readonly since: Instant;
  readonly served: ServedFlags;
  /** What is wrong with newer definitions, which are not served; empty = nothing. */
  readonly refused: readonly FlagProblem[];
}

/** The flags of one node. */
export interface NodeFlags {
  /** Those that can be served, in the order of ids. */
  list(): readonly FlagService[];
  /** `null` where it is not served, or no definitions of it could be taken yet. */
  find(id: string): FlagService | null;
  /** Whether every repository was asked once: what is not found before is not known to be missing. */
  isRead(): boolean;
  /** Takes definitions from protected branches where they moved. A fault of one never stops the others. */
  refresh(onFault: (id: string, error: unknown) => void): Promise<void>;
  /** Brings what is served up to the log, and ends kills whose time has come. */
  catchUp(): Promise<void>;
  /** Calls when what a set serves has changed; gives the way to stop. */
  onChange(listener: (service: FlagService) => void): () => void;
  /** Calls when this node serves no more; gives the way to stop. */
  onClose(listener: () => void): () => void;
  /** Stops listening to the log. */
  close(): void;
}

/** A repository elsewhere is asked for its branch this often: definitions land rarely, kills do not come this way. */
const REMOTE_MS = 30_000;

/** Opens the flags of a node; nothing is served before the first {@link NodeFlags.catchUp}. */
export function openNodeFlags(options: { readonly world: World; readonly node: ServerNode }): NodeFlags {
  return new Flags(options);
}

interface Source {
  readonly forge: Forge;
  readonly repository: string;
  tip: CommitId | null;
  askedAt: number;
  loaded: LoadedFlags;
  /** Of the newest publication. */
  evaluator: FlagEvaluator | null;
  refused: readonly FlagProblem[];
  service: FlagService | null;
}

class Flags implements NodeFlags {
  readonly #world: World;
  readonly #node: ServerNode;
  readonly #sources = new Map<string, Source>();
  readonly #listeners = new Set<(service: FlagService) => void>();
  readonly #closing = new Set<() => void>();
  readonly #stop: () => void;
  #running: Promise<void> | null = null;
  #again = false;
  #isRead = false;

  constructor({ world, node }: Parameters<typeof openNodeFlags>[0]) {
    this.#world = world;
    this.#node = node;
    this.#stop = node.store.onAppend(() => void this.catchUp().catch(() => {}));
  }

  list(): readonly FlagService[] {
    return [...this.#sources.values()].flatMap(({ service }) => service ?? []).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  find(id: string): FlagService | null {
    return this.#sources.get(id)?.service ?? null;
  }

  isRead(): boolean {
    return this.#isRead;
  }

  onChange(listener: (service: FlagService) => void): () => void {
    const own = (service: FlagService): void => listener(service);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  onClose(listener: () => void): () => void {
    const own = (): void => listener();
    this.#closing.add(own);
    return () => void this.#closing.delete(own);
  }

  close(): void {
    this.#stop();
    for (const listener of [...this.#closing]) listener();
  }

  async refresh(onFault: (id: string, error: unknown) => void): Promise<void> {
    for (const forge of this.#node.forges) {
      for (const repository of await forge.repositories()) {
        const id = `${forge.name}:${repository}`;
        try {
          await this.#refreshOne(id, this.#sourceOf(id, { forge, repository }));
        } catch (error) {
          onFault(id, error);
        }
      }
    }
    await this.catchUp();
    this.#isRead = true;
  }

  /** One at a time; what comes in between is read by one more. */
  catchUp(): Promise<void> {
    if (this.#running !== null) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#catchUpAll().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #catchUpAll(): Promise<void> {
    do {
      this.#again = false;
      for (const [id, source] of this.#sources) await this.#catchUpOne(id, source);
    } while (this.#again);
  }

  #sourceOf(id: string, place: { readonly forge: Forge; readonly repository: string }): Source {
    const known = this.#sources.get(id);
    if (known !== undefined) return known;
    const source: Source = {
      ...place,
      tip: null,
      askedAt: Number.NEGATIVE_INFINITY,
      loaded: { served: null, version: 0 },
      evaluator: null,
      refused: [],
      service: null,
    };
    this.#sources.set(id, source);
    return source;
  }

  async #catchUpOne(id: string, source: Source): Promise<void> {
    const { store } = this.#node;
    const before = source.loaded.served?.publications[0]?.document;
    source.loaded = await loadFlags(store, id, source.loaded);
    const { served } = source.loaded;
    const [publication] = served?.publications ?? [];
    if (served === null || publication === undefined) return;
    if (source.evaluator === null || publication.document !== before) {
      const text = await store.documents.get(publication.document);
      const read = text === null ? null : this.#world.flags.read(text);
      // What was taken once is taken by every later program, or what is served stays as it is.
      if (read?.ok === true) source.evaluator = read.value.evaluator;
    }
    if (source.evaluator !== null) this.#serve(source, { id, served, evaluator: source.evaluator });
  }

  #serve(source: Source, given: Pick<FlagService, 'id' | 'served' | 'evaluator'>): void {
    const now = this.#world.now();
    const { evaluator, served } = given;
    const kills = killsAt(served, now);
    const shares = sharesOver(evaluator.set, served);
    const version = servedVersion(evaluator.set, kills, shares);
    const { service: before, refused } = source;
    const since = before?.version === version ? before.since : now;
    const service: FlagService = {
      ...given,
      kills: new Map(kills.map((kill) => [kill.flag, kill])),
      shared: before?.version === version ? before.shared : this.#sharedOf(evaluator, shares),
      version,
      since,
      refused,
    };
    source.service = service;
    if (before?.version === version) return;
    for (const listener of this.#listeners) listener(service);
  }

  #sharedOf({ set }: FlagEvaluator, shares: readonly FlagShare[]): FlagEvaluator | null {
    if (shares.length === 0) return null;
    // Definitions of this shape were read before; weights of a split do not make them wrong.
    const read = this.#world.flags.read(JSON.stringify(flagdDocument(sharedSet(set, shares))));
    return read.ok ? read.value.evaluator : null;
  }

  async #refreshOne(id: string, source: Source): Promise<void> {
    const { forge, repository } = source;
    const now = this.#world.now();
    if (forge.name !== 'local' && now - source.askedAt < REMOTE_MS) return;
    source.askedAt = now;
    const path = await forge.localCopy({ repository, commits: [] });
    const history = await this.#world.openRepository({ path });
    const { tip, defaultTips } = await history.describe();
    const head = defaultTips[0] ?? tip;
    if (head === null || head === source.tip) return;
    const configuration = await this.#world.configuration.load({ history, revision: head, now });
    // Wrong configurations are told where changes are judged; what is served goes on.
    const definitions = configuration.ok ? configuration.value.flags.definitions : null;
    const last = (await loadFlags(this.#node.store, id)).served?.publications[0] ?? null;
    // A copy that is behind must not bring back what another node has replaced.
    const lastCommit = last === null ? null : await history.resolve(last.commit);
    const isBehind =
      last !== null && (lastCommit === null || (lastCommit !== head && (await history.reaches(lastCommit, head))));
    if (definitions !== null && !isBehind) await this.#take(id, source, { history, head, definitions });
    source.tip = isBehind ? null : head;
  }

  async #take(
    id: string,
    source: Source,
    given: {
      readonly history: Awaited<ReturnType<World['openRepository']>>;
      readonly head: CommitId;
      readonly definitions: FilePath;
    },
  ): Promise<void> {
    const { history, head, definitions } = given;
    const { store } = this.#node;
    const { now } = this.#world;
    const bytes = await history.readFile(head, definitions);
    const text = bytes === null ? null : decodeSource(bytes);
    const read = text === null ? null : this.#world.flags.read(text);
    if (text === null || read === null || !read.ok) {
      source.refused = read === null || read.ok ? [missing(definitions)] : read.rejection;
      const codes = [...new Set(source.refused.map(({ code }) => code))].sort();
      const refusal = { kind: 'FlagsRefused', id, commit: head, codes, at: now() } as const;
      await handleFlags({
        store,
        id,
        actor: null,
        now,
        plan: (served) => ({ ok: true, value: served?.refused === head ? [] : [refusal] }),
      });
      return;
    }
    source.refused = [];
    const { set } = read.value.evaluator;
    // First the text, then the event that names it: an event never names what is not there.
    const document = await store.documents.put(text);
    const publication = { digest: set.digest, document, commit: head, flags: set.flags.size, at: now() };
    const before = source.evaluator?.set ?? null;
    await handleFlags({
      store,
      id,
      actor: null,
      now,
      plan: (served) => ({ ok: true, value: publishFlags(served, { id, before, after: set, publication }) }),
    });
  }
}

function missing(path: FilePath): FlagProblem {
  const message = `there is no text file ${path} on the branch`;
  return { severity: 'error', code: 'missing-file', path: [], message, line: null, column: null };
}
