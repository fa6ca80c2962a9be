import type { FlagAnswer, OfrepBulk, OfrepFailure, OfrepSuccess, ServedFlagsReport } from '../../contract/index.ts';
import {
  brakeFor,
  evaluateServed,
  type FlagContext,
  type FlagRejection,
  type FlagService,
  flagTarget,
  handleFlags,
  holdMessage,
  judgePermission,
  killFlag,
  known,
  type Principal,
  principalActor,
  principalOfTicket,
  principalOfToken,
  restoreFlag,
  sharesOver,
  ticketOfToken,
} from '../../control/index.ts';
import { digestOfJson, Fault, type Instant, instant, printable, type Result } from '../../kernel/index.ts';
import { ofrepAnswer } from '../flag/ofrep.ts';
import { flagRow, problemRow } from '../flag/row.ts';
import { requirePermission } from './acting.ts';
import type { Plane } from './plane.ts';
import { isoTime } from './time.ts';
import { viewerOf } from './viewer.ts';

/** Who asks for flags, by their token. */
export type FlagCaller =
  | { readonly kind: 'known'; readonly tokenId: string; readonly ticket: string }
  /** Nobody, or a token that may not evaluate. */
  | { readonly kind: 'refused'; readonly status: 401 | 403; readonly message: string };

/** An answer of OFREP: a status and its document. */
export interface OfrepReply {
  readonly status: 200 | 304 | 400 | 404 | 500;
  /** `null` = none (304). */
  readonly document:
    | OfrepSuccess
    | OfrepFailure
    | OfrepBulk
    | { readonly errorCode?: string; readonly errorDetails: string }
    | null;
  /** Of a bulk answer. */
  readonly etag: string | null;
}

/** Feature flags of a server. Methods for people reject with a `Fault`; those for programs answer as OFREP does. */
export interface FlagDesk {
  identify(token: string | null): Promise<FlagCaller>;
  /** The token's holder, who opened a stream by its ticket. */
  identifyTicket(ticket: string | null): Promise<FlagCaller>;
  /** `set` = `null`: the only one that is served. */
  evaluate(asked: { readonly set: string | null; readonly key: string; readonly context: FlagContext }): OfrepReply;
  evaluateAll(asked: {
    readonly set: string | null;
    readonly context: FlagContext;
    readonly ifNoneMatch: string | null;
    /** Version that the caller heard of; this node reads the log first where it has another. */
    readonly heardOf: string | null;
    readonly caller: Extract<FlagCaller, { readonly kind: 'known' }>;
  }): Promise<OfrepReply>;
  /** Tells the data of each event to whoever listens to a set, and when no more will come; `null` = there is no such set. Gives the way to stop. */
  listen(
    set: string | null,
    listener: { readonly tell: (data: string) => void; readonly end: () => void },
  ): (() => void) | null;
  list(principal: Principal): ServedFlagsReport;
  kill(
    principal: Principal,
    request: {
      readonly id: string;
      readonly flag: string;
      readonly reason: string;
      readonly variant?: string | undefined;
      readonly until?: string | undefined;
    },
  ): Promise<FlagAnswer>;
  restore(
    principal: Principal,
    request: { readonly id: string; readonly flag: string; readonly reason: string },
  ): Promise<FlagAnswer>;
}

/** Seconds without a listener's interest after which a client may let its stream go (ADR-0008 of OFREP). */
const INACTIVITY_S = 120;

