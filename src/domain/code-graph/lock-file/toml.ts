import { type LockedPackages, PackageList } from './model.ts';

/** Lines of one `[[package]]` that say what is installed. */
const VERSION =
  /^(?:version|source|checksum|content-hash|sdist|wheels|resolved_reference|reference|url)\s{0,9}=|^\s{0,9}\{[^}]{0,999}\bhash\s{0,9}=/;

/**
 * `Cargo.lock`, `poetry.lock`, `uv.lock`, `pdm.lock`: lists of `[[package]]` in the TOML that their tools write, one key a line.
 */
export function parsePackageTables(text: string, normalize: (name: string) => string): LockedPackages | null {
  const list = new PackageList(normalize);
  let name: string | null = null;
  let table = '';
  let inNeeds = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('[')) {
      table = line.trim();
      inNeeds = false;
      if (table === '[[package]]') name = null;
      continue;
    }
    if (!table.startsWith('[[package]]') && !table.startsWith('[package.')) continue;
    const named = table === '[[package]]' ? /^name\s{0,9}=\s{0,9}"([^"]{1,200})"/.exec(line)?.[1] : undefined;
    if (named !== undefined) name = named;
    if (name === null) continue;
    if (table === '[package.dependencies]') {
      const needed = /^"?([\w.-]+)"?\s{0,9}=/.exec(line)?.[1];
      if (needed !== undefined) list.dependency(name, needed);
      continue;
    }
    if (VERSION.test(line) || named !== undefined) list.version(name, line.trim());
    if (/^dependencies\s{0,9}=\s{0,9}\[/.test(line)) inNeeds = true;
    if (inNeeds) for (const needed of neededIn(line)) list.dependency(name, needed);
    if (line.includes(']')) inNeeds = false;
  }
  return list.packages();
}

/** `"serde 1.0 (registry)"`, `{ name = "anyio", marker = "..." }`. */
function neededIn(line: string): readonly string[] {
  const tables = [...line.matchAll(/\bname\s{0,9}=\s{0,9}"([\w.-]+)"/g)];
  if (tables.length > 0) return tables.map(([, name = '']) => name);
  return [...line.matchAll(/"([\w.-]+)[^"]*"/g)].map(([, name = '']) => name);
}
