import { type LockedPackages, PackageList } from './model.ts';

/** Yarn's `yarn.lock`, its own format and the YAML of later versions. */
export function parseYarnLock(text: string): LockedPackages | null {
  const list = new PackageList();
  let names: readonly string[] = [];
  let needs = false;
  for (const line of linesOf(text)) {
    if (/^["\w@]/.test(line)) {
      names = [
        ...new Set(
          line
            .replace(/:\s*$/, '')
            .split(',')
            .map((each) => nameOfRange(unquoted(each))),
        ),
      ].filter(isName);
      needs = false;
    } else if (/^ {2}\S/.test(line)) {
      needs = /^ {2}(?:dependencies|optionalDependencies|peerDependencies):/.test(line);
      if (/^ {2}(?:version|resolved|integrity|checksum|resolution)\b/.test(line))
        for (const name of names) list.version(name, line.trim());
    } else if (needs && /^ {4}\S/.test(line)) {
      const needed = /^ {4}"?(@?[^\s":@]+)/.exec(line)?.[1];
      if (needed !== undefined) for (const name of names) list.dependency(name, needed);
    }
  }
  return list.packages();
}

/** pnpm's `pnpm-lock.yaml`, versions 5 to 9. */
export function parsePnpmLock(text: string): LockedPackages | null {
  const list = new PackageList();
  let section = '';
  let name: string | null = null;
  let needs = false;
  for (const line of linesOf(text)) {
    if (/^\S/.test(line)) section = line;
    else if (!/^(?:packages|snapshots):/.test(section)) continue;
    else if (/^ {2}\S/.test(line)) {
      const key = unquoted(line.replace(/:\s*(?:\{\})?\s*$/, ''));
      name = nameOfPnpmKey(key);
      needs = false;
      if (name !== null) list.version(name, key);
    } else if (name === null) continue;
    else if (/^ {4}\S/.test(line)) {
      needs = /^ {4}(?:dependencies|optionalDependencies):/.test(line);
      if (/^ {4}resolution:/.test(line)) list.version(name, line.trim());
    } else if (needs) {
      const needed = /^ {6}['"]?(@?[^\s'":]+)['"]?:/.exec(line)?.[1];
      if (needed !== undefined) list.dependency(name, needed);
    }
  }
  return list.packages();
}

/** Bundler's `Gemfile.lock`. */
export function parseGemfileLock(text: string): LockedPackages | null {
  const list = new PackageList();
  let source = '';
  let name: string | null = null;
  for (const line of linesOf(text)) {
    if (/^[A-Z]/.test(line)) [source, name] = [line, null];
    else if (/^ {2}(?:remote|revision|tag|branch):/.test(line)) source += line;
    else {
      const found = /^( {4}| {6})([\w.-]+)(?: \(([^)]*)\))?/.exec(line);
      if (found === null) continue;
      const [, indent = '', each = '', version = ''] = found;
      if (indent.length === 4) {
        name = each;
        list.version(each, `${source} ${version}`);
      } else if (name !== null) list.dependency(name, each);
    }
  }
  return list.packages();
}

/** Go's `go.sum`: versions alone. */
export function parseGoSum(text: string): LockedPackages | null {
  const list = new PackageList();
  for (const line of linesOf(text)) {
    const [module, version, digest] = line.split(' ');
    if (module !== undefined && version !== undefined && digest?.startsWith('h1:') === true) {
      list.version(module, `${version} ${digest}`);
    }
  }
  return list.packages();
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/);
}

function isName(text: string): boolean {
  return text !== '' && text !== '__metadata';
}

function unquoted(text: string): string {
  return text.trim().replace(/^["']|["']$/g, '');
}

/** `@scope/name@^1.0.0`, `name@npm:^1.0.0`. */
function nameOfRange(range: string): string {
  const at = range.indexOf('@', 1);
  return at < 0 ? range : range.slice(0, at);
}

/** `/name/1.0.0_peer` (5), `/name@1.0.0(peer)` (6), `name@1.0.0` (9). */
function nameOfPnpmKey(key: string): string | null {
  const bare = key.replace(/^\//, '').replace(/\(.*$/s, '');
  const five = /^((?:@[^/@]{1,214}\/)?[^/@]{1,214})\/\d/.exec(bare);
  if (five !== null) return five[1] ?? null;
  const at = bare.indexOf('@', 1);
  return at < 0 ? null : bare.slice(0, at);
}
