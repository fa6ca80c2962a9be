import { z } from 'zod';
import type { EngineAnswer, EnginePhase, EngineState, RolloutEngine } from '../../domain/rollout/index.ts';
import { excerpt } from '../../kernel/index.ts';
import type { KubernetesClient } from './client.ts';
import { objectName } from './name.ts';
import { NO_NAME, NOT_READ, undone, unseen } from './seen.ts';

/** The fields that are used of a Rollout (`RolloutStatus`); others may be there. */
const ROLLOUT = z.object({
  metadata: z.object({ generation: z.number(), resourceVersion: z.string().max(200) }),
  spec: z.object({
    strategy: z.object({ canary: z.object({ steps: z.array(z.unknown()).nullish() }).nullish() }).nullish(),
  }),
  status: z
    .object({
      abort: z.boolean().nullish(),
      phase: z.string().max(50).nullish(),
      message: z.string().nullish(),
      observedGeneration: z.string().max(50).nullish(),
      currentPodHash: z.string().max(100).nullish(),
      stableRS: z.string().max(100).nullish(),
      currentStepIndex: z.number().int().nullish(),
      canary: z.object({ weights: z.object({ canary: z.object({ weight: z.number().min(0) }) }).nullish() }).nullish(),
    })
    .nullish(),
});
type ArgoRollout = z.infer<typeof ROLLOUT>;

/** Writers that came in between so often are a storm. */
const MAX_CONFLICTS = 3;

/** Argo Rollouts of one cluster: looked at, and aborted. */
export function argoEngine(client: KubernetesClient): RolloutEngine {
  const seen = async (target: string): Promise<Seen> => {
    const path = pathOf(target);
    if (path === null)
      return { kind: 'none', state: NO_NAME, answer: { ...NO_NAME, kind: 'refused', code: 'invalid' } };
    const answer = await client.get(path);
    if (answer.kind !== 'object') return { kind: 'none', state: unseen(answer), answer: undone(answer) };
    const read = ROLLOUT.safeParse(answer.object);
    return read.success
      ? { kind: 'read', path, rollout: read.data }
      : { kind: 'none', state: NOT_READ, answer: NOT_READ };
  };
  return {
    kind: 'argo',
    drive: 'asking',
    async observe({ name }) {
      const found = await seen(name);
      return found.kind === 'read' ? stateOf(found.rollout) : found.state;
    },
    async act({ target, act }) {
      if (act.kind !== 'abort') {
        const message = 'Argo Rollouts goes through stages of its own, and asks at each';
        return { kind: 'refused', code: 'not-supported', message };
      }
      for (let tries = 0; ; tries += 1) {
        const found = await seen(target.name);
        if (found.kind !== 'read') return found.answer;
        const { rollout, path } = found;
        const state = stateOf(rollout);
        if (target.version !== null && state.version !== null && state.version !== target.version) {
          return { kind: 'refused', code: 'other-version', message: 'it holds another version as new' };
        }
        if (state.phase === 'aborted') return { kind: 'done' };
        if (isStable(rollout)) return nothingToAbort(target.version);
        const answer = await client.patch(`${path}/status`, abortPatch(rollout, target.version));
        if (answer.kind === 'object') return { kind: 'done' };
        if (answer.kind !== 'conflict' || tries >= MAX_CONFLICTS) return undone(answer);
      }
    },
  };
}

type Seen =
  | { readonly kind: 'read'; readonly path: string; readonly rollout: ArgoRollout }
  | { readonly kind: 'none'; readonly state: EngineState; readonly answer: EngineAnswer };

function pathOf(target: string): string | null {
  const parts = objectName(target);
  return parts === null ? null : `/apis/argoproj.io/v1alpha1/namespaces/${parts.namespace}/rollouts/${parts.name}`;
}

/** Of a named version only as it was looked at; else as `kubectl argo rollouts abort` does. */
function abortPatch({ metadata }: ArgoRollout, version: string | null): unknown {
  const status = { abort: true };
  return version === null ? { status } : { metadata: { resourceVersion: metadata.resourceVersion }, status };
}

/** It has what it calls new as stable: nothing is rolled out. */
function isStable({ metadata, status }: ArgoRollout): boolean {
  const isLooked = status?.observedGeneration === String(metadata.generation);
  return isLooked && (status?.stableRS ?? '') !== '' && status?.stableRS === status?.currentPodHash;
}

function nothingToAbort(version: string | null): EngineAnswer {
  if (version === null) return { kind: 'done' };
  return {
    kind: 'refused',
    code: 'not-supported',
    message: 'it is the stable version: put the one before back in Git',
  };
}

function stateOf(rollout: ArgoRollout): Extract<EngineState, { kind: 'seen' }> {
  const { status } = rollout;
  return {
    kind: 'seen',
    phase: phaseOf(rollout),
    percent: percentOf(rollout),
    version: status?.currentPodHash || null,
    stable: status?.stableRS || null,
    lastOrder: null,
    message: excerpt(status?.message ?? '', 500),
  };
}

function phaseOf(rollout: ArgoRollout): EnginePhase {
  const { metadata, status } = rollout;
  if (status === null || status === undefined) return 'moving';
  if (status.observedGeneration !== String(metadata.generation)) return 'moving';
  if (status.abort === true) return 'aborted';
  if (isStable(rollout)) return status.phase === 'Healthy' ? 'idle' : 'moving';
  if (status.phase === 'Degraded') return 'failed';
  return status.phase === 'Paused' ? 'paused' : 'moving';
}

/** Weights are only there where something routes traffic; without it Argo counts instances, and tells no share. */
function percentOf(rollout: ArgoRollout): number | null {
  if (isStable(rollout)) return 0;
  const weight = rollout.status?.canary?.weights?.canary.weight;
  return weight === undefined ? null : Math.min(100, weight);
}
