import { indexPeople } from '../domain/catalog/index.ts';
import {
  type ConfigurationProblem,
  type ConfigurationResult,
  compilePolicy,
  lintPolicy,
  runPolicyTest,
  type SunsetEntry,
  sunsetReport,
} from '../domain/policy/index.ts';
import { Fault, type Instant } from '../kernel/index.ts';
import type { World } from './port.ts';
import { CONFIGURATION_PATH } from './setup.ts';

/** A policy with all that is wrong or doubtful in it. */
export interface LintedPolicy {
  readonly source: string;
  readonly rules: number;
  readonly problems: readonly ConfigurationProblem[];
  readonly sunset: readonly SunsetEntry[];
  readonly now: Instant;
}

/** Lints a file, or the configuration of the work tree, or (bare, or none there) that of the default branch. */
export async function lintRepositoryPolicy(options: {
  readonly world: World;
  readonly repository: string;
  readonly file: string | null;
}): Promise<LintedPolicy> {
  const { world, file } = options;
  const now = world.now();
  const { source, result } =
    file !== null
      ? { source: file, result: await world.readPolicyFile({ path: file, catalog: null, now }) }
      : await ownConfiguration(world, options.repository, now);
  if (!result.ok) return { source, rules: 0, problems: result.rejection, sunset: [], now };
  const { policy, catalog, problems } = result.value;
  return {
    source: result.value.source,
    rules: policy.rules.length,
    problems: [...problems, ...lintPolicy(policy, { people: indexPeople(catalog), now })],
    sunset: sunsetReport(policy, now),
    now,
  };
}

async function ownConfiguration(
  world: World,
  repository: string,
  now: Instant,
): Promise<{ readonly source: string; readonly result: ConfigurationResult }> {
  const history = await world.openRepository({ path: repository });
  const description = await history.describe();
  if (!description.bare) {
    const files = world.files(description.path);
    for (const path of [CONFIGURATION_PATH, `.github/${CONFIGURATION_PATH}`]) {
      if ((await files.read(path)) === null) continue;
      const full = `${description.path}/${path}`;
      return { source: path, result: await world.readPolicyFile({ path: full, catalog: null, now }) };
    }
  }
  return {
    source: description.defaultBranch ?? 'HEAD',
    result: await world.configuration.load({ history, revision: description.tip, now }),
  };
}

/** One example of a policy test file with how it came out. */
export interface TestedCase {
  readonly file: string;
  readonly name: string;
  readonly ok: boolean;
  readonly differences: readonly string[];
}

/** Folder and name of a repository's own policy tests. */
const TEST_FOLDER = '.firebreak';
const TEST_SUFFIX = '.test.yaml';

/** Runs the examples of the given files, or of every `.firebreak/**.test.yaml` of the work tree; a broken file is a failed case. */
export async function testPolicies(options: {
  readonly world: World;
  readonly repository: string;
  readonly files: readonly string[];
}): Promise<readonly TestedCase[]> {
  const { world } = options;
  const files = options.files.length > 0 ? options.files : await ownTests(world, options.repository);
  const tested: TestedCase[] = [];
  for (const file of files) tested.push(...(await testFile(world, file)));
  return tested;
}

async function ownTests(world: World, repository: string): Promise<readonly string[]> {
  const history = await world.openRepository({ path: repository });
  const { path } = await history.describe();
  const found = (await world.files(path).list(TEST_FOLDER)).filter((name) => name.endsWith(TEST_SUFFIX));
  if (found.length > 0) return found.map((name) => `${path}/${name}`);
  throw new Fault({
    kind: 'usage',
    code: 'no-policy-tests',
    message: `there is no ${TEST_FOLDER}/**${TEST_SUFFIX} in ${path}`,
    fix: 'Name the files: firebreak policy test FILE.test.yaml.',
  });
}

async function testFile(world: World, file: string): Promise<readonly TestedCase[]> {
  const broken = (problems: readonly ConfigurationProblem[]): readonly TestedCase[] => [
    {
      file,
      name: 'the file can be read',
      ok: false,
      differences: problems.map((each) => `${each.file}:${each.line}: ${each.message}`),
    },
  ];
  const tests = await world.readPolicyTests(file);
  if (!tests.ok) return broken(tests.rejection);
  const policy = await world.readPolicyFile({ path: tests.value.policy, catalog: null, now: world.now() });
  if (!policy.ok) return broken(policy.rejection);
  const compiled = compilePolicy(policy.value.policy);
  if (!compiled.ok) return broken(compiled.rejection);
  return tests.value.cases.map((example) => ({ file, ...runPolicyTest(compiled.value, example) }));
}
