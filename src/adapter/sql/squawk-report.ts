import { z } from 'zod';
import type { FilePath } from '../../domain/change/index.ts';
import type { SquawkFinding } from '../../domain/operation/index.ts';
import { Fault } from '../../kernel/index.ts';

/** A report of ten thousand findings fits; characters. */
const REPORT_LIMIT = 16 * 1024 * 1024;
/** squawk's longest messages are a few hundred characters. */
const MESSAGE_LIMIT = 2000;

const finding = z.object({
  file: z.string(),
  line: z.number().int().nullish(),
  rule_name: z.string(),
  message: z.string().default(''),
  help: z.string().nullish(),
});

/**
 * Reads what `squawk --reporter json` prints (2.x). Members that are not named here are ignored; an entry that does not
 * fit is counted, never taken for absent. Faults: not JSON, no list, too large.
 */
export function readSquawkReport(text: string): {
  readonly findings: readonly SquawkFinding[];
  readonly skipped: number;
} {
  if (text.length > REPORT_LIMIT) throw wrong(`is larger than ${REPORT_LIMIT / 1024 / 1024} MB`);
  const entries = parse(text);
  const findings: SquawkFinding[] = [];
  for (const entry of entries) {
    const result = finding.safeParse(entry);
    if (!result.success) continue;
    const { file, line, rule_name: rule, message, help } = result.data;
    findings.push({
      path: file.replace(/^\.\//, '') as FilePath,
      // squawk counts lines from 0.
      line: line === null || line === undefined || line < 0 ? null : line + 1,
      rule,
      message: message.slice(0, MESSAGE_LIMIT),
      help: help?.slice(0, MESSAGE_LIMIT) ?? null,
    });
  }
  return { findings, skipped: entries.length - findings.length };
}

function parse(text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw wrong('is not JSON', cause);
  }
  if (!Array.isArray(value)) throw wrong('is no list of findings');
  return value;
}

function wrong(what: string, cause?: unknown): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'squawk-report',
    message: `the report of squawk ${what}`,
    fix: 'Give the output of: squawk --reporter json FILES',
    cause,
  });
}
