import { classifyFile, SENSITIVE_AREAS, sensitiveAreas } from '../change/index.ts';
import { type CompiledRule, type Facts, matchesGlob } from '../policy/index.ts';
import { MAX_PLACES } from './model.ts';

/**
 * The paths that a rule's condition is about: those that match its patterns, or whose class or sensitive area it names,
 * or that nobody owns, or on whose changed lines scanners report something; sorted, at most {@link MAX_PLACES}. Empty where the condition is not about paths.
 */
export function matchedPaths(compiled: CompiledRule, facts: Facts): readonly string[] {
  const { patterns, texts, facts: names } = compiled.condition.mentions;
  const tests: ((path: string) => boolean)[] = [];
  if (patterns.length > 0) tests.push((path) => patterns.some((pattern) => matchesGlob(path, pattern)));
  if (names.includes('change.classes')) tests.push((path) => texts.includes(classifyFile(path)));
  if (names.includes('change.sensitive')) tests.push((path) => isSensitive(path, texts));
  if (names.includes('catalog.unowned_paths')) tests.push(isIn(facts.values.catalog.unowned_paths));
  if (names.includes('change.deleted_paths')) tests.push(isIn(facts.values.change.deleted_paths));
  if (names.some((name) => name.startsWith('scanner.'))) tests.push(isIn(facts.values.scanner.paths));
  if (tests.length === 0) return [];
  const found: string[] = [];
  for (const path of facts.values.change.paths ?? []) {
    if (found.length === MAX_PLACES) break;
    if (tests.some((test) => test(path))) found.push(path);
  }
  return found;
}

const KNOWN_AREAS: ReadonlySet<string> = new Set(SENSITIVE_AREAS);

/** An area that the condition names; where it names none (`size(change.sensitive) > 0`), any. */
function isSensitive(path: string, texts: readonly string[]): boolean {
  const areas: readonly string[] = sensitiveAreas([path]);
  const named = areas.filter((area) => texts.includes(area));
  return named.length > 0 || (areas.length > 0 && !texts.some((text) => KNOWN_AREAS.has(text)));
}

function isIn(paths: readonly string[] | undefined): (path: string) => boolean {
  const known = new Set(paths ?? []);
  return (path) => known.has(path);
}
