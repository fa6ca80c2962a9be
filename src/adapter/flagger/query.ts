import type { DoorAnswer, DoorReply, EngineVerdict } from '../../domain/rollout/index.ts';
import type { Instant } from '../../kernel/index.ts';

/** The one question that a metric template may put; Flagger makes one space of any run of them. */
const VERDICT =
  /^firebreak_verdict ?\{ ?namespace ?= ?"([a-z0-9.-]{1,253})" ?, ?name ?= ?"([a-z0-9.-]{1,253})" ?,? ?\}$/;
/** What Flagger asks to see whether anybody is there (`prometheusOnlineQuery`). */
const ONLINE = /^vector\( ?1 ?\)$/;

const VALUES = { promote: 1, hold: 0, rollback: -1 } as const;

/** Answers a query as Prometheus does: an instant vector, whose values are texts. */
export function queryAnswer(query: string, now: Instant): DoorAnswer {
  const asked = query.slice(0, 1_000).replaceAll(/\s+/g, ' ').trim();
  if (ONLINE.test(asked)) return { kind: 'reply', reply: vector(1, now) };
  const [, namespace, name] = VERDICT.exec(asked) ?? [];
  if (namespace === undefined || name === undefined) return { kind: 'reply', reply: NOT_UNDERSTOOD };
  const target = { engine: 'flagger', name: `${namespace}/${name}`, version: null } as const;
  const reply = ({ decision, at }: EngineVerdict): DoorReply => vector(VALUES[decision], at);
  return { kind: 'ask', question: { target, moment: 'stage', stage: null }, reply };
}

function vector(value: number, at: Instant): DoorReply {
  const result = [{ metric: {}, value: [at / 1_000, String(value)] }];
  return json(200, { status: 'success', data: { resultType: 'vector', result } });
}

const NOT_UNDERSTOOD = json(400, {
  status: 'error',
  errorType: 'bad_data',
  error: 'ask for firebreak_verdict{namespace="NAMESPACE",name="CANARY"}',
});

function json(status: number, document: unknown): DoorReply {
  return { status, contentType: 'application/json', body: JSON.stringify(document) };
}