/** The desk of one node. */
export function makeFlagDesk(plane: Pick<Plane, 'world' | 'node' | 'flags' | 'access'>): FlagDesk {
  const { flags, node, world } = plane;
  const callers = openCallers(plane);
  const found = (id: string): FlagService => flags.find(id) ?? refuse(noSuchSet(id));
  const telling = async (
    id: string,
    asked: {
      readonly principal: Principal;
      readonly flag: string;
      readonly text: string;
      readonly plan: (service: FlagService, now: Instant) => ReturnType<typeof restoreFlag>;
    },
  ): Promise<FlagAnswer> => {
    const { principal, flag, text, plan } = asked;
    const service = found(id);
    const handled: Result<{ readonly position: number }, FlagRejection> = await handleFlags({
      store: node.store,
      id,
      actor: principalActor(principal).actor,
      now: world.now,
      plan: (served) => (served === null ? { ok: true, value: [] } : plan({ ...service, served }, world.now())),
    });
    if (!handled.ok) throw refusalOf(handled.rejection);
    await flags.catchUp();
    return { schema: 'firebreak.flag-answer/v1', set: id, flag, position: handled.value.position, text };
  };
  return {
    identify: (token) => callers.identify(token),
    identifyTicket: async (ticket) => {
      const principal = ticket === null ? null : await principalOfTicket(plane.access, ticket);
      return principal === null ? NOBODY : callerOf(principal, ticket);
    },
    evaluate({ set, key, context }) {
      const service = serviceOf(plane, set);
      if (typeof service === 'string')
        return { status: 400, document: { key, errorCode: 'GENERAL', errorDetails: service }, etag: null };
      const answer = ofrepAnswer(key, evaluateServed({ ...service, key, context }));
      if (!('errorCode' in answer)) return { status: 200, document: answer, etag: null };
      return { status: answer.errorCode === 'FLAG_NOT_FOUND' ? 404 : 400, document: answer, etag: null };
    },
    async evaluateAll({ set, context, ifNoneMatch, heardOf, caller }) {
      let service = serviceOf(plane, set);
      if (typeof service !== 'string' && heardOf !== null && heardOf !== service.version) {
        await flags.catchUp();
        service = serviceOf(plane, set);
      }
      if (typeof service === 'string') {
        return { status: 400, document: { errorCode: 'GENERAL', errorDetails: service }, etag: null };
      }
      const { evaluator, kills, shared } = service;
      const answers = [...evaluator.set.flags.keys()].map((key) =>
        ofrepAnswer(key, evaluateServed({ evaluator, kills, shared, key, context })),
      );
      // Of the answer, not of the definitions: a rule may read the time of day.
      const etag = `"${digestOfJson(answers).slice('sha256:'.length)}"`;
      if (isMatch(ifNoneMatch, etag)) return { status: 304, document: null, etag };
      const path = set === null ? '' : `/flags/${encodeURIComponent(set)}`;
      const requestUri = `${path}/ofrep/v1/events?ticket=${encodeURIComponent(caller.ticket)}`;
      const document: OfrepBulk = {
        flags: answers,
        metadata: { flagSetId: service.id, version: service.version },
        eventStreams: [{ type: 'sse', endpoint: { requestUri }, inactivityDelaySec: INACTIVITY_S }],
      };
      return { status: 200, document, etag };
    },
    listen(set, { tell, end }) {
      const service = serviceOf(plane, set);
      if (typeof service === 'string') return null;
      const stopHearing = flags.onChange(({ id, version, since }) => {
        if (id !== service.id) return;
        tell(JSON.stringify({ type: 'refetchEvaluation', etag: version, lastModified: Math.floor(since / 1000) }));
      });
      const stopWaiting = flags.onClose(end);
      return () => {
        stopHearing();
        stopWaiting();
      };
    },
    list(principal) {
      requirePermission(principal, 'read');
      const sets = flags.list().map((service) => setRow(service));
      return { schema: 'firebreak.served-flags/v1', as_of: isoTime(world.now()), viewer: viewerOf(principal), sets };
    },
    async kill(principal, { id, flag, reason, variant, until }) {
      requirePermission(principal, 'brake');
      const { actor: by } = principalActor(principal);
      const end = until === undefined ? null : instant(Date.parse(until));
      return telling(id, {
        principal,
        flag,
        text: `${printable(flag)} is off for everybody${end === null ? ' until it is restored' : ` until ${isoTime(end)}`}`,
        plan: ({ served, evaluator: { set } }, now) =>
          killFlag(served, { set, flag, variant: variant ?? null, reason, by, until: end, now }),
      });
    },
    async restore(principal, { id, flag, reason }) {
      requirePermission(principal, 'release-brake');
      const { actor: by, isAutomated } = principalActor(principal);
      await refuseUnderBrake(plane, { service: found(id), flag });
      return telling(id, {
        principal,
        flag,
        text: `${printable(flag)} is what its definition says again`,
        plan: ({ served }, now) => restoreFlag(served, { flag, reason, by, isAutomated, now }),
      });
    },
  };
}

/** Giving a flag back is a change of what users get, so a brake holds it; a kill is a stop, which none does. */
async function refuseUnderBrake(
  { node, world }: Pick<Plane, 'node' | 'world'>,
  { service, flag }: { readonly service: FlagService; readonly flag: string },
): Promise<void> {
  const metadata = service.evaluator.set.flags.get(flag)?.metadata ?? {};
  const named = (key: 'flow' | 'service') => (typeof metadata[key] === 'string' ? known([metadata[key]]) : null);
  const [flows, services] = [named('flow'), named('service')];
  // Written by people: no agent and no model made a kill switch's end.
  const people = { agents: known([]), models: known([]), patterns: known([]) };
  const target = flagTarget({
    ...people,
    ...(flows === null ? {} : { flows }),
    ...(services === null ? {} : { services }),
    isKillSwitch: false,
  });
  const [hold] = await brakeFor(node.store, { target, now: world.now() });
  if (hold === undefined) return;
  throw new Fault({
    kind: 'usage',
    code: 'braked',
    message: holdMessage(hold),
    fix: 'The flag stays off until the brake is released: firebreak brake list.',
  });
}

