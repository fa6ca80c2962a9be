export type { SignoffRequirement } from '../review/index.ts';
export { type CombinedEffect, combine, effectOf, strongestMode } from './combine.ts';
export {
  type CompiledPolicy,
  type CompiledRule,
  compilePolicy,
  MAX_RULES,
  MAX_SIGNOFF_COUNT,
  policyDigest,
} from './compile.ts';
export {
  type Condition,
  type ConditionProblem,
  type ConditionResult,
  compileCondition,
  evaluateCondition,
} from './condition.ts';
export { conditionContext, factValue, showFact } from './condition-context.ts';
export { MAX_CONDITION_LENGTH } from './condition-environment.ts';
export type { Truth } from './condition-part.ts';
export {
  type BrakeStatement,
  type BuildLimitStatement,
  type Configuration,
  type ConfigurationProblem,
  type ConfigurationReader,
  type ConfigurationResult,
  configurationFault,
  type DetectionStatement,
  describeProblem,
  type FlagStatement,
  NO_BRAKE_STATEMENT,
  NO_DETECTION,
  NO_FLAGS,
  NO_QUEUE,
  NO_ROLLOUTS,
  type ObjectiveStatement,
  type PackSummary,
  type QueueStatement,
  type RolloutStatement,
  type SeriesStatement,
} from './configuration.ts';
export {
  EVIDENCE_FACT,
  evaluatePolicy,
  type MissingRequirement,
  type PolicyVerdict,
  type RuleOutcome,
  type ShownFact,
  type UnknownFact,
} from './evaluate.ts';
export { type ConditionExplanation, type ConditionFlip, type ExplainedPart, explainCondition } from './explain.ts';
export type { Facts, FactValues } from './fact.ts';
export { factProblems } from './fact-check.ts';
export { factPage } from './fact-page.ts';
export { FACT_GROUPS, FACT_TABLE, type FactDefinition, type FactType, factDefinition } from './fact-table.ts';
export { matchesGlob } from './glob.ts';
export { lintPolicy } from './lint.ts';
export type { EvidenceKind, Policy, Profile, Rule, RuleEffect, RuleMode } from './model.ts';
export { EVIDENCE_KINDS, RULE_MODES } from './model.ts';
export type { PolicyProblem, PolicyProblemCode } from './problem.ts';
export { type SunsetEntry, sunsetReport } from './sunset.ts';
export {
  EXPECTED_OUTCOMES,
  type ExampleSignoff,
  type ExpectedOutcome,
  type PolicyTestCase,
  type PolicyTestResult,
  runPolicyTest,
} from './test-case.ts';
