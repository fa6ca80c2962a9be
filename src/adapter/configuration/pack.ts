import type { ConfigurationProblem, PackSummary, Policy, RuleMode } from '../../domain/policy/index.ts';
import { accept, type Result, reject } from '../../kernel/index.ts';
import { BUILT_IN_PACKS } from './built-in-pack.ts';
import { shapeOf } from './issue.ts';
import type { NodePath, YamlFile } from './located.ts';
import { mergePolicy } from './policy-merge.ts';
import { type Known, readPolicyPart } from './policy-section.ts';
import { didYouMean, problemAt, quoted } from './problem.ts';
import { type Naming, type ReadFile, readNamedFile } from './repository-file.ts';
import { type PolicyFileShape, policyFileShape } from './schema.ts';
import { readYaml } from './yaml-file.ts';

/** A policy with what it was made of. */
export interface PolicyReading {
  readonly policy: Policy;
  readonly packs: readonly PackSummary[];
  /** Warnings only. */
  readonly problems: readonly ConfigurationProblem[];
}

/** What a policy section and a policy file have in common. */
export type PolicyBody = Pick<
  PolicyFileShape,
  'use' | 'mode' | 'rules' | 'profiles' | 'overrides' | 'senior_minutes_per_week'
>;

/** Reads a policy section with the packs it uses; every problem of all of them is reported at once. */
export async function readPolicy(options: {
  readonly file: YamlFile;
  /** Where the section stands in the file. */
  readonly at: NodePath;
  readonly body: PolicyBody;
  readonly known: Known;
  readonly read: ReadFile;
}): Promise<Result<PolicyReading, readonly ConfigurationProblem[]>> {
  const { file, at, body, known, read } = options;
  const problems: ConfigurationProblem[] = [];
  const packs: Pack[] = [];
  for (const [index, name] of body.use.entries()) {
    const naming = { file, path: [...at, 'use', index] };
    if (body.use.indexOf(name) !== index) {
      problems.push(problemAt(file, naming.path, { code: 'used-twice', message: `${quoted(name)} is used twice` }));
      continue;
    }
    const pack = await readPack(name, naming, read);
    if (pack.ok) packs.push(pack.value);
    else problems.push(...pack.rejection);
  }
  const own = { file, at, shape: body, mode: null };
  const mode: RuleMode | null = body.mode ?? null;
  const parts = [...packs.map((pack) => readPolicyPart({ ...pack, at: [], mode }, known)), readPolicyPart(own, known)];
  const merged = mergePolicy(parts, {
    overriding: own,
    seniorMinutesPerWeek: body.senior_minutes_per_week ?? firstBudget(packs),
  });
  problems.push(...parts.flatMap((part) => part.problems), ...merged.problems);
  if (problems.some((problem) => problem.severity === 'error')) return reject(problems);
  return accept({ policy: merged.policy, packs: packs.map(summaryOf), problems });
}

interface Pack {
  readonly name: string;
  readonly file: YamlFile;
  readonly shape: PolicyFileShape;
}

async function readPack(
  name: string,
  naming: Naming,
  read: ReadFile,
): Promise<Result<Pack, readonly ConfigurationProblem[]>> {
  const isFile = name.includes('/') || /\.ya?ml$/.test(name);
  const content = isFile ? undefined : BUILT_IN_PACKS.get(name);
  if (!isFile && content === undefined) return reject([unknownPack(name, naming)]);
  const file =
    content === undefined ? await readNamedFile(name, naming, read) : readYaml({ name: `built-in:${name}`, content });
  if (!file.ok) return file;
  const shape = shapeOf(policyFileShape, file.value);
  if (!shape.ok) return shape;
  if (shape.value.use.length === 0) return accept({ name, file: file.value, shape: shape.value });
  const message = 'a pack cannot use other packs; name them all where this one is named';
  return reject([problemAt(file.value, ['use'], { code: 'nested-use', at: 'key', message })]);
}

function unknownPack(name: string, { file, path }: Naming): ConfigurationProblem {
  const known = [...BUILT_IN_PACKS.keys()];
  const message = `${quoted(name)} is not a built-in pack (${known.join(', ')}); a file begins with ./`;
  return problemAt(file, path, { code: 'unknown-pack', message, suggestion: didYouMean(name, known) });
}

function firstBudget(packs: readonly Pack[]): number | null {
  return packs.map((pack) => pack.shape.senior_minutes_per_week).find((minutes) => minutes !== undefined) ?? null;
}

function summaryOf({ name, file, shape }: Pack): PackSummary {
  const inProfiles = shape.profiles.flatMap((profile) => profile.rules.filter((rule) => typeof rule !== 'string'));
  return {
    name,
    source: file.name,
    description: shape.description ?? null,
    rules: shape.rules.length + inProfiles.length,
  };
}
