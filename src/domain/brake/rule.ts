import { assertNever, type Instant, instant } from '../../kernel/index.ts';
import type { BrakeWish } from './decide.ts';
import { hasEnded } from './evolve.ts';
import { type Brake, type BrakeBoard, type BrakeLanes, type BrakeScope, MAX_PARTS, type ScopePart } from './model.ts';
import { coversScope, orderedScope } from './scope.ts';

/** What makes a rule engage a brake. */
export type BrakeTrigger =
  /** An incident of severity 1 is open: somebody declared it, and it hurts. */
  | { readonly kind: 'open-sev-1' }
  /** Alarms about one place are critical, whatever anybody made of them. */
  | { readonly kind: 'critical-surge' }
  /** The error budget of a service is spent. */
  | { readonly kind: 'error-budget-spent' }
  /** So many rollbacks of one service within so many minutes. */
  | { readonly kind: 'rollback-storm'; readonly rollbacks: number; readonly minutes: number }
  /** An alarm on a critical flow. */
  | { readonly kind: 'flow-alarm' };

/** Engages a brake by itself, as the protected base states it; it never releases one but by the end that it states. */
export interface BrakeRule {
  readonly id: string;
  readonly trigger: BrakeTrigger;
  /** `affected` = the services and flows that the facts name; where they name none, everything. */
  readonly scope: BrakeScope | 'affected';
  readonly lanes: BrakeLanes;
  /** Ends by itself after so many minutes, or is to be looked at again after them and holds until a human releases it. */
  readonly end: { readonly kind: 'until' | 'review'; readonly minutes: number };
}

/** What is known at one moment of what may engage brakes; `null` = nobody tells. */
export interface DayFacts {
  readonly incidents:
    | readonly {
        readonly id: string;
        readonly severity: 1 | 2 | 3 | 4;
        readonly isOpen: boolean;
        readonly services: readonly string[];
        readonly flows: readonly string[];
      }[]
    | null;
  readonly surges:
    | readonly { readonly id: string; readonly services: readonly string[]; readonly flows: readonly string[] }[]
    | null;
  readonly budgets: readonly { readonly service: string; readonly spentAt: Instant | null }[] | null;
  readonly rollbacks: readonly { readonly id: string; readonly service: string; readonly at: Instant }[] | null;
  readonly alarms: readonly { readonly id: string; readonly flow: string; readonly isCritical: boolean }[] | null;
}

/** What rules come to. */
export interface RuleOutcome {
  readonly engage: readonly BrakeWish[];
  /** Rules that nobody tells the facts of: they engage nothing, and that is said. */
  readonly untold: readonly { readonly rule: string; readonly why: string }[];
}

/**
 * What rules engage by the facts of the day, in the order of the rules. One cause engages once: what a human released stays released until
 * something new happens. Nothing here ever releases.
 */
export function brakesByRule(
  rules: readonly BrakeRule[],
  given: { readonly facts: DayFacts; readonly board: BrakeBoard; readonly now: Instant },
): RuleOutcome {
  const engage: BrakeWish[] = [];
  const untold: { rule: string; why: string }[] = [];
  for (const rule of rules) {
    const found = causesOf(rule, given);
    if (found === null) {
      untold.push({ rule: rule.id, why: UNTOLD[rule.trigger.kind] });
      continue;
    }
    for (const cause of found) {
      const wish = wishOf(rule, cause, given.now);
      if (!isEngaged(wish, given, engage)) engage.push(wish);
    }
  }
  return { engage, untold };
}

interface Cause {
  readonly key: string;
  readonly text: string;
  readonly affected: readonly ScopePart[];
}

