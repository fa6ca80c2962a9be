import { type Catalog, EMPTY_CATALOG } from '../../domain/catalog/index.ts';
import type { ConfigurationProblem, ConfigurationResult } from '../../domain/policy/index.ts';
import { accept, type Instant, type Result } from '../../kernel/index.ts';
import { shapeOf } from './issue.ts';
import type { NodePath, YamlFile } from './located.ts';
import { type PolicyBody, readPolicy } from './pack.ts';
import type { Known } from './policy-section.ts';

import { configurationOf } from './read.ts';
import type { ReadFile } from './repository-file.ts';
import { configurationShape, policyFileShape, policySection } from './schema.ts';
import { readYaml } from './yaml-file.ts';

/**
 * Reads a policy that the caller names instead of the base's own: a policy file, or the `policy` of a whole
 * configuration. Services, people and owners stay those of the base; `read` finds the files it uses.
 */
export async function parsePolicyFile(options: {
  readonly content: Uint8Array | string;
  /** Name for messages and for `source`. */
  readonly file: string;
  readonly read: ReadFile;
  /** `null` = not known: then groups of people are not checked. */
  readonly catalog: Catalog | null;
  readonly now: Instant | null;
}): Promise<ConfigurationResult> {
  const file = readYaml({ name: options.file, content: options.content });
  if (!file.ok) return file;
  const section = sectionOf(file.value);
  if (!section.ok) return section;
  const reading = await readPolicy({
    file: file.value,
    ...section.value,
    known: options.catalog === null ? null : knownOf(options.catalog),
    read: options.read,
  });
  if (!reading.ok) return reading;
  const catalog = options.catalog ?? EMPTY_CATALOG;
  const { now, file: source } = options;
  return accept(configurationOf({ catalog, reading: reading.value, source, now, problems: reading.value.problems }));
}

/** The policy of a file and where it stands in it. */
function sectionOf(file: YamlFile): Result<{ at: NodePath; body: PolicyBody }, readonly ConfigurationProblem[]> {
  if (!isWhole(file.value)) {
    const shape = shapeOf(policyFileShape, file);
    return shape.ok ? accept({ at: [], body: shape.value }) : shape;
  }
  const shape = shapeOf(configurationShape, file);
  if (!shape.ok) return shape;
  const { policy } = shape.value;
  return accept(policy === undefined ? { at: [], body: policySection.parse({}) } : { at: ['policy'], body: policy });
}

/** Whether a file given by a caller is a whole configuration rather than a policy; unreadable YAML is neither. */
export function isWholeConfiguration(content: Uint8Array | string): boolean {
  const file = readYaml({ name: '', content });
  return file.ok && isWhole(file.value.value);
}

function isWhole(value: unknown): boolean {
  return typeof value === 'object' && value !== null && WHOLE_KEYS.some((key) => Object.hasOwn(value, key));
}

/** Keys that only a whole configuration has. */
const WHOLE_KEYS = Object.keys(configurationShape.shape).filter((key) => !Object.hasOwn(policyFileShape.shape, key));

/** Everybody a catalog knows. */
function knownOf(catalog: Catalog): Known {
  const teams = new Set(catalog.people.flatMap((person) => person.teams));
  const references = catalog.people.flatMap((person) => [
    person.id,
    ...person.mails,
    ...person.handles.map((each) => `@${each}`),
  ]);
  return {
    people: catalog.people,
    teams,
    references: new Set([...references, ...[...teams].map((team) => `@${team}`)]),
  };
}
