import type { LintReport, PolicyTestReport } from '../../../contract/index.ts';

/** Lint findings as `file:line:column: severity: message`, then what ends when. */
export function lintText(report: LintReport): string {
  const lines = report.problems.map((problem) => {
    const place = [problem.file, problem.line, problem.column].filter((part) => part !== null).join(':');
    const fix = problem.suggestion === null ? '' : `\n    did you mean ${problem.suggestion}?`;
    return `${place}: ${problem.severity}: ${problem.message} [${problem.code}]${fix}`;
  });
  for (const end of report.sunset) {
    const when = end.ends.slice(0, 10);
    const state =
      end.state === 'ended'
        ? `ended ${when}`
        : `ends ${when}, ${end.days_left} days left${end.state === 'not-started' ? ' (not started)' : ''}`;
    lines.push(`${end.kind} ${end.id}: ${state}`);
  }
  const errors = report.problems.filter((problem) => problem.severity === 'error').length;
  const warnings = report.problems.length - errors;
  lines.push(
    `${counted(report.rules, 'rule')} from ${report.source}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`,
  );
  return `${lines.join('\n')}\n`;
}

/** Failed cases with their differences, then the count. */
export function policyTestText(report: PolicyTestReport): string {
  const lines = report.cases
    .filter((testCase) => !testCase.ok)
    .flatMap((testCase) => [
      `FAIL ${testCase.file}: ${testCase.name}`,
      ...testCase.differences.map((difference) => `     ${difference}`),
    ]);
  lines.push(`${report.passed} passed, ${report.failed} failed`);
  return `${lines.join('\n')}\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
