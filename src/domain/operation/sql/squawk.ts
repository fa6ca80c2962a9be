import type { FilePath } from '../../change/index.ts';
import type { Effect, Operation } from '../model.ts';
import { operationsOf } from '../rule.ts';

/** A finding of squawk, a linter of PostgreSQL migrations, as its reports give it. */
export interface SquawkFinding {
  readonly path: FilePath;
  /** 1-based; `null` where the report gives none. */
  readonly line: number | null;
  /** squawk's own id: `ban-drop-column`. */
  readonly rule: string;
  readonly message: string;
  readonly help: string | null;
}

/** squawk's rules that say what a statement does to rows, to readers or to the version before; its style rules are none of them. */
const EFFECTS_OF: Readonly<Record<string, readonly Effect[]>> = {
  'adding-field-with-default': ['lock-hazard'],
  'adding-foreign-key-constraint': ['old-code-breaking', 'lock-hazard'],
  'adding-not-nullable-field': ['old-code-breaking', 'lock-hazard'],
  'adding-required-field': ['old-code-breaking'],
  'adding-serial-primary-key-field': ['lock-hazard'],
  'ban-alter-domain-with-add-constraint': ['old-code-breaking', 'lock-hazard'],
  'ban-concurrent-index-creation-in-transaction': ['lock-hazard'],
  'ban-drop-column': ['data-losing', 'old-code-breaking'],
  'ban-drop-database': ['data-losing', 'old-code-breaking'],
  'ban-drop-not-null': ['new-data-unreadable'],
  'ban-drop-table': ['data-losing', 'old-code-breaking'],
  'ban-truncate-cascade': ['data-losing'],
  'changing-column-type': ['data-losing', 'old-code-breaking', 'new-data-unreadable', 'lock-hazard'],
  'constraint-missing-not-valid': ['lock-hazard'],
  'disallowed-unique-constraint': ['old-code-breaking', 'lock-hazard'],
  'renaming-column': ['old-code-breaking'],
  'renaming-table': ['old-code-breaking'],
  'require-concurrent-index-creation': ['lock-hazard'],
  'require-concurrent-index-deletion': ['lock-hazard'],
  'require-concurrent-partition-detach': ['lock-hazard'],
  'require-concurrent-reindex': ['lock-hazard'],
  'syntax-error': ['opaque'],
};

/** Whether squawk's rule says what a statement does; the others are about style and time-outs. */
export function isSquawkEffect(rule: string): boolean {
  return Object.hasOwn(EFFECTS_OF, rule);
}

/** squawk's findings as operations of the source `scanner`; rules about style and time-outs are left out. */
export function squawkOperations(findings: readonly SquawkFinding[]): readonly Operation[] {
  return findings.flatMap((finding) => {
    const effects = EFFECTS_OF[finding.rule];
    if (effects === undefined || !isSquawkEffect(finding.rule)) return [];
    const rule = {
      effects,
      why: finding.message,
      safer: finding.help ?? 'See squawk on this rule.',
      certainty: 'certain',
    } as const;
    const what = `squawk: ${finding.rule}`;
    return operationsOf('scanner', { [finding.rule]: rule }, [
      { rule: finding.rule, path: finding.path, line: finding.line, object: finding.rule, what },
    ]).map((operation) => ({ ...operation, rule: `squawk/${finding.rule}` }));
  });
}
