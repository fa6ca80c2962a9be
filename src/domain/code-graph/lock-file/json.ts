import { membersOf, parseJsonText } from '../javascript/json-text.ts';
import { type LockedPackages, PackageList } from './model.ts';

/** Folders inside folders of npm's first lock format; real ones are ten deep. */
const NESTING_LIMIT = 64;
const NEEDS = ['dependencies', 'optionalDependencies', 'peerDependencies', 'requires'];

/** npm's `package-lock.json` and `npm-shrinkwrap.json`, versions 1 to 3. */
export function parseNpmLock(text: string): LockedPackages | null {
  const data = membersOf(parseJsonText(text));
  const list = new PackageList();
  for (const [path, entry] of Object.entries(membersOf(data['packages']))) {
    const at = path.lastIndexOf('node_modules/');
    if (at >= 0) addEntry(list, path.slice(at + 'node_modules/'.length), membersOf(entry));
  }
  if (data['packages'] === undefined) addNested(list, data['dependencies'], 0);
  return list.packages();
}

/** Composer's `composer.lock`. */
export function parseComposerLock(text: string): LockedPackages | null {
  const data = membersOf(parseJsonText(text));
  const list = new PackageList((name) => name.toLowerCase());
  for (const entry of [data['packages'], data['packages-dev']].flatMap((each): unknown[] =>
    Array.isArray(each) ? each : [],
  )) {
    const { name, version, dist, source, require: needs } = membersOf(entry);
    if (typeof name !== 'string') continue;
    list.version(name, `${version} ${membersOf(dist)['reference']} ${membersOf(source)['reference']}`);
    for (const needed of Object.keys(membersOf(needs))) list.dependency(name, needed);
  }
  return list.packages();
}

/** Pipenv's `Pipfile.lock`, which says nothing of what needs what. */
export function parsePipfileLock(text: string, normalize: (name: string) => string): LockedPackages | null {
  const data = membersOf(parseJsonText(text));
  const list = new PackageList(normalize);
  for (const section of ['default', 'develop']) {
    for (const [name, entry] of Object.entries(membersOf(data[section]))) list.version(name, JSON.stringify(entry));
  }
  return list.packages();
}

function addNested(list: PackageList, dependencies: unknown, depth: number): void {
  if (depth > NESTING_LIMIT) return;
  for (const [name, entry] of Object.entries(membersOf(dependencies))) {
    const members = membersOf(entry);
    addEntry(list, name, { ...members, dependencies: undefined });
    addNested(list, members['dependencies'], depth + 1);
  }
}

function addEntry(list: PackageList, name: string, entry: Readonly<Record<string, unknown>>): void {
  list.version(name, `${entry['version']} ${entry['resolved']} ${entry['integrity']}`);
  for (const field of NEEDS) for (const needed of Object.keys(membersOf(entry[field]))) list.dependency(name, needed);
}
