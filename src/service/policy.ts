import type { LintReport, PolicyTestReport } from '../contract/index.ts';
import type { LintedPolicy, TestedCase } from '../control/index.ts';
import { printable } from '../kernel/index.ts';
import { isoOf } from './decision-document.ts';

const DAY_MS = 86_400_000;

/** The contract's lint report. */
export function lintReportOf({ source, rules, problems, sunset, now }: LintedPolicy): LintReport {
  return {
    schema: 'firebreak.policy-lint/v1',
    source,
    rules,
    problems: problems.map((problem) => ({
      severity: problem.severity,
      code: problem.code,
      rule: problem.rule,
      file: problem.file,
      line: problem.line,
      column: problem.column,
      message: printable(problem.message),
      suggestion: problem.suggestion === null ? null : printable(problem.suggestion),
    })),
    sunset: sunset.map((entry) => ({
      kind: entry.kind,
      id: entry.id,
      ends: isoOf(entry.ends) ?? '',
      state: entry.state,
      days_left: Math.max(0, Math.floor((entry.ends - now) / DAY_MS)),
    })),
  };
}

/** The contract's policy test report. */
export function policyTestReportOf(cases: readonly TestedCase[]): PolicyTestReport {
  const passed = cases.filter((each) => each.ok).length;
  return {
    schema: 'firebreak.policy-test/v1',
    passed,
    failed: cases.length - passed,
    cases: cases.map((each) => ({ ...each, differences: each.differences.map(printable) })),
  };
}
