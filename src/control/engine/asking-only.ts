import type { EngineKind, RolloutEngine } from '../../domain/rollout/index.ts';

/** An engine that is known by what it asks alone: nobody here looks at it, or gives it orders. */
export function askingOnly(kind: EngineKind): RolloutEngine {
  return {
    kind,
    drive: 'asking',
    observe: async () => ({ kind: 'unknown', code: 'unavailable', message: 'it is known by what it asks alone' }),
    act: async () => ({
      kind: 'refused',
      code: 'not-supported',
      message: 'it goes through stages of its own, and is told when it asks',
    }),
  };
}
