import type {
  EngineNews,
  EngineQuestion,
  EngineState,
  EngineTarget,
  PlanStage,
  PlanTarget,
  Rollout,
} from '../../domain/rollout/index.ts';
import type { Instant } from '../../kernel/index.ts';

/** An engine that has not asked for so long is no longer known to be there: the slowest asks every few minutes. */
const HEARD_MS = 10 * 60_000;

/** One that was told to go back and has not asked again for so long did go back: Argo, the slowest, asks each 30 seconds. */
const QUIET_MS = 90_000;

/** Who asked when: where an engine cannot be observed, that it asks in a stage shows that it is there. Of one node; lost with it. */
export function openQuestions(now: () => Instant): {
  heard(question: EngineQuestion): void;
  /** It tells how it ended. */
  told(news: EngineNews): void;
  /** It was told to go back, and one such answer ends it. */
  sentBack(target: EngineTarget): void;
  stateOf(target: PlanTarget, rollout: Rollout): EngineState | null;
} {
  const heard = new Map<string, Heard>();
  const keep = (said: Heard['said'], quietMs = 0): void => {
    if (heard.size >= MAX_HEARD) heard.clear();
    heard.set(keyOf(said.target), { said, at: now(), quietMs });
  };
  return {
    heard: (question) => keep(question),
    told: (news) => keep(news),
    sentBack: (target) => keep({ target, phase: 'aborted' }, QUIET_MS),
    stateOf(target, { stages, stage }) {
      const last = heard.get(keyOf(target));
      if (last === undefined || Math.abs(now() - last.at) > HEARD_MS) return null;
      if (now() - last.at < last.quietMs) return null;
      const { said } = last;
      const { version } = said.target;
      const seen = { kind: 'seen', version, stable: null, lastOrder: null, message: '' } as const;
      if ('phase' in said) return { ...seen, phase: said.phase, percent: said.phase === 'promoted' ? 100 : 0 };
      if (said.moment === 'start') return { ...seen, phase: 'idle', percent: 0 };
      const at = placeOf(said, {
        own: stages.filter((each) => each.target === target.id),
        entered: stages.slice(0, (stage?.index ?? -1) + 1),
        target,
      });
      return at === 'none'
        ? { ...seen, phase: 'idle', percent: 0 }
        : at === null
          ? null
          : { ...seen, phase: 'steady', percent: at.percent };
    },
  };
}

interface Heard {
  readonly said: EngineQuestion | EngineNews;
  readonly at: Instant;
  /** Before which nothing is made of it. */
  readonly quietMs: number;
}

/**
 * The stage that an engine is in by its question; `none` = it has nothing yet, `null` = nobody knows. One that does not name its stage is in the last
 * one that it was let into; one that asks to leave a stage is in the first one at least.
 */
function placeOf(
  { stage, moment }: EngineQuestion,
  given: { readonly own: readonly PlanStage[]; readonly entered: readonly PlanStage[]; readonly target: PlanTarget },
): PlanStage | 'none' | null {
  const { own, entered, target } = given;
  if (stage !== null) return own.find(({ name }) => name === stage) ?? null;
  return entered.findLast((each) => each.target === target.id) ?? (moment === 'leave' ? (own[0] ?? null) : 'none');
}

/** Targets of plans are few. */
const MAX_HEARD = 1_000;

function keyOf({ engine, name }: EngineTarget): string {
  return `${engine} ${name}`;
}
