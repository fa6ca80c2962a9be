import { classifyFile, type FilePath } from '../change/index.ts';
import { configurationFormat } from './configuration/configuration-file.ts';
import { readConfiguration, readObjectSettings } from './configuration/read.ts';
import { joinRepeatedRemovals } from './configuration/repeated-removal.ts';
import type { DocumentFormat, DocumentNode, DocumentParser } from './document/model.ts';
import { guardOf, readGuardFile } from './file/guard-file.ts';
import { isKustomization } from './kubernetes/kustomization.ts';
import { type ManifestFile, readManifests } from './kubernetes/read.ts';
import { isManifest } from './kubernetes/resource.ts';
import { isTemplate } from './kubernetes/template.ts';
import { EFFECTS, type FilePair, type Operation, type OperationReading, type Unread } from './model.ts';
import { readSecrets } from './secret/read.ts';
import { migrationIdentity } from './sql/migration-file.ts';
import { MIGRATION_HEAD, type MigrationContext, readMigration } from './sql/read.ts';
import { readTerraformSource } from './terraform/source.ts';
import { type PipelineFile, pipelineFormat, readPipelines } from './workflow/read.ts';

/** What the readers need from outside. */
export interface OperationReaders {
  readonly documents: DocumentParser;
  readonly migration: MigrationContext;
}

/** Text of both sides of all files that is read in one change, in UTF-16 units; the rest is listed as unread. */
export const MAX_CHANGE_TEXT = 64 * 1024 * 1024;

/** Files read in one change. */
export const MAX_CHANGE_FILES = 20_000;

/** Operations kept of one change; the heaviest, and a line that says how many more. */
export const MAX_OPERATIONS = 5_000;

/**
 * Reads every file of a change with the reader of its kind. Operations are sorted by weight: by their gravest effect,
 * the certain before the possible, then by place. What a limit or a mistake kept from being read is listed, by path.
 */
export function readOperations(pairs: readonly FilePair[], readers: OperationReaders): OperationReading {
  const { within, beyond } = bounded(pairs.flatMap(apart).filter((pair) => pair.before !== pair.after));
  const sorted = sortPairs(within, readers);
  const manifests = readManifests({ files: sorted.manifests, templates: sorted.templates, pairs: within });
  const operations = [
    ...sorted.readings.flatMap((reading) => reading.operations),
    ...manifests.operations,
    ...readObjectSettings(manifests.kept, (name, text) => embedded(readers.documents, name, text)),
    ...readPipelines(sorted.pipelines),
  ];
  const unread = [
    ...sorted.readings.flatMap((reading) => reading.unread),
    ...sorted.unread,
    ...manifests.unread,
    ...beyond,
  ];
  return cut({ operations: joinRepeatedRemovals([...operations].sort(byWeight)), unread: [...unread].sort(byPath) });
}

/**
 * A file that means something else where it went (a script that becomes a migration, a migration under another number, a
 * manifest put among test data) as one that is gone and one that is new.
 */
function apart(pair: FilePair): readonly FilePair[] {
  const { path, previousPath, before, after } = pair;
  if (!previousPath || before === null || after === null) return [pair];
  if (roleOf(previousPath, before) === roleOf(path, after)) return [pair];
  return [
    { path: previousPath, before, after: null },
    { path, before: null, after },
  ];
}

/** What reads a file, and as what: files of one role may be compared though they were renamed. */
function roleOf(path: FilePath, text: string): string {
  const guard = guardOf(path) ?? '';
  const migration = migrationIdentity(path, text.slice(0, MIGRATION_HEAD));
  if (migration !== null) return `${guard}:migration ${migration}`;
  if (/\.(?:tf|tofu)$/.test(path)) return `${guard}:terraform`;
  const pipeline = pipelineFormat(path);
  if (pipeline !== null) return `${guard}:pipeline ${pipeline}`;
  if (isTemplate(path, text)) return `${guard}:template`;
  const settings = mayHoldManifests({ path, before: null, after: text }) ? 'manifest' : configurationFormat(path);
  return `${guard}:${settings ?? ''}`;
}

interface Sorted {
  readonly readings: OperationReading[];
  readonly manifests: ManifestFile[];
  readonly templates: FilePair[];
  readonly pipelines: PipelineFile[];
  readonly unread: Unread[];
}

function sortPairs(pairs: readonly FilePair[], readers: OperationReaders): Sorted {
  const sorted: Sorted = { readings: [], manifests: [], templates: [], pipelines: [], unread: [] };
  for (const pair of pairs) {
    sorted.readings.push(readSecrets(pair), { operations: readGuardFile(pair), unread: [] });
    const own = readMigration(pair, readers.migration) ?? readTerraformSource(pair);
    if (own !== null) sorted.readings.push(own);
    else sortStructured(pair, readers.documents, sorted);
  }
  return sorted;
}

