import type { DoctorReport } from '../../../contract/index.ts';

const SIGN = { ok: 'ok     ', note: 'note   ', problem: 'problem' } as const;

/** One line a check, with the fix below it. */
export function doctorText(report: DoctorReport): string {
  const lines = report.checks.flatMap((check) => [
    `${SIGN[check.status]}  ${check.name}: ${check.message}`,
    ...(check.fix === null ? [] : [`         fix: ${check.fix}`]),
  ]);
  const problems = report.checks.filter((check) => check.status === 'problem').length;
  lines.push(problems === 0 ? 'nothing stands in the way' : `${problems} ${problems === 1 ? 'problem' : 'problems'}`);
  return `${lines.join('\n')}\n`;
}
