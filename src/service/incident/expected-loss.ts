import type { ExpectedLoss } from '../../contract/index.ts';
import { expectedLossOf, readRulebook, smallestDrop, type World, worthOf } from '../../control/index.ts';
import { Fault, printable } from '../../kernel/index.ts';

interface Span {
  readonly low: number;
  readonly high: number;
}

/** What is asked of a flow. */
export interface ExpectedLossRequest {
  readonly repository: string;
  readonly flow: string;
  /** Probability 0..1 that the change fails. */
  readonly failure: Span;
  /** Minutes until it is seen and taken back. */
  readonly minutes: Span;
  /** Share of users who have it meanwhile, 0..1. */
  readonly exposed: Span;
  /** Share of their orders that fail, 0..1. */
  readonly drop: Span;
  /** Share of sessions that buy, and sessions of the canary; `null` = no canary is asked about. */
  readonly canary: { readonly conversion: number; readonly sessions: number } | null;
  readonly signal?: AbortSignal;
}

/** What a change may cost in a flow, by what the protected branch states of it. Fault: it states no such flow. */
export async function expectedLossIn(world: World, request: ExpectedLossRequest): Promise<ExpectedLoss> {
  const { repository, flow, failure, minutes, exposed, drop, canary, signal } = request;
  const history = await world.openRepository({ path: repository, signal });
  const { defaultTips, tip } = await history.describe();
  const revision = defaultTips[0] ?? tip;
  const { configuration } = await readRulebook({ world, history, revision, policy: { file: null } });
  const stated = configuration.catalog.flows.find(({ id }) => id === flow);
  if (stated === undefined) throw noSuchFlow(flow);
  const worth = worthOf(stated);
  const answer =
    worth === null
      ? ({ kind: 'unknown', why: `what the flow is worth is not stated (flows.${flow}.value)` } as const)
      : expectedLossOf(worth, {
          failure,
          exposed,
          drop,
          minutes: { name: 'minutes until it is taken back', from: 'given', ...minutes },
        });
  const { formula, factors, ...figure } = answer.kind === 'known' ? answer.loss : NOTHING;
  return {
    schema: 'firebreak.expected-loss/v1',
    flow: printable(flow),
    currency: worth?.currency ?? null,
    loss: answer.kind === 'known' ? { ...figure, formula, inputs: factors.map((each) => ({ ...each })) } : null,
    unknown: answer.kind === 'known' ? null : printable(answer.why),
    canary: canary === null ? null : { ...canary, smallest_drop: smallestDrop(canary) },
  };
}

const NOTHING = { low: 0, high: 0, p10: 0, p50: 0, p90: 0, formula: '', factors: [] } as const;

function noSuchFlow(flow: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-such-flow',
    message: `the configuration states no flow ${printable(flow)}`,
    fix: 'Name one of flows: in firebreak.yaml of the protected branch.',
  });
}
