import type { FilePath } from '../../change/index.ts';
import { folderOf, joinFolder } from '../folder-path.ts';
import type { FileScan, ReferenceForm, ResolvedReference, Resolver, SourceTree, Target } from '../model.ts';
import { moduleFile, type RustModule, readWorld } from './crate.ts';
import { RustLookup, type RustPlace } from './lookup.ts';
import { INCLUDE_MARK, MODULE_MARK } from './scan.ts';

/** Leads modules, uses, paths and macros of a file to the files that declare what they name. */
export function rustResolver(tree: SourceTree): Resolver {
  const world = readWorld(tree);
  const lookup = new RustLookup(tree, world);
  return (from, scan) => {
    const module = world.moduleOf(from);
    const found = new Map<string, ResolvedReference>();
    const add = (target: Target, form: ReferenceForm) => {
      if (target.kind === 'file' && target.path === from) return;
      const key = target.kind === 'file' ? target.path : target.kind === 'unresolved' ? target.text : target.name;
      if (!found.has(`${target.kind} ${key}`)) found.set(`${target.kind} ${key}`, { form, target });
    };
    for (const { text, form } of scan.references) {
      for (const target of targetsOf(text, { from, module, scan, tree, lookup })) add(target, form);
    }
    for (const mention of scan.mentions) {
      for (const target of mentioned(mention, { module, lookup })) add(target, 'import');
    }
    return [...found.values()];
  };
}

interface Where {
  readonly from: FilePath;
  readonly module: RustModule;
  readonly scan: FileScan;
  readonly tree: SourceTree;
  readonly lookup: RustLookup;
}

function targetsOf(text: string, where: Where): readonly Target[] {
  const { from, module, scan, tree, lookup } = where;
  if (text.startsWith(MODULE_MARK)) {
    const path = moduleFile(tree, { file: from, text, isRoot: module.parent === null });
    return [path === null ? { kind: 'unresolved', text } : { kind: 'file', path }];
  }
  if (text.startsWith(INCLUDE_MARK)) {
    const path = joinFolder(folderOf(from), text.slice(INCLUDE_MARK.length));
    if (path === null || !tree.has(path as FilePath)) return [{ kind: 'unresolved', text }];
    return [{ kind: 'file', path: path as FilePath }];
  }
  const segments = (text.split(' as ', 1)[0] ?? '').split('::');
  const place = lookup.path(module, segments);
  if (place === null) return [{ kind: 'unresolved', text }];
  if (place.kind === 'module' && segments.at(-1) === '*')
    return globTargets(place.module, { scan, lookup, viewer: module });
  return [targetOf(place)];
}

/** What a glob brings in that the file mentions; the module itself where nothing is found. */
function globTargets(
  module: RustModule,
  given: { scan: FileScan; lookup: RustLookup; viewer: RustModule },
): readonly Target[] {
  const { scan, lookup, viewer } = given;
  const found: Target[] = [];
  for (const mention of scan.mentions) {
    const head = mention.split('::', 1)[0] ?? '';
    const place = lookup.name({ module, name: head.endsWith('!') ? head.slice(0, -1) : head, viewer });
    if (place !== null) found.push(targetOf(place));
  }
  return found.some(({ kind }) => kind === 'file') ? found : [{ kind: 'file', path: module.file }];
}

/** Most files of one package that may declare a macro before its name says nothing. */
const MACRO_LIMIT = 3;

function mentioned(mention: string, { module, lookup }: { module: RustModule; lookup: RustLookup }): readonly Target[] {
  const isMacro = mention.endsWith('!');
  const segments = (isMacro ? mention.slice(0, -1) : mention).split('::');
  const [head = ''] = segments;
  if (segments.length > 1) {
    const place = lookup.path(module, segments);
    return place === null ? [] : [targetOf(place)];
  }
  if (!isMacro) return [];
  const place = lookup.name({ module, name: head, viewer: module });
  if (place !== null) return [targetOf(place)];
  const files = lookup.macros(module, head);
  return files.length > MACRO_LIMIT ? [] : files.map((path) => ({ kind: 'file', path }));
}

function targetOf(place: RustPlace): Target {
  if (place.kind === 'module') return { kind: 'file', path: place.module.file };
  return place.kind === 'item' ? { kind: 'file', path: place.file } : place;
}
