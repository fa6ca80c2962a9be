import type { FilePath } from '../../change/index.ts';
import { fileNameOf } from '../named/folder-index.ts';
import { folderOf, fromFolder } from '../path-text.ts';

/** What an MSBuild file says that matters to names. */
export interface ProjectFile {
  readonly path: FilePath;
  /** Folder of the project; of a `Directory.Build.props` the folder that it rules. */
  readonly folder: string;
  /** Project files referred to, as written with `/`; may hold `$(Variable)`. */
  readonly projects: readonly string[];
  readonly packages: readonly string[];
  /** Sources of elsewhere that are compiled in: `../Shared/*.cs`, `$(SharedDir)Clock.cs`. */
  readonly sources: readonly string[];
  /** Namespaces that every file imports. */
  readonly usings: readonly string[];
}

/** Whether the file tells of a C# project. */
export function isProjectManifest(path: FilePath): boolean {
  return isProject(path) || /^Directory\.(?:Build|Packages)\.(?:props|targets)$/i.test(fileNameOf(path));
}

/** Whether the file is a project of its own. */
export function isProject(path: FilePath): boolean {
  return /\.(?:csproj|shproj)$/i.test(path);
}

/** Reads an MSBuild file; linear, and what is no element of interest is passed over. */
export function readProjectFile(path: FilePath, text: string): ProjectFile {
  const items = text.matchAll(ITEM);
  const found: Record<string, string[]> = { ProjectReference: [], Package: [], Compile: [], Using: [] };
  for (const match of items) {
    const kind = match[1] ?? '';
    const list = found[kind.startsWith('Package') || kind.startsWith('GlobalPackage') ? 'Package' : kind];
    for (const value of (match[2] ?? '').split(';'))
      if (value.trim() !== '') list?.push(value.trim().replaceAll('\\', '/'));
  }
  return {
    path,
    folder: folderOf(path),
    projects: found['ProjectReference'] ?? [],
    packages: found['Package'] ?? [],
    sources: found['Compile'] ?? [],
    usings: found['Using'] ?? [],
  };
}

/** Elements longer than this are no item of a list written by hand. */
const ITEM =
  /<(ProjectReference|PackageReference|PackageVersion|GlobalPackageReference|Compile|Using)\s[^<>]{0,400}?\bInclude\s{0,4}=\s{0,4}"([^"<>]{1,2000})"/g;

/** The path in the tree that a reference means; `null` where a variable hides it. */
export function projectPath(from: ProjectFile, reference: string): string | null {
  const here = reference.replace(/^\$\(MSBuild(?:ThisFileDirectory|ProjectDirectory)\)\/?/, '');
  return here.includes('$(') ? null : fromFolder(from.folder, here);
}
