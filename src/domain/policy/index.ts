export type { Facts, FactValues } from './fact.ts';
export type { EvidenceKind, Policy, Profile, Rule, RuleEffect, RuleMode, SignoffRequirement } from './model.ts';
export { EVIDENCE_KINDS, RULE_MODES } from './model.ts';
