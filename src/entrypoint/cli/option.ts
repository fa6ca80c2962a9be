import type { Since } from '../../service/index.ts';
import { UsageError } from './exit.ts';

/** One `--format` value: a format name, and the file it goes to (`null` = stdout). */
export interface FormatTarget {
  readonly format: string;
  readonly file: string | null;
}

/**
 * Parses repeated `--format NAME[=FILE]`; `--json` means `json` on stdout. At most one format goes to stdout; without
 * any, `fallback` does. Throws a UsageError that lists the known names.
 */
export function parseFormats<Name extends string>({
  options: given,
  known: names,
  fallback,
}: {
  readonly options: { readonly format?: readonly string[]; readonly json?: boolean };
  readonly known: readonly Name[];
  readonly fallback: Name;
}): readonly { readonly format: Name; readonly file: string | null }[] {
  const targets = (given.format ?? []).map((value) => {
    const cut = value.indexOf('=');
    const name = cut < 0 ? value : value.slice(0, cut);
    const format = names.find((known) => known === name);
    if (format === undefined) {
      throw new UsageError(`unknown format "${name}"`, `Use one of: ${names.join(', ')}.`);
    }
    const file = cut < 0 ? null : value.slice(cut + 1);
    if (file === '') throw new UsageError(`--format ${value} names no file`, `Write --format ${name}=FILE.`);
    return { format, file };
  });
  const json = names.find((known) => known === 'json');
  if (given.json === true && json !== undefined) targets.push({ format: json, file: null });
  if (targets.filter((target) => target.file === null).length > 1) {
    throw new UsageError('only one format can go to stdout', 'Give the others a file: --format sarif=out.sarif.');
  }
  return targets.some((target) => target.file === null) ? targets : [...targets, { format: fallback, file: null }];
}

const DAYS_PER_UNIT: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30, y: 365 };

/** Parses `90d`, `12w`, `6m`, `1y` or an ISO date. Throws a UsageError. */
export function parseSince(value: string): Since {
  const span = /^(\d{1,5})([dwmy])$/.exec(value);
  if (span !== null) return { kind: 'days', days: Number(span[1]) * (DAYS_PER_UNIT[span[2] ?? 'd'] ?? 1) };
  if (/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(value)) {
    const at = new Date(value);
    if (!Number.isNaN(at.getTime())) return { kind: 'moment', at: at.toISOString() };
  }
  throw new UsageError(`--since ${value} is neither a span nor a date`, 'Use 90d, 12w, 6m, 1y or 2026-01-31.');
}

/** Parses a positive whole number. Throws a UsageError that names the flag. */
export function parseCount(flag: string, value: string): number {
  const count = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (count < 1) throw new UsageError(`${flag} takes a whole number from 1 up, not "${value}"`);
  return count;
}

/** Collects a repeatable option. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

/** Parses the kind of labels. Throws a UsageError. */
export function parseLabels(value: string): 'stated' | 'traced' {
  if (value === 'stated' || value === 'traced') return value;
  throw new UsageError(`unknown labels "${value}"`, 'Use stated or traced.');
}
