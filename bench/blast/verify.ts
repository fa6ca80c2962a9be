import { LANGUAGE_SUPPORTS, LANGUAGES, type Language } from '../../src/domain/code-graph/index.ts';
import { ORACLES, type Oracle } from './oracle.ts';
import { openSources, readSources } from './source.ts';

/** How one language's scanner compares with a real parser: pairs of file and reference. */
export interface Verified {
  readonly language: Language;
  readonly parser: string;
  readonly files: number;
  /** Files that the parser itself does not accept, or that are of a form it does not know. */
  readonly passedOver: number;
  readonly both: number;
  readonly onlyOurs: readonly string[];
  readonly onlyTheirs: readonly string[];
  readonly ourMs: number;
  readonly theirMs: number;
}

/** Compares the scanner of every language that has sources in a repository with its parser. */
export async function verify(repository: string): Promise<readonly Verified[]> {
  const sources = await openSources(repository);
  const found: Verified[] = [];
  for (const language of LANGUAGES) {
    const plan = { ...sources.plan, sources: sources.plan.sources.filter((source) => source.language === language) };
    const open = ORACLES[language];
    if (plan.sources.length === 0 || typeof open === 'string') continue;
    found.push(await compare(language, await open(), { ...sources, plan }));
  }
  return found;
}

async function compare(
  language: Language,
  oracle: Oracle,
  sources: Parameters<typeof readSources>[0],
): Promise<Verified> {
  const support = LANGUAGE_SUPPORTS.find((each) => each.language === language);
  if (support === undefined) throw new Error(`${language} has no scanner`);
  const onlyOurs: string[] = [];
  const onlyTheirs: string[] = [];
  let [files, passedOver, both, ourMs, theirMs] = [0, 0, 0, 0, 0];
  for await (const { path, text } of readSources(sources)) {
    files += 1;
    const start = performance.now();
    const theirs = oracle.references(path, text);
    const middle = performance.now();
    const ours = new Set(support.scan(text).references.map((reference) => reference.text));
    theirMs += middle - start;
    ourMs += performance.now() - middle;
    // Native parsers free their memory only between turns.
    if (files % 32 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (theirs === null) {
      passedOver += 1;
      continue;
    }
    const compares = (each: string) => oracle.compares?.(each) ?? true;
    for (const each of [...ours].filter(compares)) {
      if (theirs.has(each)) both += 1;
      else onlyOurs.push(`${path}: ${each}`);
    }
    for (const each of theirs) if (compares(each) && !ours.has(each)) onlyTheirs.push(`${path}: ${each}`);
  }
  return { language, parser: oracle.name, files, passedOver, both, onlyOurs, onlyTheirs, ourMs, theirMs };
}
