import {
  type Flag,
  type FlagEvent,
  type FlagRejection,
  killFlag,
  killsAt,
  type ServedFlags,
  type ShareRejection,
  setShare,
  shareStanding,
} from '../../domain/flag/index.ts';
import type { EngineAct, EngineAnswer, EngineOrder, EngineState, RolloutEngine } from '../../domain/rollout/index.ts';
import type { EventStore } from '../../event-log/index.ts';
import { excerpt, type Instant, type Result, reject } from '../../kernel/index.ts';
import type { FlagService, NodeFlags } from './node.ts';
import { handleFlags } from './stream.ts';

/**
 * Moves users by the flags that a server serves: an order lays a share over the definition. A target is the key of a flag that one repository
 * has; a version is the variant that users move to. An abort of what has no split that could be moved kills the flag.
 */
export function flagEngine(given: {
  readonly flags: Pick<NodeFlags, 'list' | 'isRead' | 'catchUp'>;
  readonly store: EventStore;
  readonly now: () => Instant;
}): RolloutEngine {
  const { flags, store, now } = given;
  return {
    kind: 'flag',
    drive: 'ordered',
    async observe({ name, version }) {
      try {
        await flags.catchUp();
      } catch {
        return UNREAD;
      }
      const found = findFlag(flags, name);
      return found.kind === 'found' ? stateOf(found, { version, now: now() }) : found;
    },
    async act(order) {
      try {
        await flags.catchUp();
        const found = findFlag(flags, order.target.name);
        if (found.kind === 'unknown') return found;
        if (found.kind === 'missing') return { kind: 'refused', code: 'missing', message: found.message };
        const { id, evaluator } = found.service;
        const plan = (served: ServedFlags | null) =>
          served === null ? reject(BEHIND) : planOrder(served, { set: evaluator.set, order, now: now() });
        const handled = await handleFlags({ store, id, actor: null, now, plan });
        if (!handled.ok) return refusalOf(handled.rejection);
        await flags.catchUp();
        return { kind: 'done' };
      } catch {
        return UNREAD;
      }
    },
  };
}

const UNREAD = { kind: 'unknown', code: 'unavailable', message: 'the flags could not be read' } as const;
const BEHIND = { code: 'behind' } as const;

interface FoundFlag {
  readonly kind: 'found';
  readonly service: FlagService;
  readonly flag: Flag;
}

function findFlag(
  flags: Pick<NodeFlags, 'list' | 'isRead'>,
  key: string,
): FoundFlag | Extract<EngineState, { readonly kind: 'missing' | 'unknown' }> {
  const found = flags.list().flatMap((service): readonly FoundFlag[] => {
    const flag = service.evaluator.set.flags.get(key);
    return flag === undefined ? [] : [{ kind: 'found', service, flag }];
  });
  // A set that is read later may have a flag of that name as well.
  if (!flags.isRead()) return { ...UNREAD, message: 'the flags of this server are not read yet' };
  const [only, ...others] = found;
  if (only === undefined) return { kind: 'missing', message: `there is no flag ${named(key)}` };
  if (others.length === 0) return only;
  return { kind: 'missing', message: `several repositories have a flag ${named(key)}` };
}

function stateOf(
  { service, flag }: FoundFlag,
  { version, now }: { readonly version: string | null; readonly now: Instant },
): EngineState {
  const { served, evaluator } = service;
  const share = served.shares.find((each) => each.flag === flag.key);
  const base = { kind: 'seen', lastOrder: share?.action ?? null } as const;
  const asked = { set: evaluator.set, flag: flag.key };
  const named = shareStanding(served, { ...asked, variant: version });
  // Of another version it tells which one it has, as engines do.
  const other = named.ok || named.rejection.code !== 'other-variant' ? null : named.rejection.variant;
  const standing = other === null ? named : shareStanding(served, { ...asked, variant: other });
  const versions = standing.ok
    ? { version: standing.value.variant, stable: standing.value.rest }
    : { version: null, stable: null };
  const kill = killsAt(served, now).find((each) => each.flag === flag.key);
  if (kill !== undefined) {
    const message = excerpt(`the flag is killed: ${kill.reason}`, MAX_MESSAGE);
    return { ...base, ...versions, phase: 'idle', percent: 0, message };
  }
  if (flag.state === 'DISABLED') {
    return { ...base, ...versions, phase: 'idle', percent: 0, message: refusalText({ code: 'disabled' }) };
  }
  if (!standing.ok) return { kind: 'missing', message: refusalText(standing.rejection) };
  const { percent } = standing.value;
  const phase = percent === 0 ? 'idle' : percent === 100 ? 'promoted' : 'steady';
  return { ...base, ...versions, phase, percent, message: '' };
}

type Rejection = ShareRejection | FlagRejection;

function planOrder(
  served: ServedFlags,
  given: { readonly set: FlagService['evaluator']['set']; readonly order: EngineOrder; readonly now: Instant },
): Result<readonly FlagEvent[], Rejection> {
  const { set, order, now } = given;
  const { name: flag, version: variant } = order.target;
  const percent = percentOf(order.act);
  const share = setShare(served, { set, flag, variant, percent, action: order.id, by: null, now });
  if (share.ok || order.act.kind !== 'abort' || !CANNOT_MOVE.has(share.rejection.code)) return share;
  const isKilled = killsAt(served, now).some((each) => each.flag === flag);
  if (isKilled || share.rejection.code === 'disabled') return { ok: true, value: [] };
  const reason = `a rollout was aborted (${order.id}), and the flag has no split that could be moved`;
  return killFlag(served, { set, flag, variant: null, reason, by: null, until: null, now });
}

const CANNOT_MOVE: ReadonlySet<Rejection['code']> = new Set(['no-split', 'no-off-variant', 'disabled']);

function percentOf(act: EngineAct): number {
  switch (act.kind) {
    case 'set-weight':
      return act.percent;
    case 'promote':
      return 100;
    case 'abort':
      return 0;
  }
}

function refusalOf(rejection: Rejection): EngineAnswer {
  const message = refusalText(rejection);
  switch (rejection.code) {
    case 'behind':
      return { ...UNREAD, message };
    case 'no-such-flag':
      return { kind: 'refused', code: 'missing', message };
    case 'other-variant':
      return { kind: 'refused', code: 'other-version', message };
    case 'killed':
      return { kind: 'refused', code: 'not-permitted', message };
    default:
      return { kind: 'refused', code: 'invalid', message };
  }
}

function refusalText(rejection: Rejection): string {
  switch (rejection.code) {
    case 'behind':
      return 'newer definitions are being taken';
    case 'no-such-flag':
      return 'there is no such flag';
    case 'other-variant':
      return `users move to the variant ${named(rejection.variant)}`;
    case 'killed':
      return 'the flag is killed: a human restores it first';
    case 'no-split':
      return 'its targeting is not one split between two variants: {"fractional": [["on", 5], ["off", 95]]}';
    case 'no-off-variant':
      return 'nothing tells which variant is off: name the new one as version of the target';
    case 'disabled':
      return 'the flag is disabled';
    case 'bad-percent':
      return 'a percentage is 0 to 100';
    case 'too-many-shares':
    case 'too-many-kills':
      return `${rejection.limit} flags are held already`;
    default:
      return `the flag was not moved: ${rejection.code}`;
  }
}

/** Of `EngineState`. */
const MAX_MESSAGE = 500;

function named(key: string): string {
  return `"${excerpt(key, 80)}"`;
}