/** Files of structured data: pipelines, manifests, configuration. */
function sortStructured(pair: FilePair, parser: DocumentParser, sorted: Sorted): void {
  const pipeline = pipelineFormat(pair.path);
  if (pipeline !== null) {
    const sides = pipeline === 'text' ? NO_DOCUMENTS : parsePair(pair, 'yaml', parser, sorted.unread);
    sorted.pipelines.push({ pair, before: sides?.before[0] ?? null, after: sides?.after[0] ?? null });
  } else if (isTemplate(pair.path, pair.after ?? pair.before ?? '')) {
    sorted.templates.push(pair);
  } else if (mayHoldManifests(pair)) {
    const sides = parsePair(pair, pair.path.endsWith('.json') ? 'json' : 'yaml', parser, sorted.unread);
    if (sides === null) return;
    const isTree = isKustomization(pair.path) || [...sides.before, ...sides.after].some(holdsManifest);
    if (isTree) sorted.manifests.push({ pair, ...sides });
    else if (configurationFormat(pair.path) !== null)
      sorted.readings.push({ operations: readConfiguration({ pair, ...sides }), unread: [] });
  } else {
    const format = configurationFormat(pair.path);
    if (format === null || pair.before === null) return;
    const sides = parsePair(pair, format, parser, sorted.unread);
    if (sides !== null) sorted.readings.push({ operations: readConfiguration({ pair, ...sides }), unread: [] });
  }
}

interface Sides {
  readonly before: readonly DocumentNode[];
  readonly after: readonly DocumentNode[];
}

const NO_DOCUMENTS: Sides = { before: [], after: [] };

/** Documents of both sides; `null` where one of them was refused, which says nothing about what it holds. */
function parsePair(pair: FilePair, format: DocumentFormat, parser: DocumentParser, unread: Unread[]): Sides | null {
  const documents: (readonly DocumentNode[])[] = [];
  for (const side of ['before', 'after'] as const) {
    const text = pair[side];
    const parsed = text === null || text.trim() === '' ? null : parser.parse(format, text);
    if (parsed?.kind === 'refused') {
      const code = parsed.code === 'malformed' && TEMPLATE_MARKS.test(text ?? '') ? 'templated' : parsed.code;
      unread.push({
        path: pair.path,
        code,
        message: `${side === 'before' ? 'before' : 'after'} the change: ${parsed.message}`,
      });
      return null;
    }
    documents.push(parsed?.documents ?? []);
  }
  return { before: documents[0] ?? [], after: documents[1] ?? [] };
}

const TEMPLATE_MARKS = /\{\{|\{%|<%/;

/** Whether a file may describe objects of a cluster. Tests keep manifests that no cluster sees. */
function mayHoldManifests(pair: FilePair): boolean {
  if (!/\.(?:ya?ml|json)$/.test(pair.path) && !isKustomization(pair.path)) return false;
  const kind = classifyFile(pair.path);
  if (kind === 'test' || kind === 'generated' || REHEARSAL.test(pair.path)) return false;
  if (isKustomization(pair.path)) return true;
  return [pair.before, pair.after].some((text) => text?.includes('apiVersion') === true && text.includes('kind'));
}

const REHEARSAL = /(?:^|\/)(?:testdata|fixtures?|__fixtures__|mocks?|e2e)\//;

function holdsManifest(node: DocumentNode): boolean {
  return isManifest(node);
}

const EMBEDDED: Readonly<Record<string, DocumentFormat>> = {
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  toml: 'toml',
  ini: 'ini',
  properties: 'properties',
  env: 'env',
  cfg: 'ini',
};

function embedded(parser: DocumentParser, name: string, text: string): DocumentNode | null {
  if (/dashboard/i.test(name)) return null;
  const format = EMBEDDED[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];
  if (format === undefined) return null;
  const parsed = parser.parse(format, text);
  return parsed.kind === 'parsed' ? (parsed.documents[0] ?? null) : null;
}

/** Files within the limits of one change, in order, and the others as unread. */
function bounded(pairs: readonly FilePair[]): {
  readonly within: readonly FilePair[];
  readonly beyond: readonly Unread[];
} {
  const within: FilePair[] = [];
  const beyond: Unread[] = [];
  let left = MAX_CHANGE_TEXT;
  for (const pair of pairs) {
    const size = (pair.before?.length ?? 0) + (pair.after?.length ?? 0);
    if (within.length < MAX_CHANGE_FILES && size <= left) {
      within.push(pair);
      left -= size;
    } else {
      beyond.push({ path: pair.path, code: 'too-large', message: 'the change is too large to be read as a whole' });
    }
  }
  return { within, beyond };
}

function byWeight(a: Operation, b: Operation): number {
  return (
    gravestOf(a) - gravestOf(b) ||
    Number(a.certainty === 'possible') - Number(b.certainty === 'possible') ||
    byPath(a.place, b.place) ||
    (a.place.line ?? 0) - (b.place.line ?? 0) ||
    (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0) ||
    (a.place.object < b.place.object ? -1 : a.place.object > b.place.object ? 1 : 0)
  );
}

function gravestOf(operation: Operation): number {
  return Math.min(...operation.effects.map((effect) => EFFECTS.indexOf(effect)));
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

function cut(reading: OperationReading): OperationReading {
  const more = reading.operations.length - MAX_OPERATIONS;
  const first = reading.operations[MAX_OPERATIONS];
  if (more <= 0 || first === undefined) return reading;
  const unread = { path: first.place.path, code: 'too-many', message: `${more} more operations are left out` };
  return { operations: reading.operations.slice(0, MAX_OPERATIONS), unread: [...reading.unread, unread] };
}
