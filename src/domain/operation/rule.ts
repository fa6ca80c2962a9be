import { excerpt } from '../../kernel/index.ts';
import type { FilePath } from '../change/index.ts';
import { EFFECTS, type Effect, type Operation, type OperationSource } from './model.ts';

/** What is true of every operation of one rule. */
export interface OperationRule {
  readonly effects: readonly Effect[];
  readonly why: string;
  readonly safer: string;
  /** `possible` where it depends on what the change does not show. */
  readonly certainty: Operation['certainty'];
}

/** One occurrence of a rule, without the words of the rule. */
export interface Finding<Rule extends string> {
  readonly rule: Rule;
  readonly path: FilePath;
  readonly line: number | null;
  /** What it acts on. */
  readonly object: string;
  /** What it does, one clause; no secret in it. */
  readonly what: string;
  /** Where it differs from the rule's own. */
  readonly certainty?: Operation['certainty'];
  readonly effects?: readonly Effect[];
}

/** Names longer than this are cut where they are shown. */
const OBJECT_LIMIT = 160;
const WHAT_LIMIT = 320;

/** Findings with the words of their rules; names are made safe to show. */
export function operationsOf<Rule extends string>(
  source: OperationSource,
  rules: Readonly<Record<Rule, OperationRule>>,
  findings: readonly Finding<Rule>[],
): readonly Operation[] {
  return findings.map((finding) => {
    const rule = rules[finding.rule];
    const effects = new Set<Effect>(finding.effects ?? rule.effects);
    return {
      source,
      rule: `${source}/${finding.rule}`,
      place: { path: finding.path, line: finding.line, object: excerpt(finding.object, OBJECT_LIMIT) },
      effects: EFFECTS.filter((effect) => effects.has(effect)),
      what: excerpt(finding.what, WHAT_LIMIT),
      why: rule.why,
      safer: rule.safer,
      certainty: finding.certainty ?? rule.certainty,
    };
  });
}

/** A rule whose operations do what they say whatever stands elsewhere. */
export function certain(effects: readonly Effect[], why: string, safer: string): OperationRule {
  return { effects, why, safer, certainty: 'certain' };
}

/** A rule whose operations depend on what the change does not show. */
export function possible(effects: readonly Effect[], why: string, safer: string): OperationRule {
  return { effects, why, safer, certainty: 'possible' };
}
