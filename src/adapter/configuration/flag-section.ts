import { type ConfigurationProblem, type FlagStatement, NO_FLAGS } from '../../domain/policy/index.ts';
import type { YamlFile } from './located.ts';
import { problemAt, quoted } from './problem.ts';
import { repositoryPath } from './repository-file.ts';
import type { ConfigurationShape } from './schema.ts';

/** Where flags are defined. Whether the file is there and right is for whoever reads it: it changes apart from this one. */
export function readFlagSection(
  file: YamlFile,
  { definitions }: ConfigurationShape['flags'],
): { readonly flags: FlagStatement; readonly problems: readonly ConfigurationProblem[] } {
  if (definitions === undefined) return { flags: NO_FLAGS, problems: [] };
  const path = repositoryPath(definitions);
  if (path?.endsWith('.json')) return { flags: { definitions: path }, problems: [] };
  const message = `${quoted(definitions)} must be a JSON file inside the repository, such as flags/shop.flagd.json`;
  return { flags: NO_FLAGS, problems: [problemAt(file, ['flags', 'definitions'], { code: 'bad-path', message })] };
}
