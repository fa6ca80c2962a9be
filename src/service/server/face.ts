import type {
  BlastReport,
  ChangeList,
  ChangeReport,
  ExposureReport,
  InboxReport,
  LiveEvent,
  MeReport,
  NowReport,
  PolicyReport,
  WriteAnswer,
} from '../../contract/index.ts';
import type { Principal } from '../../control/index.ts';
import type { ActRequest } from './acting.ts';
import type { AlarmDesk } from './alarm.ts';
import type { BrakeDesk } from './brake.ts';
import type { DeliveryAnswer } from './deliver.ts';
import type { DeliveryDesk } from './delivery.ts';
import type { EngineDesk } from './engine.ts';
import type { FlagDesk } from './flag.ts';
import type { IdentityDesk } from './identity.ts';
import type { IncidentDesk } from './incident.ts';
import type { LoginDesk } from './login.ts';
import type { NodeLog } from './loop.ts';
import type { OperationDesk } from './operation.ts';
import type { QueueDesk } from './queue.ts';
import type { RolloutDesk } from './rollout.ts';
import type { RuleQuestion } from './rule-outcome.ts';
import type { SignalDesk } from './signal.ts';

export type { Principal } from '../../control/index.ts';
export type { ActRequest } from './acting.ts';

/** What a request brings to show who asks; at most one of them counts, the token first. */
export interface Credentials {
  readonly bearer: string | null;
  readonly cookie: string | null;
}

/** Who asks, and what their writes must carry. */
export interface Caller {
  readonly principal: Principal;
  /** Token that a browser's write must carry; `null` = no session. */
  readonly csrf: string | null;
}

/** Why nobody was signed in. */
export interface SignInRefusal {
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs: number | null;
}

/** A browser that just signed in. */
export interface SignedIn {
  /** Value of the cookie. */
  readonly secret: string;
  readonly maxAgeS: number;
}

/** What of the list is wanted; `null` = whatever it is. */
export interface ListRequest {
  readonly state: 'open' | 'all';
  readonly after: string | null;
  readonly verdict: string | null;
  readonly service: string | null;
  readonly assistance: string | null;
  readonly rule: string | null;
  /** What the rule said in the newest decision; only open changes are looked at then. `null` = that it is not cleared. */
  readonly outcome: RuleQuestion | null;
  /** Only those whose override was not reviewed yet. */
  readonly isReviewOwed: boolean;
  /** Part of a title, an id or an author, in any case. */
  readonly text: string | null;
}

/** One node of the control plane, as transports see it. Methods reject with a `Fault` that says what to do. */
export interface ControlPlane {
  identify(credentials: Credentials): Promise<Caller>;
  /** A Fault unless this principal may read. */
  mayRead(principal: Principal): void;
  /** Accounts, tokens, sessions and the identity provider. */
  readonly identity: IdentityDesk;
  /** Command lines that people let in. */
  readonly login: LoginDesk;
  /** Changes that are no pull request, deployments, and findings. */
  readonly operation: OperationDesk;
  /** Feature flags. */
  readonly flag: FlagDesk;
  /** Merge queues. */
  readonly queue: QueueDesk;
  /** Measurements and alerts. */
  readonly signal: SignalDesk;
  /** What is watched for alarms. */
  readonly alarm: AlarmDesk;
  /** Brakes over everything that ships. */
  readonly brake: BrakeDesk;
  readonly rollout: RolloutDesk;
  /** Delivery metrics and the weekly review. */
  readonly delivery: DeliveryDesk;
  /** What went wrong. */
  readonly incident: IncidentDesk;
  /** Verdicts for engines of rollouts that ask. */
  readonly engine: EngineDesk;
  me(caller: Caller): MeReport;
  now(principal: Principal): Promise<NowReport>;
  inbox(principal: Principal): Promise<InboxReport>;
  changes(principal: Principal, request: ListRequest): Promise<ChangeList>;
  change(principal: Principal, id: string): Promise<ChangeReport>;
  blast(principal: Principal, id: string): Promise<BlastReport>;
  exposure(principal: Principal): Promise<ExposureReport>;
  policy(principal: Principal): Promise<PolicyReport>;
  act(principal: Principal, request: { readonly id: string; readonly body: ActRequest }): Promise<WriteAnswer>;
  deliver(request: {
    readonly forge: string;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: Uint8Array;
  }): Promise<DeliveryAnswer>;
  signIn(request: {
    readonly name: string;
    readonly password: string;
    readonly network: string;
    readonly client: string | null;
  }): Promise<SignedIn | SignInRefusal>;
  /** By the secret of a link that the server printed at its start. */
  signInByLink(request: { readonly secret: string; readonly client: string | null }): Promise<SignedIn | SignInRefusal>;
  signOut(cookie: string): Promise<void>;
  /** Calls with each event soon after it was appended; gives the way to stop. */
  live(listener: (event: LiveEvent) => void): () => void;
  /** Whether this node can work: its store answers. */
  isReady(): Promise<boolean>;
  /** Figures for monitoring, by metric name. */
  figures(): Promise<Readonly<Record<string, number>>>;
  /** Runs the node's loops until the signal ends them. */
  run(options: { readonly log: NodeLog; readonly signal: AbortSignal }): Promise<void>;
  close(): Promise<void>;
}
