import {
  type BrakeRule,
  type BrakeScope,
  type BrakeTrigger,
  type CalendarBrake,
  parseScope,
  parseWindows,
} from '../../domain/brake/index.ts';
import type { CriticalFlow, Service } from '../../domain/catalog/index.ts';
import type { BrakeStatement, ConfigurationProblem } from '../../domain/policy/index.ts';
import type { BrakeSectionShape } from './brake-schema.ts';
import type { NodePath, YamlFile } from './located.ts';
import { endOf } from './moment.ts';
import { didYouMean, problemAt, quoted } from './problem.ts';

const STORM = { rollbacks: 3, minutes: 60 };
const REVIEW_MINUTES = 240;

/** The brakes of a checked file; services and flows that scopes name stand in the same file. */
export function readBrakes(
  file: YamlFile,
  written: BrakeSectionShape,
  known: { readonly services: readonly Service[]; readonly flows: readonly CriticalFlow[] },
): { readonly brakes: BrakeStatement; readonly problems: readonly ConfigurationProblem[] } {
  const source: Source = { file, known, problems: [] };
  const calendar = Object.entries(written.calendar).flatMap(([name, freeze]) => calendarBrake(source, name, freeze));
  const rules = Object.entries(written.rules).flatMap(([id, rule]) => brakeRule(source, id, rule));
  return { brakes: { calendar, rules }, problems: source.problems };
}

interface Source {
  readonly file: YamlFile;
  readonly known: { readonly services: readonly Service[]; readonly flows: readonly CriticalFlow[] };
  readonly problems: ConfigurationProblem[];
}

function calendarBrake(
  source: Source,
  name: string,
  written: BrakeSectionShape['calendar'][string],
): readonly CalendarBrake[] {
  const path: NodePath = ['brakes', 'calendar', name];
  const scope = scopeOf(source, [...path, 'scope'], written.scope);
  const window = parseWindows(listOf(written.window), written.zone);
  if (!window.ok) fail(source, [...path, 'window'], { code: 'bad-window', message: window.rejection });
  const expires = written.expires === undefined ? null : endOf(written.expires);
  if (written.expires !== undefined && expires === null) {
    const message = `${quoted(written.expires)} is not a day of the calendar`;
    fail(source, [...path, 'expires'], { code: 'bad-date', message });
  }
  if (scope === null || !window.ok) return [];
  const lanes = { hotfix: written.hotfix === false ? null : written.hotfix, revert: written.reverts };
  return [{ name, scope, reason: written.reason, window: window.value, lanes, expires }];
}

function brakeRule(source: Source, id: string, written: BrakeSectionShape['rules'][string]): readonly BrakeRule[] {
  const path: NodePath = ['brakes', 'rules', id];
  const { when, rollbacks, minutes, review_minutes: review, ends_after_minutes: ends } = written;
  if (when !== 'rollback-storm' && (rollbacks ?? minutes) !== undefined) {
    const message = 'rollbacks and minutes are of a rollback-storm alone';
    fail(source, path, { code: 'bad-rule', message });
  }
  if (review !== undefined && ends !== undefined) {
    const message = 'it is either to be looked at after review_minutes or over after ends_after_minutes';
    fail(source, path, { code: 'bad-rule', message });
  }
  const trigger: BrakeTrigger =
    when === 'rollback-storm'
      ? { kind: when, rollbacks: rollbacks ?? STORM.rollbacks, minutes: minutes ?? STORM.minutes }
      : { kind: when };
  const scope = written.scope === 'affected' ? written.scope : scopeOf(source, [...path, 'scope'], written.scope);
  if (scope === null) return [];
  const lanes = { hotfix: written.hotfix === false ? null : written.hotfix, revert: written.reverts };
  const end =
    ends === undefined
      ? ({ kind: 'review', minutes: review ?? REVIEW_MINUTES } as const)
      : ({ kind: 'until', minutes: ends } as const);
  return [{ id, trigger, scope, lanes, end }];
}

/** A name that nothing bears would hold nothing, and nobody would notice. */
function scopeOf(source: Source, path: NodePath, written: string | readonly string[]): BrakeScope | null {
  const read = parseScope(listOf(written));
  if (!read.ok) {
    fail(source, path, { code: 'bad-scope', message: read.rejection });
    return null;
  }
  const services = [...source.known.services.map(({ id }) => id), 'firebreak'];
  const flows = source.known.flows.map(({ id }) => id);
  for (const part of read.value) {
    const [what, name, candidates] =
      part.kind === 'service'
        ? ['service', part.service, services]
        : part.kind === 'flow'
          ? ['flow', part.flow, flows]
          : ['', '', ['']];
    if (candidates.includes(name)) continue;
    const message = `${quoted(name)} is no ${what} of this configuration, so that nothing would be held`;
    fail(source, path, { code: `unknown-${what}`, message, suggestion: didYouMean(name, candidates) });
  }
  return read.value;
}

function fail(
  { file, problems }: Source,
  path: NodePath,
  what: { readonly code: string; readonly message: string; readonly suggestion?: string | null },
): void {
  problems.push(problemAt(file, path, what));
}

function listOf(written: string | readonly string[]): readonly string[] {
  return typeof written === 'string' ? [written] : written;
}
