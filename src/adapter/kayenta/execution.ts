import { z } from 'zod';
import type { DoorAnswer, DoorReply, DoorRequest, EngineVerdict } from '../../domain/rollout/index.ts';
import { excerpt, type Instant } from '../../kernel/index.ts';
import { jsonOf, jsonReply } from './reply.ts';

const PERCENT = z.number().min(0).max(100);
/** What Argo sends (`AnalysisRequest`); of the scopes only the names are of use, since it is Firebreak that measures. */
const REQUEST = z.object({
  scopes: z.record(z.string().max(100), z.object({ experimentScope: z.object({ scope: z.string().max(300) }) })),
  thresholds: z.object({ pass: PERCENT, marginal: PERCENT }),
});
/** The question, in the id that Argo asks again with. */
const EXECUTION = z.object({
  a: z.string().min(1).max(507),
  v: z.string().max(300).nullable(),
  p: PERCENT,
  m: PERCENT,
  at: z.number().int().min(0),
});

/** Without a decision for so long one measurement is over, as marginal: Argo counts it, and takes the next one. */
const HOLD_MS = 10 * 60_000;
const USUAL = { pass: 90, marginal: 50 } as const;

/** `POST /canary/firebreak`: remembers nothing, its id says it all. */
export function startAnswer({ query, body, now }: DoorRequest): DoorAnswer {
  const read = REQUEST.safeParse(jsonOf(body));
  const { pass, marginal } = read.success ? read.data.thresholds : USUAL;
  const [scope] = read.success ? Object.values(read.data.scopes) : [];
  const application = (query['application'] ?? '').slice(0, 507) || '?';
  const execution = { a: application, v: scope?.experimentScope.scope || null, p: pass, m: marginal, at: now };
  const canaryExecutionId = Buffer.from(JSON.stringify(execution)).toString('base64url');
  return { kind: 'reply', reply: jsonReply({ canaryExecutionId }) };
}

/** `GET /canary/ID`. */
export function executionAnswer(id: string, { now }: DoorRequest): DoorAnswer {
  const execution = EXECUTION.safeParse(jsonOf(Buffer.from(id, 'base64url')));
  if (!execution.success) return { kind: 'no-such-address' };
  const { a, v, p, m, at } = execution.data;
  const target = { engine: 'argo', name: a, version: v } as const;
  const reply = (verdict: EngineVerdict): DoorReply =>
    replyOf(verdict, { id, application: a, pass: p, marginal: m, waitedMs: now - at });
  return { kind: 'ask', question: { target, moment: 'leave', stage: null }, reply };
}

function replyOf(
  { decision, reasons, at }: EngineVerdict,
  given: {
    readonly id: string;
    readonly application: string;
    readonly pass: number;
    readonly marginal: number;
    readonly waitedMs: number;
  },
): DoorReply {
  const isComplete = decision !== 'hold' || given.waitedMs >= HOLD_MS;
  const common = { application: excerpt(given.application, 300), pipelineId: given.id, complete: isComplete };
  if (!isComplete) return jsonReply({ ...common, status: 'running', stageStatus: { judgeCanary: 'running' } });
  const score = { promote: 100, hold: holdScore(given), rollback: 0 }[decision];
  const classification = { promote: 'Pass', hold: 'Marginal', rollback: 'Fail' }[decision];
  return jsonReply({
    ...common,
    status: 'succeeded',
    endTimeIso: isoOf(at),
    result: {
      judgeResult: {
        judgeName: 'firebreak',
        results: [],
        groupScores: [],
        score: { score, classification, classificationReason: excerpt(reasons.join(', '), 300) },
      },
    },
  });
}

/**
 * A score that is no pass and no failure: whole, since Argo cuts what is behind the point. Where pass and marginal are the same there is
 * none, and what is not proved does not pass.
 */
export function holdScore({ pass, marginal }: { readonly pass: number; readonly marginal: number }): number {
  const score = Math.ceil(marginal);
  return score < pass ? score : Math.max(0, Math.ceil(pass) - 1);
}

function isoOf(at: Instant): string {
  return new Date(at).toISOString();
}
