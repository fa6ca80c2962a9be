import type { Judgement } from '../../domain/judge/index.ts';
import type { JudgeAnswer, Rollout } from '../../domain/rollout/index.ts';
import type { Instant } from '../../kernel/index.ts';
import { bounded } from './bounded.ts';

/** Judges a rollout. What it gives is checked by whoever asked: it may be another program. */
export interface RolloutJudge {
  /** May reject, never answer, or answer anything. */
  judge(request: { readonly rollout: Rollout; readonly now: Instant }): Promise<unknown>;
  /** A rollout has ended: what is remembered of it may go. */
  forget(id: string): Promise<void>;
}

/** A judgement that takes longer is none, this time. */
export const JUDGE_TIMEOUT_MS = 5_000;

/** Asks for a judgement of a rollout that has a stage; whatever goes wrong is a value that holds. Ends within the time limit. */
export async function askJudge(
  judge: RolloutJudge,
  request: { readonly rollout: Rollout; readonly now: Instant; readonly timeoutMs?: number },
): Promise<JudgeAnswer | null> {
  const { rollout, now, timeoutMs = JUDGE_TIMEOUT_MS } = request;
  if (rollout.stage === null || rollout.end !== null) return null;
  return bounded(
    async (): Promise<JudgeAnswer> => {
      const value = await judge.judge({ rollout, now });
      return isJudgement(value) ? { kind: 'judgement', judgement: value } : { kind: 'unknown', code: 'malformed' };
    },
    { timeoutMs, late: { kind: 'unknown', code: 'slow' }, failed: { kind: 'unknown', code: 'failed' } },
  );
}

const DECISIONS: ReadonlySet<unknown> = new Set(['promote', 'hold', 'rollback']);

/** Whether a value has the shape of a judgement, as far as anything follows from it. */
export function isJudgement(value: unknown): value is Judgement {
  if (typeof value !== 'object' || value === null) return false;
  const { decision, stage, reasons, metrics } = value as Partial<Record<keyof Judgement, unknown>>;
  if (!DECISIONS.has(decision)) return false;
  if (stage !== null && typeof stage !== 'string') return false;
  if (!Array.isArray(reasons) || reasons.length === 0 || !Array.isArray(metrics)) return false;
  return reasons.every((reason: unknown) => {
    const { code } = (typeof reason === 'object' && reason !== null ? reason : {}) as { readonly code?: unknown };
    return typeof code === 'string';
  });
}
