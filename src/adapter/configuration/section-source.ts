import type { ConfigurationProblem } from '../../domain/policy/index.ts';
import type { SeriesName } from '../../domain/signal/index.ts';
import type { NodePath, YamlFile } from './located.ts';
import { problemAt, quoted } from './problem.ts';
import { readSelector } from './selector.ts';

/** A checked file whose section is read, with what is found wrong on the way. */
export interface SectionSource {
  readonly file: YamlFile;
  readonly problems: ConfigurationProblem[];
}

/** Notes a problem at its place in the file; reading goes on. */
export function fail(
  { file, problems }: SectionSource,
  path: NodePath,
  what: { readonly code: string; readonly message: string; readonly suggestion?: string | null },
): void {
  problems.push(problemAt(file, path, what));
}

/** The selector that stands at a place; a problem is noted where it is none. */
export function selectorAt(source: SectionSource, path: NodePath, text: string): SeriesName {
  const read = readSelector(text);
  if (read.ok) return read.value;
  fail(source, path, { code: 'bad-selector', message: `${quoted(text)} ${read.rejection}` });
  return { metric: 'unknown', labels: {} };
}
