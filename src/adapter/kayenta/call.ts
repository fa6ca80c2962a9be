import { z } from 'zod';
import { accept, type Result, reject } from '../../kernel/index.ts';
import type { JudgeCall } from './series.ts';

/** Points of one series: a day of minutes, in each of the two arms. */
const MAX_POINTS = 2_000;
const MAX_SERIES = 50;

const NAME = z.string().min(1).max(190);
/** Jackson writes what is no number as a text. */
const POINT = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']), z.null()]).transform((value) => {
  return typeof value === 'number' ? value : null;
});
const POINTS = z.array(POINT).max(MAX_POINTS);
const SCOPE = z.object({ startTimeMillis: z.number().min(0).max(8e15), stepMillis: z.number().min(1).max(8.64e7) });

const CONFIG = z.object({
  name: NAME,
  groups: z.array(z.string().max(200)).max(50).nullish(),
  analysisConfigurations: z
    .object({
      canary: z
        .object({
          direction: z.string().max(50).nullish(),
          critical: z.boolean().nullish(),
          muted: z.boolean().nullish(),
        })
        .nullish(),
      firebreak: z.object({ kind: z.enum(['errors', 'business']), exposure: NAME }).nullish(),
    })
    .nullish(),
});

const CALL = z.object({
  canaryConfig: z.object({ metrics: z.array(CONFIG).max(200) }),
  scoreThresholds: z.object({ pass: z.number().nullish(), marginal: z.number().nullish() }).nullish(),
  metricSetPairList: z
    .array(
      z.object({
        name: NAME,
        id: z.string().max(300).nullish(),
        tags: z.record(z.string().max(200), z.string().max(500)).nullish(),
        values: z.object({ control: POINTS, experiment: POINTS }),
        scopes: z.object({ control: SCOPE, experiment: SCOPE }),
      }),
    )
    .max(MAX_SERIES),
});

const USUAL = { pass: 90, marginal: 50 } as const;

/** What Kayenta asks its remote judge (`RemoteJudgeRequest.java`); the rejection names the place. */
export function readCall(document: unknown): Result<JudgeCall, string> {
  const read = CALL.safeParse(document);
  if (!read.success) {
    const [issue] = read.error.issues;
    return reject(`the request does not fit: ${issue?.path.map(String).join('.') || 'body'}`);
  }
  const { canaryConfig, scoreThresholds, metricSetPairList } = read.data;
  const configs = new Map(canaryConfig.metrics.map((config) => [config.name, config]));
  const pairs = metricSetPairList.map((pair) => {
    const config = configs.get(pair.name);
    const canary = config?.analysisConfigurations?.canary;
    return {
      name: pair.name,
      id: pair.id ?? pair.name,
      tags: pair.tags ?? {},
      groups: config?.groups ?? [],
      direction: canary?.direction ?? 'either',
      isCritical: canary?.critical ?? false,
      isMuted: canary?.muted ?? false,
      counted: config?.analysisConfigurations?.firebreak ?? null,
      control: pair.values.control,
      experiment: pair.values.experiment,
      ...pair.scopes.experiment,
    };
  });
  const [pass, marginal] = [scoreThresholds?.pass ?? USUAL.pass, scoreThresholds?.marginal ?? USUAL.marginal];
  return accept({ thresholds: { pass, marginal }, series: pairs.map((pair) => ({ ...pair, metrics: specsOf(pair) })) });
}

function specsOf(pair: {
  readonly name: string;
  readonly direction: string;
  readonly isMuted: boolean;
  readonly isCritical: boolean;
  readonly counted: { readonly kind: 'errors' | 'business'; readonly exposure: string } | null;
}): JudgeCall['series'][number]['metrics'] {
  const { name, direction, isMuted, isCritical, counted } = pair;
  if (isMuted) return [];
  const base = { name, isCritical };
  if (counted?.kind === 'errors') return [{ ...base, kind: 'errors', exposure: 'requests', harmlessShare: null }];
  if (counted?.kind === 'business') return [{ ...base, kind: 'business', exposure: 'requests' }];
  const rise = { ...base, name: `${name} (rise)`, kind: 'continuous', worse: 'higher' } as const;
  const drop = { ...base, name: `${name} (drop)`, kind: 'continuous', worse: 'lower' } as const;
  if (direction === 'increase') return [rise];
  return direction === 'decrease' ? [drop] : [rise, drop];
}
