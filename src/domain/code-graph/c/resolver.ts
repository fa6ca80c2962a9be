import type { FilePath } from '../../change/index.ts';
import type { FileScan, ReferenceForm, ResolvedReference, Resolver, SourceTree, Target } from '../model.ts';
import { commonFolders, fileNameOf, HeaderIndex } from './header-index.ts';
import { isStandardHeader } from './standard-header.ts';

/**
 * Leads includes to files, headers to the source of the same name that includes them (who uses the header depends on what
 * the source does), and names to the file that defines a function of that name.
 */
export function cResolver(tree: SourceTree): Resolver {
  const index = new HeaderIndex(tree);
  return (from, scan) => {
    const found = new Map<string, ResolvedReference>();
    const add = (target: Target, form: ReferenceForm) => {
      if (target.kind === 'file' && target.path === from) return;
      const key = target.kind === 'file' ? target.path : target.kind === 'unresolved' ? target.text : target.name;
      if (!found.has(`${target.kind} ${key}`)) found.set(`${target.kind} ${key}`, { form, target });
    };
    for (const { text, form } of scan.references) add(includeTarget(index, { from, text }), form);
    if (HEADER.test(from)) for (const path of sourcesOf(from, { index, tree })) add({ kind: 'file', path }, 'export');
    for (const path of definers(from, { scan, tree })) add({ kind: 'file', path }, 'import');
    return [...found.values()];
  };
}

const HEADER = /\.(?:h|hh|hpp|hxx|h\+\+)$/i;
const SOURCE_ENDINGS: readonly string[] = ['.c', '.cc', '.cpp', '.cxx', '.c++', '.C', '.m', '.mm', '.cu'];

function includeTarget(index: HeaderIndex, { from, text }: { from: FilePath; text: string }): Target {
  if (text.startsWith('@')) return { kind: 'external', name: text.slice(1) };
  const name = text.slice(1, -1).replace(/\\/g, '/');
  return text.startsWith('"') ? quotedTarget(index, { from, name, text }) : bracketTarget(index, { from, name });
}

function quotedTarget(index: HeaderIndex, given: { from: FilePath; name: string; text: string }): Target {
  const { from, name, text } = given;
  const path = index.beside(from, name) ?? index.nearest(from, name) ?? generatedFrom(index, { from, name });
  if (path !== null) return { kind: 'file', path };
  return isStandardHeader(name) ? { kind: 'standard', name } : { kind: 'unresolved', text };
}

function bracketTarget(index: HeaderIndex, { from, name }: { from: FilePath; name: string }): Target {
  const nearest = index.nearest(from, name);
  if (isStandardHeader(name)) {
    // Only a C library has these itself, in the `include` folder of its root.
    return nearest === `include/${name}` ? { kind: 'file', path: nearest } : { kind: 'standard', name };
  }
  const path = nearest ?? generatedFrom(index, { from, name });
  if (path !== null && (name.includes('/') || isMeant(index, { from, path, name }))) return { kind: 'file', path };
  return { kind: 'external', name: name.includes('/') ? name.slice(0, name.indexOf('/')) : name };
}

/** A bare name in brackets means a file of the repository if a build looks there, or if it lies in the same part of it. */
function isMeant(index: HeaderIndex, given: { from: FilePath; path: FilePath; name: string }): boolean {
  const { from, path, name } = given;
  return index.isRoot(path.slice(0, -name.length - 1)) || commonFolders(from, path) > 0 || !path.includes('/');
}

/** From what a build makes a header: a template, a grammar, an interface definition, a form of Qt. */
const MADE_FROM: readonly { readonly pattern: RegExp; readonly sources: readonly string[] }[] = [
  { pattern: /^(.+)\.pb\.(?:h|cc)$/, sources: ['$1.proto'] },
  { pattern: /^ui_(.+)\.h$/, sources: ['$1.ui'] },
  { pattern: /^(?:moc_)?(.+)\.(?:moc|cpp)$/, sources: ['$1.h', '$1.cpp', '$1.hpp'] },
  { pattern: /^(.+?)(?:\.tab)?\.(?:h|hh|hpp|c)$/, sources: ['$1.y', '$1.yy', '$1.l', '$1.x', '$1.gperf', '$1.g'] },
];
const TEMPLATE_ENDINGS: readonly string[] = ['.in', '.cmake', '.cmake.in', '.am', '.template', '.tmpl', '.meson'];

function generatedFrom(index: HeaderIndex, { from, name }: { from: FilePath; name: string }): FilePath | null {
  for (const ending of TEMPLATE_ENDINGS) {
    const found = index.nearest(from, name + ending) ?? index.nearest(from, name.replace(/(\.\w+)$/, `${ending}$1`));
    if (found !== null) return found;
  }
  const last = fileNameOf(name);
  for (const { pattern, sources } of MADE_FROM) {
    if (!pattern.test(last)) continue;
    for (const source of sources) {
      const found = index.nearest(from, name.slice(0, -last.length) + last.replace(pattern, source));
      if (found !== null && found !== from) return found;
    }
  }
  return null;
}

/** The sources that carry out what a header declares: of the same name, and they include it. */
function sourcesOf(header: FilePath, given: { index: HeaderIndex; tree: SourceTree }): readonly FilePath[] {
  const { index, tree } = given;
  const name = fileNameOf(header);
  const stem = name.slice(0, name.lastIndexOf('.'));
  return SOURCE_ENDINGS.flatMap((ending) => index.named(stem + ending)).filter((source) =>
    (tree.scan(source)?.references ?? []).some(({ text }) => {
      if (fileNameOf(text.slice(1, -1)) !== name) return false;
      const target = includeTarget(index, { from: source, text });
      return target.kind === 'file' && target.path === header;
    }),
  );
}

/** Most files that may define a function before its name says nothing: programs side by side have their own `usage`. */
const DEFINER_LIMIT = 8;

function* definers(from: FilePath, { scan, tree }: { scan: FileScan; tree: SourceTree }): Generator<FilePath> {
  // A header names what it declares, not what it uses.
  if (HEADER.test(from)) return;
  for (const name of scan.mentions) {
    const all = tree.declaring(name);
    if (all.length === 0 || all.length > DEFINER_LIMIT) continue;
    const sources = all.filter((path) => SOURCE_ENDINGS.some((ending) => path.endsWith(ending)));
    const best = nearestOf(from, sources);
    if (best !== null) yield best;
  }
}

/** The one file with the most folders in common; `null` where several are as near. */
function nearestOf(from: FilePath, paths: readonly FilePath[]): FilePath | null {
  let best: FilePath | null = null;
  let most = -1;
  for (const path of paths) {
    const common = commonFolders(from, path);
    if (common === most) best = null;
    if (common > most) {
      best = path;
      most = common;
    }
  }
  return best;
}
