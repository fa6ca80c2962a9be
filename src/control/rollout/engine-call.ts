import {
  ENGINE_PHASES,
  ENGINE_TIMEOUT_MS,
  type EngineAnswer,
  type EngineOrder,
  type EngineState,
  type EngineTarget,
  type RolloutEngine,
} from '../../domain/rollout/index.ts';
import { bounded } from './bounded.ts';

/** An engine ends its calls by itself; this is for one that does not. */
const TIMEOUT_MS = ENGINE_TIMEOUT_MS + 2_000;
const LATE = { kind: 'unknown', code: 'timeout', message: 'the engine did not answer in time' } as const;
const FAILED = { kind: 'unknown', code: 'unavailable', message: 'the engine could not be asked' } as const;
const MALFORMED = { kind: 'unknown', code: 'malformed', message: 'the engine gave no state' } as const;

const PHASES: ReadonlySet<unknown> = new Set(ENGINE_PHASES);

/** Observes; what throws, hangs or gives no state is unknown. */
export async function observeEngine(engine: RolloutEngine, target: EngineTarget): Promise<EngineState> {
  const state = await bounded(() => engine.observe(target), { timeoutMs: TIMEOUT_MS, late: LATE, failed: FAILED });
  return isState(state) ? state : MALFORMED;
}

/** Gives an order; what throws, hangs or gives no answer may have been carried out. */
export async function orderEngine(engine: RolloutEngine, order: EngineOrder): Promise<EngineAnswer> {
  const answer = await bounded(() => engine.act(order), { timeoutMs: TIMEOUT_MS, late: LATE, failed: FAILED });
  return isAnswer(answer) ? answer : MALFORMED;
}

function isState(value: unknown): value is EngineState {
  const { kind, phase, percent, version } = fieldsOf(value);
  if (kind === 'missing' || kind === 'unknown') return true;
  if (kind !== 'seen' || !PHASES.has(phase)) return false;
  const isShare = percent === null || (typeof percent === 'number' && percent >= 0 && percent <= 100);
  return isShare && (version === null || typeof version === 'string');
}

function isAnswer(value: unknown): value is EngineAnswer {
  const { kind, code } = fieldsOf(value);
  return kind === 'done' || ((kind === 'refused' || kind === 'unknown') && typeof code === 'string');
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
