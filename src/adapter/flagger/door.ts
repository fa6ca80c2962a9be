import { z } from 'zod';
import type {
  DoorAnswer,
  DoorReply,
  DoorRequest,
  EngineDoor,
  EngineMoment,
  EngineTarget,
  EngineVerdict,
} from '../../domain/rollout/index.ts';
import { excerpt } from '../../kernel/index.ts';
import { queryAnswer } from './query.ts';

const PAYLOAD = z.object({
  name: z.string().min(1).max(253),
  namespace: z.string().min(1).max(253),
  phase: z.string().max(50),
  checksum: z.string().max(300).nullish(),
});

/** Types of hooks (fluxcd/flagger `pkg/apis/flagger/v1beta1/canary.go`), and what each of them asks. */
const HOOKS: Readonly<Record<string, { readonly moment: EngineMoment; readonly yes: readonly string[] } | null>> = {
  'confirm-rollout': { moment: 'start', yes: ['promote'] },
  'confirm-traffic-increase': { moment: 'advance', yes: ['promote'] },
  'confirm-promotion': { moment: 'end', yes: ['promote'] },
  'pre-rollout': { moment: 'stage', yes: ['promote', 'hold'] },
  rollout: { moment: 'stage', yes: ['promote', 'hold'] },
  rollback: { moment: 'stage', yes: ['rollback'] },
  'post-rollout': null,
  event: null,
};

/** What Flagger asks by its hooks and its metric templates. */
export const flaggerDoor: EngineDoor = {
  engine: 'flagger',
  open(request): DoorAnswer {
    const { method, path, query } = request;
    if (method === 'GET' && path === '/api/v1/query') return queryAnswer(query['query'] ?? '', request.now);
    const type = path.slice(1);
    if (method !== 'POST' || !Object.hasOwn(HOOKS, type)) return { kind: 'no-such-address' };
    return hookAnswer(type, request);
  },
};

function hookAnswer(type: string, { body }: DoorRequest): DoorAnswer {
  const hook = HOOKS[type] ?? null;
  const payload = PAYLOAD.safeParse(jsonOf(body));
  if (hook === null) {
    // Never a failure: nothing waits for these, and what they tell may be of any shape.
    const reply = textReply(200, 'noted');
    const phase = payload.success ? ENDS[payload.data.phase] : undefined;
    if (!payload.success || phase === undefined || type !== 'post-rollout') return { kind: 'reply', reply };
    return { kind: 'news', news: { target: targetOf(payload.data), phase }, reply };
  }
  if (!payload.success) {
    const place = payload.error.issues[0]?.path.join('.') || 'body';
    return { kind: 'reply', reply: textReply(403, `hold: this is no payload of Flagger (${place})`) };
  }
  const question = { target: targetOf(payload.data), moment: hook.moment, stage: null };
  const reply = ({ decision, reasons }: EngineVerdict): DoorReply =>
    textReply(hook.yes.includes(decision) ? 200 : 403, `${decision}: ${reasons.join(', ')}`);
  return { kind: 'ask', question, reply };
}

/** Phases in which Flagger has ended, as `post-rollout` tells them. */
const ENDS: Readonly<Record<string, 'promoted' | 'aborted'>> = { Succeeded: 'promoted', Failed: 'aborted' };

function targetOf({ namespace, name, checksum }: z.infer<typeof PAYLOAD>): EngineTarget {
  return { engine: 'flagger', name: `${namespace}/${name}`, version: checksum || null };
}

/** Flagger puts the body of a 403 into an event. */
const MAX_TEXT = 300;

function textReply(status: 200 | 403, text: string): DoorReply {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${excerpt(text, MAX_TEXT)}\n` };
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}
