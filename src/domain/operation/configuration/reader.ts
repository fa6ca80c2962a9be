import type { FilePath } from '../../change/index.ts';

/** A file of sources, as a shell iterates over them. */
export interface SourceText {
  readonly path: FilePath;
  readonly text: string;
}

/** One place that reads a key. */
export interface KeyReader {
  readonly key: string;
  readonly path: FilePath;
  /** 1-based. */
  readonly line: number;
  /** `environment`: a variable of the process; `configuration`: a getter; `flag`: a question to a flag client; `binding`: an annotation or a placeholder. */
  readonly form: 'environment' | 'configuration' | 'flag' | 'binding';
}

/** Most places kept for one key; more says the same. */
export const READERS_LIMIT = 200;
/** Longest line looked at: minified code reads no key by name that a person wrote. */
const LINE_LIMIT = 2_000;

const NAME = '[A-Za-z_][\\w.:/-]{0,150}';
const QUOTED = `["'\`](${NAME})["'\`]`;

/** Ways to read a key, each with its key in the first group. Every one is linear: no nested repetition. */
const FORMS: readonly (readonly [KeyReader['form'], RegExp])[] = [
  ['environment', /\b(?:process\.env|import\.meta\.env|Deno\.env|Bun\.env)\.([A-Za-z_]\w{0,150})/g],
  ['environment', new RegExp(`\\b(?:environ|ENV|env|_ENV|_SERVER)\\[${QUOTED}\\]`, 'g')],
  [
    'environment',
    new RegExp(
      `\\b(?:environ\\.get|getenv|Getenv|LookupEnv|GetEnvironmentVariable|env_var|ENV\\.fetch|env::var|env\\.get|get_env|config_env|env|env\\.(?:str|bool|int|list|url|db|float|dict|json))\\(${QUOTED}`,
      'g',
    ),
  ],
  [
    'flag',
    new RegExp(
      `\\b(?:get_?(?:Boolean|String|Number|Integer|Object|Float|Int|Double)_?(?:Value|Details|Evaluation)?(?:Async)?|(?:Boolean|String|Int|Float|Object)Value|(?:bool|string|int|float|number|json)?_?[vV]ariation(?:Detail)?|is_?[eE]nabled|isFeatureEnabled|useFlag|useFeatureFlag|use(?:Boolean|String|Number|Object)FlagValue|fetch_(?:boolean|string|number|object)_value|get_(?:boolean|string|integer|float|object)_value|flag_enabled|enabled\\?|feature_enabled)\\((?:[A-Za-z_][\\w.]{0,40}(?:\\(\\))?, ?)?${QUOTED}`,
      'gi',
    ),
  ],
  [
    'configuration',
    new RegExp(
      `\\b(?:config|cfg|conf|settings|Settings|viper|properties|props|configuration|Configuration|options|nconf|Rails\\.configuration)(?:\\.(?:get|getString|getInt|getInteger|getLong|getBoolean|getBool|getDuration|GetString|GetInt|GetBool|GetDuration|Get|GetValue<\\w{1,20}>|getProperty|fetch|dig|value|require|getOrThrow|has))?[(\\[]${QUOTED}`,
      'g',
    ),
  ],
  ['configuration', new RegExp(`\\bviper\\.Get\\w{0,20}\\(${QUOTED}`, 'g')],
  ['configuration', /\b(?:settings|config|Config|conf)\.([A-Za-z_][\w.]{0,150})/g],
  ['binding', /\$\{([A-Za-z_][\w.-]{0,150})(?::[^}]{0,200})?\}/g],
  ['binding', new RegExp(`@ConfigurationProperties\\((?:prefix ?= ?)?${QUOTED}`, 'g')],
];

/**
 * Finds who reads keys of a configuration or flags by name, in sources of any language. A key may be asked for by its
 * whole way, its last two parts or, for variables, in upper case. Sorted by path and line; at most `READERS_LIMIT` a
 * key. What builds a key while it runs is not found, so nobody found does not mean nobody reads.
 */
export function readersOf(keys: readonly string[], sources: Iterable<SourceText>): readonly KeyReader[] {
  const wanted = namesOf(keys);
  const counts = new Map<string, number>();
  const readers: KeyReader[] = [];
  for (const { path, text } of sources) {
    for (const reader of readersIn(path, text, wanted)) {
      const count = counts.get(reader.key) ?? 0;
      counts.set(reader.key, count + 1);
      if (count < READERS_LIMIT) readers.push(reader);
    }
  }
  return readers.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
}

function* readersIn(path: FilePath, text: string, wanted: ReadonlyMap<string, string>): Generator<KeyReader> {
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.length > LINE_LIMIT ? raw.slice(0, LINE_LIMIT) : raw;
    const seen = new Set<string>();
    for (const [form, pattern] of FORMS) {
      for (const match of line.matchAll(pattern)) {
        const key = wanted.get(normalized(match[1] ?? ''));
        if (key === undefined || seen.has(key)) continue;
        seen.add(key);
        yield { key, path, line: at + 1, form };
      }
    }
  }
}

/** Names by which a key may be asked for, to the key as given. A last part alone is too common to mean it. */
function namesOf(keys: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const key of keys) {
    const plain = key.replace(/\[([^\]]*)\]/g, '.$1');
    const parts = plain.split('.');
    const spellings = [plain, parts.join('_'), ...(parts.length > 2 ? [parts.slice(-2).join('.')] : [])];
    for (const spelling of spellings) if (!names.has(normalized(spelling))) names.set(normalized(spelling), key);
  }
  return names;
}

/** `a.b-c`, `A_B_C` and `a:b:c` are one key to most readers. */
function normalized(name: string): string {
  return name.toLowerCase().replace(/[.:/-]/g, '_');
}
