import type {
  EngineAnswer,
  EngineOrder,
  EnginePhase,
  EngineState,
  EngineTarget,
  RolloutEngine,
} from '../../src/domain/rollout/index.ts';

/** What an engine of tests holds; it outlives whoever orders it. */
export interface FakeTraffic {
  percent: number;
  phase: EnginePhase;
  lastOrder: string | null;
  /** Orders in the order in which they were carried out. */
  readonly done: EngineOrder[];
}

/** Nothing has moved. */
export function idleTraffic(): FakeTraffic {
  return { percent: 0, phase: 'idle', lastOrder: null, done: [] };
}

/** An engine that obeys the port: absolute weights, each id once, everything as a value. `fails` = that call is not answered. */
export function fakeEngine(
  traffic: FakeTraffic,
  options: { readonly fails?: (call: 'observe' | 'act') => boolean } = {},
): RolloutEngine {
  const { fails = () => false } = options;
  return {
    kind: 'haproxy',
    drive: 'ordered',
    async observe(_target: EngineTarget): Promise<EngineState> {
      if (fails('observe')) return { kind: 'unknown', code: 'timeout', message: '' };
      const { percent, phase, lastOrder } = traffic;
      return { kind: 'seen', phase, percent, version: null, stable: null, lastOrder, message: '' };
    },
    async act(order: EngineOrder): Promise<EngineAnswer> {
      // Not answered, and half of the time carried out all the same.
      const isLost = fails('act');
      if (!isLost || fails('act')) carryOut(traffic, order);
      return isLost ? { kind: 'unknown', code: 'timeout', message: '' } : { kind: 'done' };
    },
  };
}

function carryOut(traffic: FakeTraffic, order: EngineOrder): void {
  if (traffic.done.some(({ id }) => id === order.id) && traffic.lastOrder === order.id) return;
  traffic.done.push(order);
  traffic.lastOrder = order.id;
  const { act } = order;
  if (act.kind === 'set-weight') {
    traffic.percent = act.percent;
    traffic.phase = 'steady';
  } else if (act.kind === 'promote') {
    traffic.percent = 100;
    traffic.phase = 'promoted';
  } else if (act.kind === 'abort') {
    traffic.percent = 0;
    traffic.phase = 'aborted';
  }
}
