import { type Instant, instant } from '../../kernel/index.ts';
import { indexPeople, type Level, type Person } from '../catalog/index.ts';
import type { JudgedSignoff, ReviewContext } from '../review/index.ts';
import { combine } from './combine.ts';
import type { CompiledPolicy } from './compile.ts';
import { evaluatePolicy, type RuleOutcome } from './evaluate.ts';
import type { FactValues } from './fact.ts';
import { factProblems } from './fact-check.ts';
import { RULE_MODES } from './model.ts';

/** What a case may expect of one rule; `matched` = satisfied or unsatisfied. */
export const EXPECTED_OUTCOMES = [
  'not-matched',
  'matched',
  'satisfied',
  'unsatisfied',
  'unevaluable',
  'expired',
  'not-started',
] as const;
export type ExpectedOutcome = (typeof EXPECTED_OUTCOMES)[number];

/** A distinct, eligible human who signed off in an example. */
export interface ExampleSignoff {
  /** `null` = somebody the catalog does not know. */
  readonly level: Level | null;
  /** Groups they belong to: `owners`, `@team`. */
  readonly from: readonly string[];
}

/** One example with what the policy must say of it. */
export interface PolicyTestCase {
  readonly name: string;
  /** Facts by group and member; what is left out is unknown. Checked against the table of facts when it is run. */
  readonly facts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly signoffs: readonly ExampleSignoff[];
  /** The moment it is judged at; `null` = the first of January 2026, for policies without dates. */
  readonly now: Instant | null;
  /** What must come out with every rule enforced; `null` = not checked. */
  readonly decision: 'allow' | 'hold' | 'block' | null;
  /** By rule id; rules that are not named are not checked. */
  readonly rules: Readonly<Record<string, ExpectedOutcome>>;
}

/** How one case came out; `differences` is empty exactly when it passed. */
export interface PolicyTestResult {
  readonly name: string;
  readonly ok: boolean;
  /** One sentence each, with the reason why the policy said otherwise. */
  readonly differences: readonly string[];
}

const USUAL_NOW: Instant = instant(Date.UTC(2026, 0, 1));

/** Runs one example. A fact that does not exist or has the wrong type fails it, as does a case that expects nothing. */
export function runPolicyTest(compiled: CompiledPolicy, example: PolicyTestCase): PolicyTestResult {
  const outcomes = outcomesOf(compiled, example);
  const differences = [
    ...factProblems(example.facts),
    ...decisionDifference(outcomes, example),
    ...Object.entries(example.rules).flatMap(([id, expected]) => ruleDifference(outcomes, id, expected)),
  ];
  if (example.decision === null && Object.keys(example.rules).length === 0)
    differences.push('the case expects nothing');
  return { name: example.name, ok: differences.length === 0, differences };
}

function outcomesOf(policy: CompiledPolicy, example: PolicyTestCase): readonly RuleOutcome[] {
  const now = example.now ?? USUAL_NOW;
  const people = example.signoffs.map(personOfExample);
  const context: ReviewContext = {
    contentDigest: null,
    participants: [],
    people: indexPeople({ people: people.flatMap((person) => person ?? []) }),
    owners: people.flatMap((person, at) =>
      example.signoffs[at]?.from.includes('owners') ? ownerName(person, at) : [],
    ),
    automated: [],
    now,
  };
  return evaluatePolicy({ policy, facts: factsOf(example), signoffs: judgedOf(example, people), review: context, now })
    .outcomes;
}

function factsOf(example: PolicyTestCase): Parameters<typeof evaluatePolicy>[0]['facts'] {
  const none = {
    change: {},
    author: {},
    provenance: {},
    catalog: {},
    evidence: {},
    risk: {},
    scanner: {},
    operation: {},
    blast: {},
    pattern: {},
    companions: {},
    flag: {},
    repository: {},
  };
  return { values: { ...none, ...example.facts } as unknown as FactValues, unknown: {} };
}

function personOfExample(signoff: ExampleSignoff, at: number): Person | null {
  if (signoff.level === null) return null;
  const teams = signoff.from.map((group) => group.replace(/^@/, ''));
  return { id: `reviewer-${at}`, level: signoff.level, mails: [], handles: [`reviewer-${at}`], teams };
}

function ownerName(person: Person | null, at: number): string {
  return person?.id ?? `@stranger-${at}`;
}

/** Examples are about rules, not about eligibility: each sign-off is an eligible, distinct human. */
function judgedOf(example: PolicyTestCase, people: readonly (Person | null)[]): readonly JudgedSignoff[] {
  return people.map((person, at) => ({
    kind: 'eligible',
    signoff: {
      by: { personId: person?.id ?? null, mail: null, handle: `stranger-${at}` },
      contentDigest: EXAMPLE_DIGEST,
      at: example.now ?? USUAL_NOW,
      source: 'context',
      edited: false,
    },
    human: person === null ? { kind: 'stranger', mail: null, handle: `stranger-${at}` } : { kind: 'person', person },
  }));
}

const EXAMPLE_DIGEST = 'sha256:example' as ReviewContext['contentDigest'] & string;

function decisionDifference(outcomes: readonly RuleOutcome[], { decision }: PolicyTestCase): readonly string[] {
  const actual = combine(outcomes, RULE_MODES);
  if (decision === null || actual === decision) return [];
  const stopping = outcomes.filter(({ kind }) => kind === 'unsatisfied' || kind === 'unevaluable').map(describe);
  const because = stopping.length === 0 ? 'no rule holds it' : stopping.join('; ');
  return [`expected ${decision}, got ${actual}: ${because}`];
}

function ruleDifference(outcomes: readonly RuleOutcome[], id: string, expected: ExpectedOutcome): readonly string[] {
  const outcome = outcomes.find(({ rule }) => rule.id === id);
  if (outcome === undefined) return [`the policy has no rule ${id}`];
  const matched = outcome.kind === 'satisfied' || outcome.kind === 'unsatisfied';
  if (outcome.kind === expected || (expected === 'matched' && matched)) return [];
  return [`expected rule ${id} to be ${expected}, but ${describe(outcome)}`];
}

function describe(outcome: RuleOutcome): string {
  const { id } = outcome.rule;
  switch (outcome.kind) {
    case 'unevaluable':
      return `${id} is unevaluable (${outcome.error ?? outcome.missing.map(({ fact }) => `${fact} is unknown`).join(', ')})`;
    case 'satisfied':
    case 'unsatisfied':
      return `${id} is ${outcome.kind} (${outcome.facts.map(({ name, value }) => `${name} = ${value}`).join(', ')})`;
    default:
      return `${id} is ${outcome.kind}`;
  }
}
