import type { ShipLine, ShipReport } from '../../contract/index.ts';
import {
  activeOf,
  type Brake,
  listOpenSurges,
  listRollouts,
  nextChangeOf,
  type Rollout,
  readBrakes,
  type Surge,
  scopePartText,
  worstOf,
} from '../../control/index.ts';
import { type Instant, printable } from '../../kernel/index.ts';
import { headline, stateOf } from '../rollout/text.ts';
import type { Plane } from './plane.ts';
import { statedFreezes } from './stated-freeze.ts';
import { isoTime } from './time.ts';

/** More lines are a list, not an answer: all of them stand on the page of freezes. */
const MAX_LINES = 6;

/** Whether one may ship now: by the brakes that hold; rollouts that stand still and loud alarms are to be looked at first. */
export async function shipReport(plane: Pick<Plane, 'node' | 'services'>, now: Instant): Promise<ShipReport> {
  const { node } = plane;
  const [{ brakes }, freezes, rollouts, surges] = await Promise.all([
    readBrakes(node.store),
    statedFreezes(plane),
    listRollouts(node.store),
    listOpenSurges(node),
  ]);
  const stated: readonly StatedBrake[] = [
    ...brakes.map((brake) => ({ brake, repository: null })),
    ...freezes.of.flatMap(({ repository, brakes: own }) => own.map((brake) => ({ brake, repository }))),
  ];
  const held = stated.flatMap((each) => brakeLine(each, now)).sort((a, b) => a.width - b.width);
  const lines = [...held.map(({ line }) => line), ...rollouts.flatMap(rolloutLine), ...surges.flatMap(surgeLine)];
  const changesAt = nextChangeOf(
    stated.map(({ brake }) => brake),
    now,
  );
  return {
    state:
      freezes.unread !== null
        ? 'unknown'
        : held.some(({ width }) => width === 0)
          ? 'hold'
          : held.length > 0
            ? 'partly'
            : 'ship',
    lines: lines.slice(0, MAX_LINES),
    more: Math.max(0, lines.length - MAX_LINES),
    changes_at: changesAt === null ? null : isoTime(changesAt),
  };
}

interface StatedBrake {
  readonly brake: Brake;
  readonly repository: string | null;
}

/** Width 0 = everything; then what is of one repository, tiers, and the rest. */
function brakeLine({ brake, repository }: StatedBrake, now: Instant): readonly { line: ShipLine; width: number }[] {
  return activeOf([brake], now).map(({ until }) => {
    const kinds = brake.scope.map(({ kind }) => kind);
    const width = kinds.includes('everything') ? (repository === null ? 0 : 1) : kinds.includes('tier') ? 2 : 3;
    const of = repository === null ? '' : ` in ${repository}`;
    return {
      width,
      line: {
        kind: 'brake',
        id: printable(brake.id),
        effect: 'hold',
        covers: brake.scope.map((part) => printable(`${scopePartText(part)}${of}`)),
        text: printable(brake.reason),
        until: until === null ? null : isoTime(until),
        review: brake.end.kind === 'review' && brake.by.kind !== 'calendar' ? isoTime(brake.end.at) : null,
      },
    };
  });
}

/** Of a rollout that stands still or goes back. */
function rolloutLine(rollout: Rollout): readonly ShipLine[] {
  const state = stateOf(rollout);
  if (state !== 'paused' && state !== 'stopping') return [];
  const covers = [`service:${printable(rollout.plan.service)}`];
  const common = { kind: 'rollout', id: rollout.id, effect: 'look', covers } as const;
  return [{ ...common, text: headline(rollout), until: null, review: null }];
}

/** Of an alarm that people are called for. */
function surgeLine(surge: Surge): readonly ShipLine[] {
  const severity = worstOf(surge);
  if (severity !== 'critical' && severity !== 'error') return [];
  const { service, flow, environment } = surge.place;
  const covers = [
    ...(service === null ? [] : [`service:${printable(service)}`]),
    ...(flow === null ? [] : [`flow:${printable(flow)}`]),
  ];
  const firing = surge.alerts.filter(({ status }) => status === 'firing').map(({ name }) => printable(name));
  const where = environment === null ? '' : ` in ${printable(environment)}`;
  return [
    {
      kind: 'alarm',
      id: surge.id,
      effect: 'look',
      covers: covers.length > 0 ? covers : ['everything'],
      text: `${[...new Set(firing)].slice(0, 3).join(', ')}${where}`,
      until: null,
      review: null,
    },
  ];
}
