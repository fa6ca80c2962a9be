import type { CriticalFlow, Service } from '../../domain/catalog/index.ts';
import type { Direction } from '../../domain/detection/index.ts';
import type {
  ConfigurationProblem,
  DetectionStatement,
  ObjectiveStatement,
  SeriesStatement,
} from '../../domain/policy/index.ts';
import type { SeriesName } from '../../domain/signal/index.ts';
import type { DetectionSectionShape } from './detection-schema.ts';
import type { NodePath, YamlFile } from './located.ts';
import { didYouMean, quoted } from './problem.ts';
import { fail, type SectionSource, selectorAt } from './section-source.ts';

/** What a checked file watches; the services and flows that it names stand in the same file. */
export function readDetection(
  file: YamlFile,
  written: DetectionSectionShape,
  known: { readonly services: readonly Service[]; readonly flows: readonly CriticalFlow[] },
): { readonly detection: DetectionStatement; readonly problems: readonly ConfigurationProblem[] } {
  const source: Source = { file, known, problems: [] };
  const series = Object.entries(written.series).flatMap(([name, each]) => seriesOf(source, name, each));
  const objectives = Object.entries(written.objectives).map(([name, each]) => objectiveOf(source, name, each));
  const twice = objectives.filter(({ name }) => Object.hasOwn(written.series, name));
  for (const { name } of twice) {
    const message = `${quoted(name)} is a series and an objective: alarms of the two could not be told apart`;
    fail(source, ['detection', 'objectives', name], { code: 'same-name', message });
  }
  return { detection: { series, objectives }, problems: source.problems };
}

interface Source extends SectionSource {
  readonly known: { readonly services: readonly Service[]; readonly flows: readonly CriticalFlow[] };
}

const DIRECTIONS: Readonly<Record<'drop' | 'rise' | 'both', readonly Direction[]>> = {
  drop: ['drop'],
  rise: ['rise'],
  both: ['drop', 'rise'],
};
const STEP_MS = { m: 60_000, h: 3_600_000 } as const;
/** Weeks of a month and a year, on average. */
const PER_WEEK = { day: 7, week: 1, month: 12 / 52.18, year: 1 / 52.18 } as const;

function seriesOf(
  source: Source,
  name: string,
  written: DetectionSectionShape['series'][string],
): readonly SeriesStatement[] {
  const path: NodePath = ['detection', 'series', name];
  const { service, flow, step, budget } = written;
  if ((service === undefined) === (flow === undefined)) {
    fail(source, path, { code: 'no-place', message: 'names the service or the flow that it is about, one of the two' });
    return [];
  }
  const about =
    flow === undefined ? { kind: 'service' as const, id: service ?? '' } : { kind: 'flow' as const, id: flow };
  checkPlace(source, [...path, about.kind], about);
  const [, number = '1', unit = 'm'] = /^(\d+)([mh])$/.exec(step) ?? [];
  const [count = '1', span = 'week'] = budget.split('/');
  return [
    {
      name,
      selector: selectorAt(source, [...path, 'series'], written.series),
      about,
      environment: written.environment ?? null,
      stepMs: Number(number) * STEP_MS[unit as keyof typeof STEP_MS],
      directions: DIRECTIONS[written.direction],
      alarmsPerWeek: Number(count) * PER_WEEK[span as keyof typeof PER_WEEK],
      unit: written.unit,
    },
  ];
}

function objectiveOf(
  source: Source,
  name: string,
  written: DetectionSectionShape['objectives'][string],
): ObjectiveStatement {
  const path: NodePath = ['detection', 'objectives', name];
  checkPlace(source, [...path, 'service'], { kind: 'service', id: written.service });
  const several = (key: 'bad' | 'all'): readonly SeriesName[] => {
    const texts = written[key];
    return typeof texts === 'string'
      ? [selectorAt(source, [...path, key], texts)]
      : texts.map((text, index) => selectorAt(source, [...path, key, index], text));
  };
  return {
    name,
    service: written.service,
    environment: written.environment ?? null,
    bad: several('bad'),
    all: several('all'),
    isAbsentZero: written.absent_is_zero,
    objective: written.objective,
  };
}

/** A name that nothing bears would be alarmed for, and a brake on it would hold nothing. */
function checkPlace(source: Source, path: NodePath, about: SeriesStatement['about']): void {
  const { services, flows } = source.known;
  const ids = (about.kind === 'flow' ? flows : services).map(({ id }) => id);
  if (ids.includes(about.id)) return;
  const message = `${quoted(about.id)} is no ${about.kind} of this configuration`;
  fail(source, path, { code: `unknown-${about.kind}`, message, suggestion: didYouMean(about.id, ids) });
}
