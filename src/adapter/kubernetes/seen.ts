import type { EngineAnswer, EngineState } from '../../domain/rollout/index.ts';
import type { KubernetesAnswer } from './client.ts';

/** What is known where no object came. */
export function unseen(answer: Exclude<KubernetesAnswer, { kind: 'object' }>): EngineState {
  switch (answer.kind) {
    case 'missing':
      return { kind: 'missing', message: answer.message };
    case 'trouble':
      return { kind: 'unknown', code: answer.code, message: answer.message };
    case 'conflict':
    case 'invalid':
      return { kind: 'unknown', code: 'malformed', message: 'the cluster refused to show it' };
  }
}

/** What became of an order where no object came. */
export function undone(answer: Exclude<KubernetesAnswer, { kind: 'object' }>): EngineAnswer {
  switch (answer.kind) {
    case 'missing':
    case 'invalid':
      return { kind: 'refused', code: answer.kind, message: answer.message };
    case 'conflict':
      return { kind: 'unknown', code: 'unavailable', message: 'others write it at the same time' };
    case 'trouble':
      return answer.code === 'not-permitted'
        ? { kind: 'refused', code: 'not-permitted', message: answer.message }
        : { kind: 'unknown', code: answer.code, message: answer.message };
  }
}

/** What is missing where a name is none. */
export const NO_NAME = { kind: 'missing', message: 'this is not NAMESPACE/NAME' } as const;
/** What is said of a document of another shape. */
export const NOT_READ = { kind: 'unknown', code: 'malformed', message: 'the object has another shape' } as const;
