/** 1 is the worst. */
export const SEVERITIES = [1, 2, 3, 4] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What told of it first. */
export const DETECTION_SOURCES = [
  'alarm',
  'alert',
  'customer',
  'employee',
  'partner',
  'press',
  'chance',
  'unknown',
] as const;
export type DetectionSource = (typeof DETECTION_SOURCES)[number];

/**
 * What set it off. The codes are those that Google's post-mortems count (SRE Workbook, appendix C), with changes told apart by their class.
 * A trigger is not the root cause: a push sets off what a missing limit allows.
 */
export const TRIGGERS = [
  'code-change',
  'config-change',
  'flag-change',
  'infrastructure-change',
  'data-change',
  'manual-operation',
  'pipeline',
  'user-behaviour',
  'provider',
  'performance-decay',
  'capacity',
  'hardware',
  'other',
] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** Why it could happen. */
export const ROOT_CAUSES = [
  'software-defect',
  'wrong-configuration',
  'missing-safeguard',
  'missing-approval',
  'over-broad-access',
  'missing-test',
  'wrong-documentation',
  'dependency',
  'capacity-planning',
  'hardware-fault',
  'external',
  'other',
] as const;
export type RootCause = (typeof ROOT_CAUSES)[number];

/**
 * What part software that writes or acts by itself had. `advised`: a human followed it. `operated`: it acted itself. `reviewed`: it approved.
 * Who wrote the code and who caused the incident are two questions.
 */
export const AI_ROLES = ['authored', 'co-authored', 'advised', 'operated', 'reviewed', 'none'] as const;
export type AiRole = (typeof AI_ROLES)[number];

/** How something is known, the strongest first. */
export const EVIDENCE_CLASSES = ['attested', 'observed', 'declared', 'inferred'] as const;
export type EvidenceClass = (typeof EVIDENCE_CLASSES)[number];

/** What an action is for. */
export const ACTION_KINDS = ['prevent', 'detect', 'mitigate', 'process'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

/** What may be said of an incident that others may say otherwise. */
export const SUBJECTS = ['trigger', 'root-cause', 'ai-role'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** The codes that each subject takes. */
export const CODES: Readonly<Record<Subject, readonly string[]>> = {
  trigger: TRIGGERS,
  'root-cause': ROOT_CAUSES,
  'ai-role': AI_ROLES,
};

/** What somebody was counted as hurt by. */
export const MEASURES = ['minutes', 'orders', 'users', 'errors', 'amount', 'conversion-drop'] as const;
export type Measure = (typeof MEASURES)[number];

/** How a figure came about, the strongest first: counted from data, worked out, or said by somebody. */
export const BASES = ['measured', 'estimated', 'reported'] as const;
export type Basis = (typeof BASES)[number];

/** How a link or a suspicion is known, the weakest first; only the last two may be called a cause. */
export const GRADES = ['asserted', 'temporal', 'spatial', 'mechanism', 'intervention'] as const;
export type Grade = (typeof GRADES)[number];

/** What may be linked to an incident. */
export const LINK_KINDS = [
  'change',
  'rollout',
  'brake',
  'surge',
  'flag',
  'config',
  'infrastructure',
  'incident',
] as const;
export type LinkKind = (typeof LINK_KINDS)[number];
