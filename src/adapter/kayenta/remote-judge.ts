import type { Judgement, MetricJudgement, MetricSpec } from '../../domain/judge/index.ts';
import type { DoorAnswer, DoorReply, DoorRequest } from '../../domain/rollout/index.ts';
import { excerpt } from '../../kernel/index.ts';
import { readCall } from './call.ts';
import { holdScore } from './execution.ts';
import { jsonOf, jsonReply } from './reply.ts';
import { type JudgeCall, judgeRequestOf, type Series } from './series.ts';

const NAME = 'firebreak';

/** `POST /judge`: judges the series that came along; what cannot be judged holds. */
export function remoteJudgeAnswer({ body, now }: DoorRequest): DoorAnswer {
  const call = readCall(jsonOf(body));
  if (!call.ok) return { kind: 'reply', reply: unjudged(call.rejection) };
  const request = judgeRequestOf(call.value, now);
  if (!request.ok) return { kind: 'reply', reply: unjudged(request.rejection, call.value) };
  return {
    kind: 'judge',
    request: request.value,
    reply: (judged) => (judged.ok ? replyOf(judged.value, call.value) : unjudged(judged.rejection, call.value)),
  };
}

const USUAL = { pass: 90, marginal: 50 } as const;

/** Not a pass and not a failure, with why. */
function unjudged(why: string, call: JudgeCall | null = null): DoorReply {
  const { pass, marginal } = call?.thresholds ?? USUAL;
  const results = (call?.series ?? []).map((series) => resultOf(series, [], why));
  const score = holdScore({ pass, marginal });
  const classification = classOf(score, { pass, marginal });
  const groupScores = groupsOf(call?.series ?? []).map((name) => ({
    name,
    score,
    classification,
    classificationReason: why,
  }));
  const reason = excerpt(why, 300);
  return jsonReply({
    judgeName: NAME,
    results,
    groupScores,
    score: { score, classification, classificationReason: reason },
  });
}

function replyOf(judgement: Judgement, { series, thresholds }: JudgeCall): DoorReply {
  const judged = (each: Series): readonly MetricJudgement[] =>
    judgement.metrics.filter(({ metric }) => each.metrics.some(({ name }) => name === metric));
  const score = { promote: 100, hold: holdScore(thresholds), rollback: 0 }[judgement.decision];
  const reason = `${judgement.decision}: ${judgement.reasons.map(textOf).join(', ')}`;
  const groupScores = groupsOf(series).map((name) => {
    const members = series.filter((each) => each.groups.includes(name)).flatMap(judged);
    const groupScore = members.some(({ state }) => state === 'worse')
      ? 0
      : members.length > 0 && members.every(({ state }) => state === 'not-worse')
        ? 100
        : holdScore(thresholds);
    return { name, score: groupScore, classification: classOf(groupScore, thresholds), classificationReason: '' };
  });
  return jsonReply({
    judgeName: NAME,
    results: series.map((each) => resultOf(each, judged(each), '')),
    groupScores,
    score: { score, classification: classOf(score, thresholds), classificationReason: excerpt(reason, 300) },
  });
}

function resultOf(series: Series, judged: readonly MetricJudgement[], why: string) {
  const worse = judged.find(({ state }) => state === 'worse');
  const isProved = judged.length > 0 && judged.every(({ state }) => state === 'not-worse');
  const shown = worse ?? judged[0];
  const direction = series.metrics.find(({ name }) => name === worse?.metric);
  return {
    name: series.name,
    id: series.id,
    tags: series.tags,
    classification: worse !== undefined ? (isDrop(direction) ? 'Low' : 'High') : isProved ? 'Pass' : 'Nodata',
    classificationReason: excerpt(why === '' ? judged.map(({ state }) => state).join(', ') : why, 300),
    groups: series.groups,
    experimentMetadata: shown === undefined ? {} : { stats: { count: shown.canary.events } },
    controlMetadata: shown === undefined ? {} : { stats: { count: shown.control.events } },
    resultMetadata: shown === undefined ? {} : { ratio: shown.ratio },
    critical: series.isCritical && worse !== undefined,
    muted: series.isMuted,
  };
}

function isDrop(spec: MetricSpec | undefined): boolean {
  return spec?.kind === 'business' || (spec?.kind === 'continuous' && spec.worse === 'lower');
}

function groupsOf(series: readonly Series[]): readonly string[] {
  return [...new Set(series.filter(({ isMuted }) => !isMuted).flatMap(({ groups }) => groups))];
}

function classOf(score: number, { pass, marginal }: JudgeCall['thresholds']): string {
  if (score >= pass) return 'Pass';
  return score >= marginal ? 'Marginal' : 'Fail';
}

function textOf(reason: Judgement['reasons'][number]): string {
  return 'metric' in reason ? `${reason.code} ${reason.metric}` : reason.code;
}
