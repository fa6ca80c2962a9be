import { type Catalog, compileGlob, matchesPath } from '../domain/catalog/index.ts';
import type { CommitId, FilePath, HistoryReader } from '../domain/change/index.ts';
import type { DocumentNode } from '../domain/operation/index.ts';
import {
  apiProviders,
  isExposition,
  mergeServices,
  readBackstage,
  readDatadog,
  readExposition,
  readPrometheusAnswer,
  type ServiceGraph,
  type ServiceReading,
  unreadOnly,
} from '../domain/service-graph/index.ts';
import { printable } from '../kernel/index.ts';
import type { World } from './port.ts';

/** Catalogue files of one revision that are read; a monorepo of this many services names the rest in one file. */
export const CATALOG_FILES = 2_000;

/** File names that Backstage and Datadog document. */
const USUAL_NAMES = /(?:^|\/)(?:catalog-info\.ya?ml|(?:service|entity)\.datadog\.ya?ml)$/;

/**
 * Services and calls of one revision: the configuration's own, every Backstage and Datadog file, and what was observed. All
 * of the given revision, so that a change cannot make itself less critical; only files of the caller come from elsewhere.
 */
export async function readServiceGraph(options: {
  readonly world: World;
  readonly history: HistoryReader;
  readonly revision: CommitId | null;
  readonly catalog: Catalog;
  /** Files of the caller that hold an observed service graph. */
  readonly observed: readonly string[];
}): Promise<ServiceGraph> {
  const { world, history, revision, catalog } = options;
  const readings: ServiceReading[] = [ownReading(catalog)];
  if (revision !== null) {
    const described = await describedFiles(history, revision, catalog);
    readings.push(...(await describedReadings({ world, history, revision, paths: described.slice(0, CATALOG_FILES) })));
    if (described.length > CATALOG_FILES) readings.push(tooMany(described.length));
    for (const path of catalog.files.observed) {
      const bytes = await history.readFile(revision, path as FilePath);
      readings.push(bytes === null ? missing(path) : observedReading(world, path, new TextDecoder().decode(bytes)));
    }
  }
  for (const path of options.observed)
    readings.push(observedReading(world, nameOf(path), await world.readCallerText(path)));
  return mergeServices(readings);
}

/** All files are parsed before one is read: an API of one file stands for a component of another. */
async function describedReadings(options: {
  readonly world: World;
  readonly history: HistoryReader;
  readonly revision: CommitId;
  readonly paths: readonly FilePath[];
}): Promise<readonly ServiceReading[]> {
  const files: { readonly path: string; readonly documents: readonly DocumentNode[] }[] = [];
  const readings: ServiceReading[] = [];
  for (const path of options.paths) {
    const bytes = await options.history.readFile(options.revision, path);
    if (bytes === null) continue;
    const parsed = options.world.documents.parse('yaml', new TextDecoder().decode(bytes));
    if (parsed.kind === 'refused') readings.push(unreadOnly(path, parsed.code, parsed.message));
    else files.push({ path, documents: parsed.documents });
  }
  const providers = apiProviders(files.flatMap(({ documents }) => documents));
  return [...readings, ...files.flatMap((file) => [readBackstage(file, providers), readDatadog(file)])];
}

/** An observed service graph: what a query of Prometheus answered, or its text format. */
function observedReading(world: World, path: string, text: string): ServiceReading {
  if (isExposition(text)) return readExposition(path, text);
  const parsed = world.documents.parse('json', text);
  if (parsed.kind === 'refused') return unreadOnly(path, parsed.code, parsed.message);
  const [document] = parsed.documents;
  return document === undefined ? unreadOnly(path, 'empty', 'the file is empty') : readPrometheusAnswer(path, document);
}

async function describedFiles(
  history: HistoryReader,
  revision: CommitId,
  catalog: Catalog,
): Promise<readonly FilePath[]> {
  const globs = catalog.files.described.flatMap((glob) => {
    const compiled = compileGlob(glob);
    return compiled.ok ? [compiled.value] : [];
  });
  const paths = await history.listFiles(revision, null);
  return paths.filter((path) => USUAL_NAMES.test(path) || globs.some((glob) => matchesPath(glob, path)));
}

/** A file of the caller without its folders: reports travel, and where somebody keeps files is nobody's business. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What `firebreak.yaml` says itself. */
function ownReading({ services }: Catalog): ServiceReading {
  const place = 'firebreak.yaml';
  const origin = 'firebreak' as const;
  return {
    services: services.map(({ id, tier, owners, paths }) => ({
      id,
      kind: 'service',
      tier,
      owner: owners[0] ?? null,
      paths,
      origin,
      place,
    })),
    calls: services.flatMap(({ id, calls }) =>
      calls.map((callee) => ({ caller: id, callee, origin, place, seenAt: null, callsPerMinute: null })),
    ),
    unread: [],
  };
}

function tooMany(count: number): ServiceReading {
  const message = `${count} catalogue files; the first ${CATALOG_FILES} were read`;
  return { services: [], calls: [], unread: [{ place: 'catalogs', code: 'too-many-files', message }] };
}

function missing(path: string): ServiceReading {
  const message = `there is no file ${printable(path)} at the base`;
  return { services: [], calls: [], unread: [{ place: path, code: 'missing-file', message }] };
}
