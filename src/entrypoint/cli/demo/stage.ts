/** Counters of one version of the shop. */
export interface StageCounts {
  readonly checkouts: number;
  /** Of these, answered with a 5xx. */
  readonly bad: number;
}

/** How the shop's checkout behaves: the share that fails, 0..1, and what one takes, in milliseconds. */
export interface StageBehaviour {
  readonly errorShare: number;
  readonly leastMs: number;
  readonly spreadMs: number;
}

/** A commit of the shop's repository. */
export interface StageCommit {
  readonly branch: string;
  readonly message: string;
  /** Name before the `@` of the author's mail. */
  readonly by: string;
  readonly files: Readonly<Record<string, string>>;
}

/** What is to be set up. */
export interface DemoWish {
  /** Requests of customers a second. */
  readonly perSecond: number;
  readonly seed: number;
  readonly behaviour: StageBehaviour;
  readonly commits: readonly StageCommit[];
}

/** A shop with customers and a server of Firebreak beside it, on this machine alone. */
export interface DemoStage {
  /** Where customers come in. */
  readonly shopUrl: string;
  /** Path of the shop's bare repository. */
  readonly repository: string;
  /** Of the HAProxy that moves the traffic. */
  readonly proxyVersion: string;
  /** Origin of the server. */
  readonly serverUrl: string;
  /** Signs in as the owner, once. */
  readonly ownerLink: string;
  /** Lets measurements be pushed. */
  readonly signalToken: string;
  commit(commit: StageCommit): Promise<void>;
  /** The new version behaves so from now on. */
  change(behaviour: StageBehaviour): void;
  /** Counters as the pages of figures of both versions show them. */
  figures(): Promise<
    readonly { readonly metric: string; readonly labels: Readonly<Record<string, string>>; readonly value: number }[]
  >;
  counts(): {
    readonly old: StageCounts;
    readonly new: StageCounts;
    readonly customers: { readonly answered: number; readonly bad: number; readonly skipped: number };
  };
  /** Ends everything that was started, and takes its folder away; again is nothing. */
  close(): Promise<void>;
}

/** Sets everything up; given from outside, since the shop and the server are no part of the command line. */
export type OpenDemo = (wish: DemoWish) => Promise<DemoStage>;
