import type {
  BrakeAmendRequest,
  BrakeAnswer,
  BrakeOnRequest,
  BrakeQuestionRequest,
  BrakeReport,
  BrakeVerdict,
} from '../../contract/index.ts';
import {
  amendBrake,
  askOfChanges,
  type Brake,
  type BrakeActor,
  type BrakeBoard,
  type BrakeChange,
  type BrakeEvent,
  type BrakeRejection,
  brakeFor,
  directionOf,
  engageBrake,
  handleBrakes,
  known,
  type Principal,
  principalActor,
  readBrakes,
  releaseBrake,
  scopePartText,
  standingOf,
  type Tier,
  targetOf,
} from '../../control/index.ts';
import { type Fault, type Instant, printable, type Result } from '../../kernel/index.ts';
import { brakeCalendar, brakeRowOf, brakeVerdictOf, orderedBrakes } from '../brake-row.ts';
import { requirePermission } from './acting.ts';
import { brakeRefusal, noSuchBrake } from './brake-refusal.ts';
import { endOf, fromOf, lanesOf, scopeOf, windowOf } from './brake-wish.ts';
import { mayOr } from './may.ts';
import type { Plane } from './plane.ts';
import { type StatedFreezes, statedFreezes } from './stated-freeze.ts';
import { isoTime } from './time.ts';
import { viewerOf } from './viewer.ts';

/** The brakes of a server. Methods reject with a `Fault` that says what to do. */
export interface BrakeDesk {
  list(principal: Principal): Promise<BrakeReport>;
  /** Whether a step of a rollout, a flag or an operation may be taken now. */
  ask(principal: Principal, request: BrakeQuestionRequest): Promise<BrakeVerdict>;
  on(principal: Principal, request: BrakeOnRequest): Promise<BrakeAnswer>;
  /** Making a brake milder needs the right to release it. */
  amend(principal: Principal, request: BrakeAmendRequest & { readonly id: string }): Promise<BrakeAnswer>;
  off(principal: Principal, request: { readonly id: string; readonly note: string }): Promise<BrakeAnswer>;
}

type Held = Pick<Plane, 'world' | 'node' | 'board' | 'services' | 'rules'>;

/** The desk of one node. */
export function makeBrakeDesk(plane: Held): BrakeDesk {
  const { world, node, rules } = plane;
  const telling = async (
    principal: Principal,
    plan: (board: BrakeBoard, now: Instant, by: BrakeActor) => Result<readonly BrakeEvent[], BrakeRejection>,
    told: (board: BrakeBoard) => { readonly brake: Brake | undefined; readonly text: (count: number) => string },
  ): Promise<BrakeAnswer> => {
    const by = brakeActor(principal);
    const came = await handleBrakes({
      store: node.store,
      actor: principalActor(principal).actor,
      now: world.now,
      plan: (board) => plan(board, world.now(), by),
    });
    if (!came.ok) throw brakeRefusal(came.rejection);
    const { brake, text } = told(came.value.board);
    if (brake === undefined) throw noSuchBrake('');
    const holds = (await heldBy(plane)).get(brake.id) ?? 0;
    return {
      schema: 'firebreak.brake-answer/v1',
      brake: brakeRowOf(brake, { now: world.now(), holds }),
      position: came.value.position,
      warnings: await warningsOf(plane, brake),
      text: text(holds),
    };
  };
  const found = (board: BrakeBoard, id: string): Brake =>
    board.brakes.find((each) => each.id === id) ?? refuse(noSuchBrake(printable(id)));
  return {
    async list(principal) {
      requirePermission(principal, 'read');
      const now = world.now();
      const [{ brakes }, freezes] = await Promise.all([readBrakes(node.store), statedFreezes(plane)]);
      const held = await heldBy(plane, freezes.of);
      return {
        schema: 'firebreak.brakes/v1',
        as_of: isoTime(now),
        viewer: viewerOf(principal),
        source: null,
        brakes: [
          ...orderedBrakes(brakes, now).map((brake) => brakeRowOf(brake, { now, holds: held.get(brake.id) ?? 0 })),
          ...freezes.of.flatMap(({ repository, brakes: stated }) =>
            orderedBrakes(stated, now).map((brake) =>
              brakeRowOf(brake, { now, holds: held.get(heldKey(brake.id, repository)) ?? 0, repository }),
            ),
          ),
        ],
        calendar: [
          ...brakeCalendar(brakes, { now }),
          ...freezes.of.flatMap(({ repository, brakes: stated }) => brakeCalendar(stated, { now, repository })),
        ].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0)),
        unread: freezes.unread,
        rules: (await rules.rules()).map(({ repository, rule, untold }) => ({
          id: printable(rule.id),
          repository: printable(repository),
          when: rule.trigger.kind,
          untold,
        })),
        may: { engage: mayOr(principal, 'brake', []), release: mayOr(principal, 'release-brake', []) },
      };
    },
    async ask(principal, request) {
      requirePermission(principal, 'read');
      const now = world.now();
      return brakeVerdictOf(await brakeFor(node.store, { target: askedTarget(request), now }), now);
    },
    async on(principal, request) {
      requirePermission(principal, 'brake');
      const lanes = lanesOf(request, null);
      const scope = scopeOf(request.scope);
      const window = windowOf(request);
      return telling(
        principal,
        (board, now, by) =>
          engageBrake(
            board,
            {
              scope,
              reason: request.reason,
              by,
              from: fromOf(request, now),
              end: endOf(request, now) ?? { kind: 'review', at: later(fromOf(request, now) ?? now) },
              window,
              lanes,
              cause: null,
            },
            now,
          ),
        (board) => ({
          brake: board.brakes.at(-1),
          text: (count) => engagedText(board.brakes.at(-1), { now: world.now(), count }),
        }),
      );
    },
    async amend(principal, { id, ...request }) {
      requirePermission(principal, 'brake');
      return telling(
        principal,
        (board, now, by) => {
          const before = found(board, id);
          const change = changeOf(request, before, now);
          // An amendment that lets more pass is a release in parts.
          if (directionOf(before, { ...before, ...change }) === 'milder') requirePermission(principal, 'release-brake');
          return amendBrake(board, { id, by, change, now });
        },
        (board) => ({
          brake: found(board, id),
          text: (count) => `${id} was amended; it holds ${changes(count)}`,
        }),
      );
    },
    async off(principal, { id, note }) {
      requirePermission(principal, 'release-brake');
      return telling(
        principal,
        (board, now, by) => releaseBrake(board, { id, by, note, now }),
        (board) => ({
          brake: found(board, id),
          text: () => `${id} is released; what it held is judged again`,
        }),
      );
    },
  };
}

