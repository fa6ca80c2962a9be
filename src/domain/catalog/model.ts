import type { FilePath } from '../change/index.ts';

/** 0 is the most critical. */
export type Tier = 0 | 1 | 2 | 3;

/** Least to most experienced. */
export const LEVELS = ['junior', 'mid', 'senior', 'principal'] as const;
export type Level = (typeof LEVELS)[number];

/** A service: what the paths of a repository make up. */
export interface Service {
  readonly id: string;
  readonly tier: Tier;
  /** Glob patterns over repository paths (see `compileGlob`); never empty. */
  readonly paths: readonly string[];
  /** Owner references: a person id, `@team`, or a mail. */
  readonly owners: readonly string[];
  /** Ids of services that it needs; they may stand in other repositories. */
  readonly calls: readonly string[];
}

/** What a flow is worth while it runs, as its owners state it; what they do not state is `null`. */
export interface FlowValue {
  /** Orders, sign-ups, payments: what the flow completes. >= 0. */
  readonly ordersPerMinute: number | null;
  /** Mean value of one of them, in `currency`. >= 0. */
  readonly amountPerOrder: number | null;
  /** ISO 4217 code, upper-case; stated wherever an amount is. */
  readonly currency: string | null;
  /** People in the flow. >= 0. */
  readonly usersPerMinute: number | null;
  /** Share of what was not bought in an incident that is bought later, 0..1; absent = not stated. */
  readonly recapture?: { readonly low: number; readonly high: number } | null;
  /** Share of an amount that is kept, 0..1; absent = not stated. */
  readonly margin?: { readonly low: number; readonly high: number } | null;
}

/** A journey that earns or protects money or trust (checkout, sign-in): the services or paths it needs. */
export interface CriticalFlow {
  readonly id: string;
  readonly tier: Tier;
  readonly services: readonly string[];
  readonly paths: readonly string[];
  /** `null` where nobody states it. */
  readonly value: FlowValue | null;
}

/** Files of other catalogues in the same repository, and what was seen of calls. */
export interface CatalogFiles {
  /** Globs of Backstage and Datadog descriptions; the usual names are always looked for. */
  readonly described: readonly string[];
  /** Files that hold an observed service graph. */
  readonly observed: readonly string[];
}

/** A person as the organisation knows them; every mail and handle is one and the same human. */
export interface Person {
  readonly id: string;
  readonly level: Level;
  /** Lower-case. */
  readonly mails: readonly string[];
  /** Forge handles without `@`, lower-case. */
  readonly handles: readonly string[];
  readonly teams: readonly string[];
}

/** An agent of the team's own, by everything it signs with; it never counts as a human. */
export interface HouseAgent {
  readonly name: string;
  /** Lower-case. */
  readonly mails: readonly string[];
  /** Forge handles without `@`, lower-case; `NAME` stands for `NAME[bot]` too. */
  readonly handles: readonly string[];
  /** Keys of trailers that only it writes, lower-case. */
  readonly trailers: readonly string[];
}

/** One rule of a CODEOWNERS file, in file order. */
export interface OwnershipRule {
  readonly pattern: string;
  /** `@user`, `@org/team` or a mail; empty = explicitly nobody. */
  readonly owners: readonly string[];
  readonly line: number;
  /** GitLab section; `null` on GitHub and in GitLab's default section. */
  readonly section: { readonly name: string; readonly optional: boolean; readonly approvals: number } | null;
}

/** Where ownership comes from and by whose semantics it is read. */
export interface Ownership {
  /** `github`: the last matching rule wins. `gitlab`: the last match of each section counts. */
  readonly dialect: 'github' | 'gitlab';
  readonly path: FilePath;
  readonly rules: readonly OwnershipRule[];
}

/** A line of a CODEOWNERS file that its forge would skip or read otherwise than it looks. */
export interface OwnershipProblem {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

/** Where nothing is configured. */
export const NO_FILES: CatalogFiles = { described: [], observed: [] };

/** Everything the gate knows of services and people, from the protected base. */
export interface Catalog {
  readonly services: readonly Service[];
  readonly flows: readonly CriticalFlow[];
  readonly people: readonly Person[];
  readonly agents: readonly HouseAgent[];
  readonly ownership: Ownership | null;
  readonly files: CatalogFiles;
}

/** A catalog that knows nothing. */
export const EMPTY_CATALOG: Catalog = {
  services: [],
  flows: [],
  people: [],
  agents: [],
  ownership: null,
  files: NO_FILES,
};
