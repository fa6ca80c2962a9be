import type { ConfigurationProblem, PolicyTestCase } from '../../domain/policy/index.ts';
import { accept, type Result, reject } from '../../kernel/index.ts';
import { shapeOf } from './issue.ts';
import { startOf } from './moment.ts';
import { type PolicyTestShape, policyTestShape } from './policy-test-schema.ts';
import { problemAt, quoted } from './problem.ts';
import { readYaml } from './yaml-file.ts';

/** The examples of a `*.test.yaml` file. */
export interface PolicyTests {
  /** Policy file beside the test file; `null` = the file named like it without `.test`. */
  readonly policy: string | null;
  readonly cases: readonly PolicyTestCase[];
}

type Facts = PolicyTestShape['facts'];

/** Reads a policy test file; each case starts from the facts of the file. */
export function parsePolicyTests(options: {
  readonly content: Uint8Array | string;
  /** Name for messages. */
  readonly file: string;
}): Result<PolicyTests, readonly ConfigurationProblem[]> {
  const file = readYaml({ name: options.file, content: options.content });
  if (!file.ok) return file;
  const shape = shapeOf(policyTestShape, file.value);
  if (!shape.ok) return shape;
  const { policy = null, facts, cases } = shape.value;
  const wrong = cases.flatMap((each, index) => {
    if (each.now === undefined || startOf(each.now) !== null) return [];
    const message = `${quoted(each.now)} is not a day of the calendar`;
    return problemAt(file.value, ['cases', index, 'now'], { code: 'bad-date', message });
  });
  if (wrong.length > 0) return reject(wrong);
  return accept({ policy, cases: cases.map((each) => caseOf(facts, each)) });
}

function caseOf(shared: Facts, each: PolicyTestShape['cases'][number]): PolicyTestCase {
  return {
    name: each.name,
    facts: without(over(shared, each.facts), each.unknown),
    signoffs: each.signoffs.map(({ level, from }) => ({ level: level ?? null, from })),
    now: each.now === undefined ? null : startOf(each.now),
    decision: each.expect ?? null,
    rules: each.rules,
  };
}

function over(shared: Facts, own: Facts): PolicyTestCase['facts'] {
  const groups = [...new Set([...Object.keys(shared), ...Object.keys(own)])];
  return Object.fromEntries(groups.map((group) => [group, { ...shared[group], ...own[group] }]));
}

function without(facts: PolicyTestCase['facts'], unknown: readonly string[]): PolicyTestCase['facts'] {
  return Object.fromEntries(
    Object.entries(facts).map(([group, members]) => [
      group,
      Object.fromEntries(Object.entries(members).filter(([member]) => !unknown.includes(`${group}.${member}`))),
    ]),
  );
}