function causesOf(
  { id, trigger }: BrakeRule,
  { facts, board, now }: { readonly facts: DayFacts; readonly board: BrakeBoard; readonly now: Instant },
): readonly Cause[] | null {
  switch (trigger.kind) {
    case 'open-sev-1':
      return (
        facts.incidents
          ?.filter(({ severity, isOpen }) => severity === 1 && isOpen)
          .map(({ id: incident, services, flows }) => ({
            key: `incident:${incident}`,
            text: `incident ${incident} of severity 1 is open`,
            affected: [...services.map(ofService), ...flows.map(ofFlow)],
          })) ?? null
      );
    case 'critical-surge':
      return (
        facts.surges?.map(({ id: surge, services, flows }) => ({
          key: `surge:${surge}`,
          text: `alarms are critical (surge ${surge})`,
          affected: [...services.map(ofService), ...flows.map(ofFlow)],
        })) ?? null
      );
    case 'error-budget-spent':
      return (
        facts.budgets?.flatMap(({ service, spentAt }) =>
          spentAt === null
            ? []
            : [
                {
                  key: `budget:${service}@${spentAt}`,
                  text: `the error budget of ${service} is spent`,
                  affected: [ofService(service)],
                },
              ],
        ) ?? null
      );
    case 'rollback-storm':
      return facts.rollbacks === null ? null : stormsOf(trigger, { id, rollbacks: facts.rollbacks, board, now });
    case 'flow-alarm':
      return (
        facts.alarms
          ?.filter(({ isCritical }) => isCritical)
          .map(({ id: alarm, flow }) => ({
            key: `alarm:${alarm}`,
            text: `alarm on the critical flow ${flow}`,
            affected: [ofFlow(flow)],
          })) ?? null
      );
    default:
      return assertNever(trigger);
  }
}

function stormsOf(
  { rollbacks: needed, minutes }: Extract<BrakeTrigger, { kind: 'rollback-storm' }>,
  given: {
    readonly id: string;
    readonly rollbacks: NonNullable<DayFacts['rollbacks']>;
    readonly board: BrakeBoard;
    readonly now: Instant;
  },
): readonly Cause[] {
  const { id, board, now } = given;
  const services = [...new Set(given.rollbacks.map(({ service }) => service))].sort();
  return services.flatMap((service) => {
    // What a human released after looking counts no more: a storm needs new rollbacks.
    const released = board.brakes.flatMap(({ cause, released: end }) =>
      end !== null && cause?.startsWith(`${id}:storm:${service}@`) === true ? [end.at] : [],
    );
    const since = Math.max(now - minutes * 60_000, ...released.map((at) => at + 1));
    const own = given.rollbacks.filter((each) => each.service === service && each.at >= since && each.at <= now);
    const distinct = new Map(own.map((each) => [each.id, each.at]));
    if (distinct.size < needed) return [];
    const count = distinct.size === 1 ? '1 rollback' : `${distinct.size} rollbacks`;
    const text = `${count} of ${service} within ${minutes} minutes`;
    return [{ key: `storm:${service}@${Math.max(...distinct.values())}`, text, affected: [ofService(service)] }];
  });
}

function wishOf(rule: BrakeRule, { key, text, affected }: Cause, now: Instant): BrakeWish {
  const scope = rule.scope === 'affected' ? affectedScope(affected) : rule.scope;
  return {
    scope,
    reason: text,
    by: { kind: 'rule', id: `rule:${rule.id}`, name: `rule ${rule.id}` },
    from: null,
    end: { kind: rule.end.kind, at: instant(now + rule.end.minutes * 60_000) },
    window: null,
    lanes: rule.lanes,
    cause: `${rule.id}:${key}`,
  };
}

/** Nobody says what is affected, or it is too much to name: then it is everything. */
function affectedScope(affected: readonly ScopePart[]): BrakeScope {
  if (affected.length === 0 || affected.length > MAX_PARTS) return [{ kind: 'everything' }];
  return orderedScope(affected);
}

/** Whether the same cause engaged one before, or one of the same rule holds as much already. */
function isEngaged(
  wish: BrakeWish,
  { board, now }: { readonly board: BrakeBoard; readonly now: Instant },
  engaged: readonly BrakeWish[],
): boolean {
  const isSame = (brake: Pick<Brake, 'cause' | 'scope' | 'by'>): boolean =>
    brake.by.id === wish.by.id && coversScope(brake.scope, wish.scope);
  return (
    board.brakes.some(({ cause }) => cause !== null && cause === wish.cause) ||
    board.brakes.some((brake) => !hasEnded(brake, now) && isSame(brake)) ||
    engaged.some(isSame)
  );
}

function ofService(service: string): ScopePart {
  return { kind: 'service', service };
}

function ofFlow(flow: string): ScopePart {
  return { kind: 'flow', flow };
}

const UNTOLD: Readonly<Record<BrakeTrigger['kind'], string>> = {
  'open-sev-1': 'nobody tells which incidents are open',
  'critical-surge': 'nobody tells of alerts',
  'error-budget-spent': 'nobody tells how error budgets stand',
  'rollback-storm': 'nobody tells what was rolled back',
  'flow-alarm': 'nobody tells of alarms',
};
