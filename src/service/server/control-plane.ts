import {
  type AccessWorld,
  type AlertReader,
  type BuildPlace,
  countFindings,
  type DeliveryReader,
  flagEngine,
  keepPeople,
  loadSubmission,
  makeNotifier,
  type NewSession,
  type NoticeWays,
  openBoard,
  openBrakeRules,
  openCauses,
  openIncidentIntake,
  openNodeDelivery,
  openNodeDetection,
  openNodeFlags,
  openNodeQueues,
  openNodeRollouts,
  openServices,
  openSignalHub,
  openStated,
  type PresentVerdict,
  type Principal,
  principalOfLogin,
  principalOfSession,
  principalOfToken,
  proposeBlast,
  type RemoteQueues,
  type RolloutEngine,
  readPeople,
  type SampleSource,
  type ServerNode,
  signInByOwnerLink,
  signInByPassword,
  signOut,
  type World,
} from '../../control/index.ts';
import { blastReportOf } from '../blast.ts';
import { carryOut, requirePermission } from './acting.ts';
import { makeAlarmDesk } from './alarm.ts';
import { makeBrakeDesk } from './brake.ts';
import { changeReport, noSuchChange } from './change.ts';
import { changeList } from './change-list.ts';
import { deliver } from './deliver.ts';
import { makeDeliveryDesk } from './delivery.ts';
import { type EngineIntake, makeEngineDesk } from './engine.ts';
import { exposureReport } from './exposure.ts';
import type { ControlPlane, SignedIn, SignInRefusal } from './face.ts';
import { makeFlagDesk } from './flag.ts';
import { makeIdentityDesk } from './identity.ts';
import { inboxReport } from './inbox.ts';
import { makeIncidentDesk } from './incident.ts';
import { openLive } from './live.ts';
import { makeLoginDesk } from './login.ts';
import { runNode } from './loop.ts';
import { nowReport } from './now.ts';
import { makeOperationDesk } from './operation.ts';
import type { Plane } from './plane.ts';
import { policyReport } from './policy.ts';
import { makeQueueDesk } from './queue.ts';
import { makeRolloutDesk } from './rollout.ts';
import { openRuleOutcomes } from './rule-outcome.ts';
import { makeSignalDesk, type SignalIntake } from './signal.ts';
import { viewerOf } from './viewer.ts';