/** The set that is asked for, or why there is none, in one sentence. */
function serviceOf({ flags }: Pick<Plane, 'flags'>, set: string | null): FlagService | string {
  if (set !== null) return flags.find(set) ?? 'this server serves no such flags';
  const [only, ...others] = flags.list();
  if (only === undefined)
    return 'this server serves no flags: firebreak.yaml of no repository names a definitions file';
  if (others.length === 0) return only;
  return 'this server serves several sets of flags: ask at /flags/FORGE:REPOSITORY (encoded) as the base address';
}

/** RFC 9110, 13.1.2: weak comparison; a list, or anything. */
function isMatch(header: string | null, etag: string): boolean {
  if (header === null) return false;
  const named = header.split(',', MAX_TAGS).map((each) => each.trim().replace(/^W\//, ''));
  return named.includes('*') || named.includes(etag);
}

const MAX_TAGS = 20;

const NOBODY: FlagCaller = {
  kind: 'refused',
  status: 401,
  message: 'a token is needed (Authorization: Bearer, or X-API-Key)',
};

function callerOf(principal: Principal, ticket: string | null): FlagCaller {
  if (principal.kind !== 'token' || ticket === null) return NOBODY;
  if (judgePermission(principal, 'evaluate').ok) return { kind: 'known', tokenId: principal.tokenId, ticket };
  return { kind: 'refused', status: 403, message: 'this token was not given the scope evaluate' };
}

/** How long who a token is may be remembered; whatever changes accounts or tokens is an event, and forgets all at once. */
const REMEMBERED_MS = 1_000;
/** Tokens that are remembered: more than any node has callers. */
const MAX_CALLERS = 10_000;

/** Who tokens are: asked for with each evaluation, so remembered for a moment. */
function openCallers({ access, node, world }: Pick<Plane, 'access' | 'node' | 'world'>) {
  const known = new Map<string, { readonly caller: FlagCaller; readonly until: number }>();
  let isListening = false;
  return {
    async identify(token: string | null): Promise<FlagCaller> {
      if (token === null) return NOBODY;
      const now = world.now();
      const before = known.get(token);
      if (before !== undefined && now < before.until) return before.caller;
      if (!isListening) node.store.onAppend(() => known.clear());
      isListening = true;
      const principal = await principalOfToken(access, token);
      const ticket = principal.kind === 'token' ? await ticketOfToken(access, principal.tokenId) : null;
      const caller = callerOf(principal, ticket);
      // Of what anybody may make up nothing is kept.
      if (caller.kind === 'refused') return caller;
      if (known.size >= MAX_CALLERS) known.clear();
      known.set(token, { caller, until: now + REMEMBERED_MS });
      return caller;
    },
  };
}

function setRow(service: FlagService): ServedFlagsReport['sets'][number] {
  const { id, version, since, evaluator, kills, served, refused } = service;
  return {
    id,
    version,
    digest: evaluator.set.digest,
    commit: served.publications[0]?.commit ?? '',
    since: isoTime(since),
    flags: [...evaluator.set.flags.values()].map(flagRow),
    kills: [...kills.values()].map(({ flag, variant, reason, by, at, until }) => ({
      flag,
      variant,
      reason,
      by,
      at: isoTime(at),
      until: until === null ? null : isoTime(until),
    })),
    shares: sharesOver(evaluator.set, served).map(({ flag, variant, percent, action, at }) => ({
      flag,
      variant,
      percent,
      action: printable(action),
      at: isoTime(at),
    })),
    refused: refused.map(problemRow),
  };
}

function noSuchSet(id: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-such-flags',
    message: `this server serves no flags of ${printable(id)}`,
    fix: 'firebreak flags list --server URL names those that are served.',
  });
}

function refusalOf(rejection: FlagRejection): Fault {
  const [message, fix] = refusalText(rejection);
  return new Fault({
    kind: rejection.code === 'automated' ? 'permission' : 'usage',
    code: rejection.code,
    message,
    fix,
  });
}

function refusalText(rejection: FlagRejection): readonly [message: string, fix: string] {
  switch (rejection.code) {
    case 'no-such-flag':
      return [`there is no flag ${printable(rejection.flag)}`, 'See firebreak flags list.'];
    case 'no-reason':
      return ['a reason is needed, of at most 500 characters', 'Say why.'];
    case 'bad-end':
      return ['the end is not in the future', 'Name a later moment, or none.'];
    case 'no-off-variant':
      return ['nothing tells which variant is off', `Name one: ${rejection.variants.map(printable).join(', ')}.`];
    case 'no-such-variant':
      return ['the flag has no such variant', `Name one of: ${rejection.variants.map(printable).join(', ')}.`];
    case 'too-many-kills':
      return [`${rejection.limit} flags are killed already`, 'Restore some, or take the definitions back.'];
    case 'not-killed':
      return ['it is not killed', 'Nothing is left to do.'];
    case 'automated':
      return ['software does not restore a flag', 'A human signs in and does it.'];
  }
}

function refuse(fault: Fault): never {
  throw fault;
}