/** Nobody said when it ends: it holds on, and is to be looked at after an hour. */
const REVIEW_MS = 3_600_000;

function later(from: Instant): Instant {
  return (from + REVIEW_MS) as Instant;
}

function changeOf(request: BrakeAmendRequest, before: Brake, now: Instant): BrakeChange {
  const { scope, reason, windows } = request;
  const end = endOf(request, now);
  return {
    ...(scope === undefined ? {} : { scope: scopeOf(scope) }),
    ...(reason === undefined ? {} : { reason }),
    ...(end === null ? {} : { end }),
    ...(windows === undefined ? {} : { window: windowOf(request) }),
    ...(request.hotfix === undefined && request.reverts === undefined ? {} : { lanes: lanesOf(request, before.lanes) }),
  };
}

/** By ids of accounts and persons alone: what stands in the log names nobody otherwise. */
function brakeActor(principal: Principal): BrakeActor {
  const { actor, personId, isAutomated } = principalActor(principal);
  const id = actor ?? 'nobody';
  const name = personId ?? id;
  if (principal.kind === 'token') {
    return isAutomated
      ? { kind: 'agent', id, name: `an agent of ${name}` }
      : { kind: 'script', id, name: `a script of ${name}` };
  }
  return { kind: 'human', id, name };
}

/** A freeze of a calendar is known by its name in its repository alone. */
function heldKey(brake: string, repository: string | null): string {
  return brake.startsWith('calendar/') ? `${repository} ${brake}` : brake;
}

/** Open changes that each brake holds now, by {@link heldKey}. */
async function heldBy(
  { node, board, world }: Held,
  freezes: StatedFreezes['of'] = [],
): Promise<ReadonlyMap<string, number>> {
  const question = await askOfChanges(node.store, world.now());
  const counts = new Map<string, number>();
  if (question.active.length === 0 && freezes.length === 0) return counts;
  for (const state of await board.open()) {
    const place = state.ref ?? state.operation;
    const repository = place === null ? null : `${place.forge}:${place.repository}`;
    for (const { brake } of await question.holds(state)) {
      const key = heldKey(brake, repository);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

/** A name that no catalogue bears may be mistyped, and then holds nothing. */
async function warningsOf({ services }: Held, { scope }: Brake): Promise<string[]> {
  const catalog = await services();
  const names = {
    service: new Set(catalog.graph.services.map(({ id }) => id)),
    flow: new Set(catalog.flows.map(({ id }) => id)),
  };
  return scope.flatMap((part) => {
    const name = part.kind === 'service' ? part.service : part.kind === 'flow' ? part.flow : null;
    if (name === null || names[part.kind as 'service' | 'flow'].has(name)) return [];
    return [`no configuration here names ${printable(scopePartText(part))}: if it is mistyped it holds nothing`];
  });
}

function askedTarget(request: BrakeQuestionRequest) {
  const { step, tiers, services, flows, paths, agents, models, patterns } = request;
  return targetOf({
    ...(services === undefined ? {} : { services: known(services) }),
    ...(tiers === undefined ? {} : { tiers: known<Tier>(tiers) }),
    ...(flows === undefined ? {} : { flows: known(flows) }),
    ...(paths === undefined ? {} : { paths: known(paths) }),
    ...(agents === undefined ? {} : { agents: known(agents) }),
    ...(models === undefined ? {} : { models: known(models) }),
    ...(patterns === undefined ? {} : { patterns: known(patterns) }),
    lane: step === 'stop' ? 'stop' : 'ordinary',
  });
}

function engagedText(
  brake: Brake | undefined,
  { now, count }: { readonly now: Instant; readonly count: number },
): string {
  if (brake === undefined) return 'engaged';
  const standing = standingOf(brake, now);
  const { end } = brake;
  const ends = end.kind === 'until' ? `ends ${isoTime(end.at)}` : `to be looked at by ${isoTime(end.at)}`;
  if (standing.state !== 'active') {
    const next = standing.state === 'waiting' && standing.next !== null ? isoTime(standing.next) : 'later';
    return `${brake.id} is planned: it holds from ${next} and ${ends}`;
  }
  return `${brake.id} holds ${brake.scope.map((part) => printable(scopePartText(part))).join(', ')} and ${ends}; ${changes(count)} held`;
}

function changes(count: number): string {
  return count === 1 ? '1 open change' : `${count} open changes`;
}

function refuse(fault: Fault): never {
  throw fault;
}
