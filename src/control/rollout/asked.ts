import type {
  EngineNews,
  EngineQuestion,
  EngineState,
  EngineTarget,
  PlanTarget,
  Rollout,
} from '../../domain/rollout/index.ts';
import type { Instant } from '../../kernel/index.ts';

/** An engine that has not asked for so long is no longer known to be there: the slowest asks every few minutes. */
const HEARD_MS = 10 * 60_000;

/** Who asked when: where an engine cannot be observed, that it asks in a stage shows that it is there. Of one node; lost with it. */
export function openQuestions(now: () => Instant): {
  heard(question: EngineQuestion): void;
  /** It tells how it ended. */
  told(news: EngineNews): void;
  stateOf(target: PlanTarget, rollout: Rollout): EngineState | null;
} {
  const heard = new Map<string, { readonly said: EngineQuestion | EngineNews; readonly at: Instant }>();
  const keep = (said: EngineQuestion | EngineNews): void => {
    if (heard.size >= MAX_HEARD) heard.clear();
    heard.set(keyOf(said.target), { said, at: now() });
  };
  return {
    heard: keep,
    told: keep,
    stateOf(target, { stages, stage }) {
      const last = heard.get(keyOf(target));
      if (last === undefined || Math.abs(now() - last.at) > HEARD_MS) return null;
      const { said } = last;
      const { version } = said.target;
      const seen = { kind: 'seen', version, stable: null, lastOrder: null, message: '' } as const;
      if ('phase' in said) return { ...seen, phase: said.phase, percent: said.phase === 'promoted' ? 100 : 0 };
      // Before its first stage it has nothing yet.
      if (said.moment === 'start') return { ...seen, phase: 'idle', percent: 0 };
      const { stage: named } = said;
      const own = stages.filter((each) => each.target === target.id);
      // One that does not say which stage it is in is in the one that is next: it asks before it goes further.
      const entered = stage === null ? own[0] : stages[stage.index];
      const at = named === null ? entered : own.find(({ name }) => name === named);
      if (at === undefined) return null;
      return {
        kind: 'seen',
        phase: 'steady',
        percent: at.percent,
        version,
        stable: null,
        lastOrder: null,
        message: '',
      };
    },
  };
}

/** Targets of plans are few. */
const MAX_HEARD = 1_000;

function keyOf({ engine, name }: EngineTarget): string {
  return `${engine} ${name}`;
}
