import { joinFolder } from '../folder-path.ts';

/** One dependency, by the name under which the code knows it. */
export interface CargoDependency {
  /** As the registry or the other manifest calls it. */
  readonly packageName: string;
  /** Folder in the repository; `null` where it comes from elsewhere. */
  readonly folder: string | null;
  /** Whether the workspace says where it comes from. */
  readonly workspace: boolean;
}

/** What a `Cargo.toml` says (https://doc.rust-lang.org/cargo/reference/manifest.html). */
export interface CargoManifest {
  readonly folder: string;
  /** Empty where the file describes a workspace alone. */
  readonly packageName: string;
  readonly libraryName: string;
  readonly libraryPath: string | null;
  /** Written paths of programs, tests, examples and benches, and the build script. */
  readonly rootPaths: readonly string[];
  /** By the crate's name in code (underscores). */
  readonly dependencies: ReadonlyMap<string, CargoDependency>;
  readonly workspaceDependencies: ReadonlyMap<string, CargoDependency>;
}

/** Reads the tables, keys and strings that matter here; what it does not understand is left out. */
export function readCargoManifest(folder: string, text: string): CargoManifest {
  const values = new Map<string, string>();
  const rootPaths: string[] = [];
  const dependencies = new Map<string, CargoDependency>();
  const workspaceDependencies = new Map<string, CargoDependency>();
  for (const { table, key, value } of entries(text)) {
    values.set(`${table}.${key}`, value);
    if (/^(?:bin|test|example|bench)$/.test(table) && key === 'path') rootPaths.push(unquote(value));
    const where = DEPENDENCIES.exec(table);
    if (where === null) continue;
    const into = where[1] === undefined ? dependencies : workspaceDependencies;
    // `[dependencies.serde]` spreads one dependency over lines.
    const name = where[2] === undefined ? key : unquote(where[2]);
    addDependency(into, { folder, name, value: where[2] === undefined ? value : `${key} = ${value}` });
  }
  const packageName = unquote(values.get('package.name') ?? '');
  const build = values.get('package.build');
  if (build !== undefined) rootPaths.push(unquote(build));
  return {
    folder,
    packageName,
    libraryName: codeName(unquote(values.get('lib.name') ?? packageName)),
    libraryPath: values.has('lib.path') ? unquote(values.get('lib.path') ?? '') : null,
    rootPaths,
    dependencies,
    workspaceDependencies,
  };
}

/** A package's name as code writes it. */
export function codeName(name: string): string {
  return name.replaceAll('-', '_');
}

const DEPENDENCIES =
  /^(workspace\.)?(?:target\.(?:'[^']*'|"[^"]*"|[^.]+)\.)?(?:dev-|build-)?dependencies(?:\.("[^"]+"|[\w-]+))?$/;

function addDependency(
  into: Map<string, CargoDependency>,
  given: { folder: string; name: string; value: string },
): void {
  const [name = '', attribute] = given.name.split('.', 2);
  const before = into.get(codeName(name));
  // `serde.workspace = true` is an attribute as a key.
  const value = attribute === undefined ? given.value : `${attribute} = ${given.value}`;
  const path = /\bpath\s*=\s*["']([^"']*)["']/.exec(value)?.[1];
  const packageName = /\bpackage\s*=\s*["']([^"']*)["']/.exec(value)?.[1];
  into.set(codeName(name), {
    packageName: packageName ?? before?.packageName ?? name,
    folder: path === undefined ? (before?.folder ?? null) : joinFolder(given.folder, path),
    workspace: /\bworkspace\s*=\s*true/.test(value) || before?.workspace === true,
  });
}

function* entries(text: string): Generator<{ table: string; key: string; value: string }> {
  let table = '';
  let open: { key: string; value: string } | null = null;
  for (const raw of text.split('\n')) {
    const line = withoutComment(raw).trim();
    if (open !== null) {
      open.value += ` ${line}`;
      if (!/^[\]}]/.test(line) && !/\]$/.test(line)) continue;
      yield { table, ...open };
      open = null;
      continue;
    }
    const header = /^\[{1,2}\s*([^\]]+?)\s*\]{1,2}$/.exec(line)?.[1];
    if (header !== undefined) {
      table = header;
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 0) continue;
    const key = unquote(line.slice(0, equals).trim());
    const value = line.slice(equals + 1).trim();
    if (/^[[{]/.test(value) && !/[\]}]$/.test(value)) open = { key, value };
    else yield { table, key, value };
  }
}

/** A `#` counts where the quotes before it are paired. */
function withoutComment(line: string): string {
  const hash = line.indexOf('#');
  if (hash < 0) return line;
  const quotes = line.slice(0, hash).split('"').length - 1;
  return quotes % 2 === 0 ? line.slice(0, hash) : line;
}

function unquote(text: string): string {
  return text.replace(/^["']|["']$/g, '');
}
