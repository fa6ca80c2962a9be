import type { FilePath } from '../../change/index.ts';
import type { DocumentNode } from '../document/model.ts';
import { field, textAt, textsAt } from '../document/node.ts';
import type { KubernetesFinding } from './resource.ts';

const ENTRY_LISTS = ['resources', 'bases', 'components', 'helmCharts'];
const RENAMING = ['namespace', 'namePrefix', 'nameSuffix'];

/** Whether a file tells kustomize what to build. */
export function isKustomization(path: string): boolean {
  return /(?:^|\/)kustomization(?:\.ya?ml)?$/i.test(path);
}

/** What leaves a tree through its kustomization, and what it renames. */
export function kustomizationFindings(options: {
  readonly path: FilePath;
  readonly before: DocumentNode;
  readonly after: DocumentNode;
  /** Paths of the change: what an entry named is then compared by itself. */
  readonly changedPaths: readonly string[];
}): readonly KubernetesFinding[] {
  const { path, before, after } = options;
  const now = new Set(ENTRY_LISTS.flatMap((list) => textsAt(after, list)));
  const gone = ENTRY_LISTS.flatMap((list) => textsAt(before, list)).filter(
    (entry) => !now.has(entry) && !isSeen(path, entry, options.changedPaths),
  );
  const removed = gone.map(
    (entry): KubernetesFinding => ({
      rule: 'remove-from-kustomization',
      path,
      line: field(after, 'resources')?.line ?? null,
      object: entry,
      what: `takes ${entry} out of the tree`,
    }),
  );
  const renamed = RENAMING.flatMap((key): readonly KubernetesFinding[] => {
    const [from, to] = [textAt(before, key) ?? '', textAt(after, key) ?? ''];
    if (from === to || (key === 'namespace' && from === '')) return [];
    const line = field(after, key)?.line ?? null;
    return [{ rule: 'rename-all', path, line, object: key, what: `changes ${key} from "${from}" to "${to}"` }];
  });
  return [...removed, ...renamed];
}

/** Whether the change itself shows what an entry stood for. */
function isSeen(path: string, entry: string, changedPaths: readonly string[]): boolean {
  const target = resolved(path.slice(0, path.lastIndexOf('/') + 1), entry);
  return changedPaths.some((changed) => changed === target || changed.startsWith(`${target}/`));
}

function resolved(folder: string, entry: string): string {
  const parts: string[] = [];
  for (const part of `${folder}${entry}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