/** One node of the control plane over its store, its forges and its accounts. */
export function makeControlPlane(options: {
  readonly world: World;
  readonly node: ServerNode;
  readonly access: AccessWorld;
  readonly deliveries: readonly DeliveryReader[];
  readonly publicUrl: string | null;
  readonly provider: { readonly name: string; readonly url: string } | null;
  readonly present: PresentVerdict;
  readonly ways: NoticeWays;
  /** Where builds of merge queues run; `null` = nothing is built or landed here. */
  readonly builds: BuildPlace | null;
  /** Merge queues that land on forges elsewhere. */
  readonly remoteQueues: readonly RemoteQueues[];
  /** What moves traffic; users are moved by the flags of this server itself. Of a kind that is not there nothing is known. */
  readonly engines: readonly RolloutEngine[];
  /** Which engines may ask for verdicts. */
  readonly engineIntake: EngineIntake;
  /** Which signals come in, and from where they are fetched. */
  readonly signals: SignalIntake & {
    readonly alerts: readonly AlertReader[];
    readonly sources: readonly SampleSource[];
    readonly selectors: readonly string[];
  };
}): ControlPlane {
  const {
    world,
    node,
    access,
    deliveries,
    publicUrl,
    provider,
    present,
    ways,
    builds,
    remoteQueues,
    signals,
    engines,
    engineIntake,
  } = options;
  const hub = openSignalHub({ sources: signals.sources, selectors: signals.selectors, now: world.now });
  const stated = openStated(world, node);
  const detection = openNodeDetection({ world, node, signals: hub, stated });
  const flags = openNodeFlags({ world, node });
  const ownEngine = flagEngine({ flags, store: node.store, now: world.now });
  const people = keepPeople(() => readPeople(world, node), world.now);
  const plane: Plane = {
    world,
    node,
    access,
    deliveries,
    publicUrl,
    board: openBoard(node),
    services: openServices(world, node),
    outcomes: openRuleOutcomes(node),
    causes: openCauses(),
    flags,
    delivery: openNodeDelivery({ world, node }),
    queues: openNodeQueues({ world, node, builds, remotes: remoteQueues }),
    rollouts: openNodeRollouts({
      world,
      node,
      signals: hub,
      engines: [...engines, ownEngine],
      stated,
      flagMetadata: (key) => flags.list().flatMap(({ evaluator }) => [evaluator.set.flags.get(key)?.metadata ?? {}]),
    }),
    signals: hub,
    detection,
    rules: openBrakeRules({
      world,
      node,
      stated,
      budgets: detection.budgets,
      tellers: { alerts: signals.alerts.length > 0 },
    }),
    incidents: openIncidentIntake({ node, now: world.now }),
    alerts: signals.alerts,
    notifier: (onFault) => makeNotifier({ node, ways, people, publicUrl, now: world.now, onFault }),
  };
  const engine = makeEngineDesk(engineIntake, { verdicts: plane.rollouts, now: world.now });
  const live = openLive(plane);
  const reading = <T>(principal: Principal, work: () => Promise<T>): Promise<T> => {
    requirePermission(principal, 'read');
    return work();
  };
  return {
    async identify({ bearer, cookie }) {
      if (bearer !== null) return { principal: await principalOfBearer(access, bearer), csrf: null };
      return cookie === null ? { principal: { kind: 'anonymous' }, csrf: null } : principalOfSession(access, cookie);
    },
    mayRead: (principal) => requirePermission(principal, 'read'),
    identity: makeIdentityDesk({ access, people: () => readPeople(world, node) }),
    login: makeLoginDesk(access),
    operation: makeOperationDesk(plane),
    queue: makeQueueDesk(plane),
    flag: makeFlagDesk(plane),
    signal: makeSignalDesk(plane, signals),
    alarm: makeAlarmDesk(plane),
    brake: makeBrakeDesk(plane),
    rollout: makeRolloutDesk(plane),
    delivery: makeDeliveryDesk(plane),
    incident: makeIncidentDesk(plane),
    engine,
    me: ({ principal, csrf }) => ({
      schema: 'firebreak.me/v1',
      viewer: viewerOf(principal),
      csrf,
      sign_in: { password: access.settings.allowsPasswords, provider },
    }),
    now: async (principal) => reading(principal, () => nowReport(plane, principal)),
    inbox: async (principal) => reading(principal, () => inboxReport(plane, principal)),
    changes: async (principal, request) => reading(principal, () => changeList(plane, request)),
    change: async (principal, id) => reading(principal, () => changeReport(plane, principal, id)),
    blast: async (principal, id) => reading(principal, () => blastOf(plane, id)),
    exposure: async (principal) => reading(principal, () => exposureReport(plane, principal)),
    policy: async (principal) => reading(principal, () => policyReport(plane, principal)),
    act: (principal, request) => carryOut(plane, principal, request),
    deliver: (request) => deliver(plane, request),
    async signIn({ name, password, network, client }) {
      const signedIn = await signInByPassword(access, { name, password, network, client });
      if (signedIn.ok) return signedInOf(signedIn.value, access);
      const { rejection } = signedIn;
      return {
        code: rejection.code,
        message:
          rejection.code === 'held-back'
            ? 'too many attempts: wait before the next one'
            : rejection.code === 'wrong'
              ? 'name or password is wrong'
              : 'signing in by password is turned off',
        retryAfterMs: rejection.code === 'held-back' ? rejection.retryAfterMs : null,
      };
    },
    async signInByLink({ secret, client }) {
      const signedIn = await signInByOwnerLink(access, { secret, client });
      return signedIn.ok ? signedInOf(signedIn.value, access) : refusedLink(signedIn.rejection.code);
    },
    signOut: async (cookie) => {
      await signOut(access, cookie);
    },
    live,
    async isReady() {
      await node.store.head();
      return true;
    },
    async figures() {
      const [open, events, checkpoint, notices, findings] = await Promise.all([
        plane.board.open(),
        node.store.head(),
        node.store.lastCheckpoint(),
        plane.notifier(() => {}).figures(),
        countFindings(node),
      ]);
      return {
        firebreak_events: events,
        firebreak_sealed_events: checkpoint?.size ?? 0,
        firebreak_open_changes: open.length,
        firebreak_due_changes: open.filter(({ isDue }) => isDue).length,
        firebreak_findings: findings,
        ...plane.signals.figures(),
        ...engine.figures(),
        ...notices,
      };
    },
    run: ({ log, signal }) => runNode(plane, { present, log, signal }),
    close: () => node.store.close(),
  };
}

/** Of software, or of a command line that a person let in; each has its own form. */
async function principalOfBearer(access: AccessWorld, bearer: string): Promise<Principal> {
  const token = await principalOfToken(access, bearer);
  return token.kind === 'anonymous' ? principalOfLogin(access, bearer) : token;
}

function signedInOf({ secret, expiresAt }: NewSession, access: AccessWorld): SignedIn {
  return { secret, maxAgeS: Math.max(0, Math.floor((expiresAt - access.now()) / 1000)) };
}

function refusedLink(code: string): SignInRefusal {
  return {
    code,
    message: 'this link is used up or too old; the server prints a new one when it starts',
    retryAfterMs: null,
  };
}

/** What a change can reach, computed from the forge's copy: heavier than a screen, so asked for on its own. */
async function blastOf(plane: Plane, id: string) {
  const { state } = await loadSubmission(plane.node.store, id);
  if (state === null || state.ref === null || state.revision.head === null) throw noSuchChange(id);
  const { ref, revision } = state;
  const forge = plane.node.forges.find(({ name }) => name === ref.forge);
  if (forge === undefined || revision.head === null) throw noSuchChange(id);
  const path = await forge.localCopy({ repository: ref.repository, commits: [revision.head] });
  return blastReportOf(
    await proposeBlast({
      world: plane.world,
      repository: path,
      selector: { kind: 'branch', head: revision.head, base: revision.baseBranch },
      policy: { file: null },
      files: { plans: [], squawk: [], observed: [] },
      watch: () => {},
      signal: undefined,
    }),
  );
}
