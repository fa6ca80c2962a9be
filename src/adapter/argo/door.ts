import { z } from 'zod';
import type { DoorAnswer, DoorReply, EngineDoor, EngineVerdict } from '../../domain/rollout/index.ts';
import { excerpt, toIso } from '../../kernel/index.ts';

const text = z.string().max(300).nullish();
const BODY = z.object({
  namespace: z.string().min(1).max(253),
  rollout: z.string().min(1).max(253),
  canaryHash: text,
  stableHash: text,
  stage: text,
});

/** What Argo Rollouts asks at a stage, by a metric of the provider `web`. */
export const argoDoor: EngineDoor = {
  engine: 'argo',
  open({ method, path, body, now }): DoorAnswer {
    if (method !== 'POST' || path !== '/analyze') return { kind: 'no-such-address' };
    const question = BODY.safeParse(jsonOf(body));
    if (!question.success) {
      const [issue] = question.error.issues;
      const reasons = [`bad-question ${issue?.path.join('.') || 'body'}`];
      return { kind: 'reply', reply: replyOf({ decision: 'hold', rollout: null, reasons, at: now }) };
    }
    const { namespace, rollout, canaryHash, stage } = question.data;
    const target = { engine: 'argo', name: `${namespace}/${rollout}`, version: canaryHash || null } as const;
    return { kind: 'ask', question: { target, moment: 'leave', stage: stage || null }, reply: replyOf };
  },
};

/** Characters of all reasons: ten of these objects are kept in an AnalysisRun. */
const MAX_REASON = 200;

function replyOf({ decision, rollout, reasons, at }: EngineVerdict): DoorReply {
  const reason = excerpt(reasons.join(', '), MAX_REASON);
  return {
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify({ decision, reason, rollout, at: toIso(at) }),
  };
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}
