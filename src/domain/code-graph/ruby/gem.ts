import type { FilePath } from '../../change/index.ts';
import { folderOf } from '../folder-path.ts';
import type { SourceTree } from '../model.ts';

/** Whether a file lists gems or describes one. */
export function isGemFile(path: FilePath): boolean {
  return /(?:^|\/)(?:Gemfile|gems\.rb|Gemfile\.lock|gems\.locked|[^/]+\.gemspec|[^/]*[Gg]emfile[^/]*\.rb|[^/]*_dependencies\.rb)$/.test(
    path,
  );
}

/** What the manifests of a tree say. */
export interface Gems {
  /** Folders that hold a gem or a program, longest first. */
  readonly folders: readonly string[];
  /** Gems that are used, by name. */
  readonly names: ReadonlySet<string>;
}

/** Reads every gem file; names only, as far as they are written out. */
export function readGems(tree: SourceTree): Gems {
  const folders = new Set<string>(['']);
  const names = new Set<string>();
  for (const path of tree.paths) {
    if (!isGemFile(path)) continue;
    folders.add(folderOf(path));
    const text = tree.manifest(path) ?? '';
    for (const [, name = ''] of text.matchAll(DECLARED)) names.add(name);
    if (/\.lock(?:ed)?$/.test(path)) for (const [, name = ''] of text.matchAll(LOCKED)) names.add(name);
  }
  return { folders: [...folders].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)), names };
}

const DECLARED = /^[^#\n]{0,80}?\b(?:gem|add_(?:runtime_|development_)?dependency)[ \t(]{1,4}['"]([\w.-]+)['"]/gm;
const LOCKED = /^ {4}([\w.-]+) \(/gm;

/** The gem that a required name belongs to: `rspec/rails` → `rspec-rails`; `null` where none is known. */
export function gemOf(gems: Gems, required: string): string | null {
  const parts = required.split('/');
  for (let count = parts.length; count > 0; count -= 1) {
    const start = parts.slice(0, count);
    for (const name of [start.join('-'), start.join('_'), start.join('-').replaceAll('_', '-')]) {
      if (gems.names.has(name)) return name;
    }
  }
  return RENAMED.get(parts[0] ?? '') ?? null;
}

/** Gems whose files have another name than they. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['active_support', 'activesupport'],
  ['active_record', 'activerecord'],
  ['active_model', 'activemodel'],
  ['active_job', 'activejob'],
  ['active_storage', 'activestorage'],
  ['action_controller', 'actionpack'],
  ['action_dispatch', 'actionpack'],
  ['action_pack', 'actionpack'],
  ['action_mailer', 'actionmailer'],
  ['action_view', 'actionview'],
  ['action_cable', 'actioncable'],
  ['abstract_controller', 'actionpack'],
  ['rails', 'rails'],
]);
