import { assertNever, type Instant } from '../../kernel/index.ts';
import { compileGlob, matchesPath } from '../catalog/index.ts';
import type { Brake, BrakeLanes, BrakeTarget, Known, ScopePart } from './model.ts';
import { foldName, scopePartText } from './scope.ts';
import type { ActiveBrake } from './standing.ts';

/** Whether a brake covers a target, and why. */
export type Coverage =
  | { readonly kind: 'covered'; readonly part: ScopePart }
  /** One part could not be told, and none was found to cover it: it counts as covered. */
  | { readonly kind: 'unknown'; readonly part: ScopePart; readonly why: string }
  | { readonly kind: 'apart' };

/** What a brake holds, with everything that a reason needs. */
export interface BrakeHold {
  readonly brake: string;
  readonly reason: string;
  readonly by: Brake['by'];
  readonly since: Instant;
  /** When it stops by itself; `null` = a human releases it. */
  readonly until: Instant | null;
  readonly isOverdue: boolean;
  /** Of its scope, as text: what covers the target. */
  readonly part: string;
  /** Why it is not known whether that part covers the target; `null` = it does. */
  readonly unknown: string | null;
  readonly lanes: BrakeLanes;
  /** Sign-offs of the content that count. */
  readonly signoffs: number;
  /** An override given before this says nothing of it. */
  readonly strictSince: Instant;
}

/** Whether a brake covers a target; what is not known of the target is covered. */
export function appliesTo({ scope }: Pick<Brake, 'scope'>, target: BrakeTarget): Coverage {
  let doubt: Coverage = { kind: 'apart' };
  for (const part of scope) {
    const covered = coverageOf(part, target);
    if (covered.kind === 'covered') return covered;
    if (doubt.kind === 'apart') doubt = covered;
  }
  return doubt;
}

/** What of these brakes holds a target: those that cover it and whose lanes it does not fit. Empty = it may pass. */
export function holdsOn(active: readonly ActiveBrake[], target: BrakeTarget): readonly BrakeHold[] {
  return active.flatMap((each) => {
    const { brake, since, until, isOverdue } = each;
    if (passesBy(brake.lanes, target)) return [];
    const coverage = appliesTo(brake, target);
    if (coverage.kind === 'apart') return [];
    return [
      {
        brake: brake.id,
        reason: brake.reason,
        by: brake.by,
        since,
        until,
        isOverdue,
        part: scopePartText(coverage.part),
        unknown: coverage.kind === 'unknown' ? coverage.why : null,
        lanes: brake.lanes,
        signoffs: target.signoffs,
        strictSince: since > brake.strictSince ? since : brake.strictSince,
      },
    ];
  });
}

/** Whether a target passes a brake by its lane. What stops or takes back always does. */
export function passesBy(lanes: BrakeLanes, { lane, signoffs }: Pick<BrakeTarget, 'lane' | 'signoffs'>): boolean {
  switch (lane) {
    case 'ordinary':
      return false;
    case 'hotfix':
      return lanes.hotfix !== null && signoffs >= lanes.hotfix;
    case 'revert':
      return lanes.revert;
    case 'stop':
      return true;
    default:
      return assertNever(lane);
  }
}

function coverageOf(part: ScopePart, target: BrakeTarget): Coverage {
  switch (part.kind) {
    case 'everything':
      return { kind: 'covered', part };
    case 'tier':
      return among(part, target.tiers, (tier) => tier === part.tier);
    case 'service':
      return among(part, target.services, (service) => service === part.service);
    case 'flow':
      return among(part, target.flows, (flow) => flow === part.flow);
    case 'path':
      return among(part, target.paths, matcherOf(part.glob));
    case 'agent':
      return among(part, target.agents, (agent) => foldName(agent) === foldName(part.agent));
    case 'model':
      return among(part, target.models, (model) => foldName(model) === foldName(part.model));
    case 'pattern':
      return among(part, target.patterns, (pattern) => pattern === part.pattern);
    default:
      return assertNever(part);
  }
}

function among<T>(part: ScopePart, known: Known<T>, covers: (value: T) => boolean): Coverage {
  if (known.kind === 'unknown') return { kind: 'unknown', part, why: known.why };
  return known.values.some(covers) ? { kind: 'covered', part } : { kind: 'apart' };
}

/** A pattern that cannot be read covers every path. */
function matcherOf(glob: string): (path: string) => boolean {
  const compiled = compileGlob(glob);
  return compiled.ok ? (path) => matchesPath(compiled.value, path) : () => true;
}
