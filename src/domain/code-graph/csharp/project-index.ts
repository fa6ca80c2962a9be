import type { FilePath } from '../../change/index.ts';
import type { SourceTree } from '../model.ts';
import { FolderIndex, fileNameOf } from '../named/folder-index.ts';
import { folderOf } from '../path-text.ts';
import { isProject, isProjectManifest, type ProjectFile, projectPath, readProjectFile } from './project-file.ts';

/** Which projects a tree has, and which files the sources of each can mean. */
export class ProjectIndex {
  /** Packages from outside: those that no project of the tree is named after. */
  readonly packages: readonly string[];
  readonly folders: FolderIndex;
  readonly #byFolder = new Map<string, ProjectFile[]>();
  readonly #byName = new Map<string, FilePath[]>();
  readonly #shared: readonly ProjectFile[];
  readonly #reaches = new Map<string, Reach>();

  constructor(tree: SourceTree) {
    const files = tree.paths.filter(isProjectManifest).map((path) => readProjectFile(path, tree.manifest(path) ?? ''));
    const projects = files.filter(({ path }) => isProject(path));
    this.#shared = files.filter(({ path }) => !isProject(path));
    const own = new Set(
      projects.map(({ path }) =>
        fileNameOf(path)
          .replace(/\.[^.]+$/, '')
          .toLowerCase(),
      ),
    );
    const packages = files.flatMap((file) => file.packages).filter((name) => !own.has(name.toLowerCase()));
    this.packages = [...new Set(packages)].filter((name) => !name.includes('$'));
    this.folders = new FolderIndex(projects.map(({ path }) => path));
    for (const project of projects) {
      pushTo(this.#byFolder, project.folder, project);
      pushTo(this.#byName, fileNameOf(project.path).toLowerCase(), project.path);
    }
  }

  /** Whether code of `from` can mean what `to` declares: its own project, those it refers to, or files of none. */
  sees(from: FilePath, to: FilePath): boolean {
    const here = this.folders.nearest(from);
    const there = this.folders.nearest(to);
    if (here === null || there === null || here === there) return true;
    const reach = this.#reachOf(here);
    return reach.open || reach.folders.has(there) || compilesIn(reach, to);
  }

  /** Namespaces that the project files import into every source beside the path. */
  usings(from: FilePath): readonly string[] {
    const folder = this.folders.nearest(from);
    return folder === null ? [] : this.#ruling(folder).flatMap((file) => file.usings);
  }

  #reachOf(folder: string): Reach {
    const known = this.#reaches.get(folder);
    if (known !== undefined) return known;
    const reach: Reach = { open: false, folders: new Set([folder]), sources: new Set(), compiled: new Map() };
    const waiting = [folder];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const file of this.#ruling(at)) {
        for (const part of file.sources.map(fixedPart)) if (part !== null) reach.sources.add(part);
        for (const reference of file.projects) this.#follow({ file, reference, reach, waiting });
      }
    }
    this.#reaches.set(folder, reach);
    return reach;
  }

  #follow(given: { file: ProjectFile; reference: string; reach: Reach; waiting: string[] }): void {
    const { file, reference, reach, waiting } = given;
    const path = projectPath(file, reference);
    const named = this.#byName.get(fileNameOf(reference).toLowerCase()) ?? [];
    const exact = named.filter((candidate) => candidate === path);
    const targets = exact.length > 0 ? exact : named;
    // A project that is not here may hide others: then nothing can be ruled out.
    if (targets.length === 0 && /\.csproj$/i.test(reference)) reach.open = true;
    for (const target of targets) {
      const folder = folderOf(target);
      if (reach.folders.has(folder)) continue;
      reach.folders.add(folder);
      waiting.push(folder);
    }
  }

  /** The projects of a folder and the shared files above it. */
  #ruling(folder: string): readonly ProjectFile[] {
    const above = this.#shared.filter((file) => file.folder === '' || `${folder}/`.startsWith(`${file.folder}/`));
    return [...(this.#byFolder.get(folder) ?? []), ...above];
  }
}

interface Reach {
  open: boolean;
  readonly folders: Set<string>;
  /** Parts of the paths of sources that are compiled in from elsewhere. */
  readonly sources: Set<string>;
  readonly compiled: Map<FilePath, boolean>;
}

function compilesIn(reach: Reach, path: FilePath): boolean {
  const known = reach.compiled.get(path);
  if (known !== undefined) return known;
  const found = [...reach.sources].some((part) => `/${path}`.includes(part));
  reach.compiled.set(path, found);
  return found;
}

/** `/Shared/Clock.cs` of `$(SharedDir)../Shared/Clock.cs`, `/Shared/` of a pattern; `null` where too little is fixed. */
function fixedPart(source: string): string | null {
  const path = source.slice(Math.max(source.lastIndexOf(')'), source.lastIndexOf('../') + 2) + 1);
  const star = path.indexOf('*');
  const fixed = star < 0 ? path : path.slice(0, path.lastIndexOf('/', star) + 1);
  return fixed.replace(/^\//, '').length < FIXED_MINIMUM ? null : `/${fixed.replace(/^\//, '')}`;
}

const FIXED_MINIMUM = 3;

function pushTo<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
