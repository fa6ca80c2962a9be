import { z } from 'zod';
import type { EnginePhase, EngineState, RolloutEngine } from '../../domain/rollout/index.ts';
import { excerpt } from '../../kernel/index.ts';
import type { KubernetesClient } from './client.ts';
import { objectName } from './name.ts';
import { NO_NAME, NOT_READ, unseen } from './seen.ts';

/** The fields that are used of a Canary (`CanaryStatus`); others may be there. */
const CANARY = z.object({
  status: z
    .object({
      phase: z.string().max(50).nullish(),
      canaryWeight: z.number().min(0).nullish(),
      failedChecks: z.number().nullish(),
    })
    .nullish(),
});

/** Phases of `pkg/apis/flagger/v1beta1/status.go`. */
const PHASES: Readonly<Record<string, EnginePhase>> = {
  Initializing: 'moving',
  Initialized: 'idle',
  Waiting: 'paused',
  Progressing: 'moving',
  WaitingPromotion: 'paused',
  Promoting: 'moving',
  Finalising: 'moving',
  Succeeded: 'promoted',
  Failed: 'aborted',
  Terminating: 'moving',
  Terminated: 'idle',
};

/** Canaries of Flagger of one cluster: looked at; it is told to go back by its rollback hook. */
export function flaggerEngine(client: KubernetesClient): RolloutEngine {
  return {
    kind: 'flagger',
    drive: 'asking',
    async observe({ name }): Promise<EngineState> {
      const parts = objectName(name);
      if (parts === null) return NO_NAME;
      const answer = await client.get(`/apis/flagger.app/v1beta1/namespaces/${parts.namespace}/canaries/${parts.name}`);
      if (answer.kind !== 'object') return unseen(answer);
      const read = CANARY.safeParse(answer.object);
      return read.success ? stateOf(read.data) : NOT_READ;
    },
    async act() {
      const message = 'Flagger goes through stages of its own, and asks by its hooks; the rollback hook takes it back';
      return { kind: 'refused', code: 'not-supported', message };
    },
  };
}

function stateOf({ status }: z.infer<typeof CANARY>): EngineState {
  const phase = PHASES[status?.phase ?? ''];
  if (phase === undefined) return { ...NOT_READ, message: `phase ${excerpt(status?.phase ?? 'none', 50)}` };
  const failed = status?.failedChecks ?? 0;
  // After its end the weight says how far the canary came, not what it has.
  const isOver = phase === 'promoted' || phase === 'aborted' || phase === 'idle';
  return {
    kind: 'seen',
    phase,
    percent: phase === 'promoted' ? 100 : isOver ? 0 : Math.min(100, status?.canaryWeight ?? 0),
    // Its hash of the specification is another one than the checksum that its hooks carry.
    version: null,
    stable: null,
    lastOrder: null,
    message: failed === 0 ? '' : `${failed} failed checks`,
  };
}
