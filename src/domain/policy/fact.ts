import type { Level } from '../catalog/index.ts';

/**
 * The documented facts a rule may ask for. A member that is absent is unknown: it has an entry in
 * {@link Facts.unknown} that says why and what would make it known.
 */
export interface FactValues {
  readonly change: {
    /** `branch`, `range`, `staged` or `landed`. */
    readonly kind?: string;
    readonly title?: string;
    /** Target branch, short name. */
    readonly base_branch?: string;
    readonly head_branch?: string;
    /** Old and new paths, sorted, unique. */
    readonly paths?: readonly string[];
    readonly deleted_paths?: readonly string[];
    /** Distinct file classes of the paths (code, test, migration, ci, ...), sorted. */
    readonly classes?: readonly string[];
    /** Distinct sensitive areas that path names point to (authentication, money, ...), sorted. */
    readonly sensitive?: readonly string[];
    readonly files?: number;
    readonly commits?: number;
    readonly added_lines?: number;
    readonly deleted_lines?: number;
    /** Added + deleted lines of files that people review (not generated, not lock files, not assets). */
    readonly review_lines?: number;
    /** 0..100: share of the repository's last landed changes that are smaller. */
    readonly size_percentile?: number;
    /** Top-level folders (two levels) touched. */
    readonly areas?: number;
    readonly is_revert?: boolean;
    readonly test_changed?: boolean;
  };
  /** The change together with others of the same maker, place and day: one that was cut into parts is seen whole. */
  readonly companions: {
    /** How many others. */
    readonly count?: number;
    /** Their names, sorted. */
    readonly changes?: readonly string[];
    /** Review lines of all, this change included. */
    readonly lines?: number;
    /** Distinct paths of all. */
    readonly files?: number;
    /** Most critical tier of all, 0..3. */
    readonly tier?: number;
    /** 0..100: share of the repository's last landed changes that are smaller than all together. */
    readonly size_percentile?: number;
  };
  readonly author: {
    /** Person id, or the lower-case mail of somebody the catalog does not know. */
    readonly id?: string;
    readonly level?: Level;
    readonly is_bot?: boolean;
    /** Changes of the same author that landed before this one, as far as history was read. */
    readonly changes_before?: number;
    /** File changes of the same author that landed before this one, over the whole history. */
    readonly file_changes_before?: number;
  };
  readonly provenance: {
    readonly assistance?: string;
    readonly evidence?: string;
    readonly tools?: readonly string[];
    readonly models?: readonly string[];
    /** 0..1: added lines that a line-level record gives to AI. */
    readonly ai_share?: number;
    readonly findings?: readonly string[];
  };
  readonly catalog: {
    /** Most critical tier touched, 0..3. */
    readonly tier?: number;
    readonly services?: readonly string[];
    /** Those of them that no rollout plan names. */
    readonly unplanned_services?: readonly string[];
    readonly flows?: readonly string[];
    readonly owners?: readonly string[];
    /** Paths that nobody owns. */
    readonly unowned_paths?: readonly string[];
  };
  readonly evidence: {
    readonly tickets?: readonly string[];
    readonly rollout_plan?: boolean;
    readonly rollback_plan?: boolean;
  };
  readonly risk: {
    /** 0..1: calibrated probability that it will have to be repaired. */
    readonly score?: number;
    /** 0..100: share of the repository's preceding changes with a lower risk. */
    readonly percentile?: number;
  };
  /** What scanners' reports say of the change; findings that are suppressed or were there before do not count. */
  readonly scanner: {
    /** Names of the tools whose reports were given, sorted. */
    readonly tools?: readonly string[];
    /** On lines that the change wrote. */
    readonly findings?: number;
    readonly errors?: number;
    readonly warnings?: number;
    /** In files that the change touches, those on changed lines included. */
    readonly file_findings?: number;
    readonly file_errors?: number;
    readonly file_warnings?: number;
    /** `TOOL/RULE` of the findings on changed lines, sorted. */
    readonly rules?: readonly string[];
    /** Paths of the findings on changed lines, sorted. */
    readonly paths?: readonly string[];
    /** Findings on changed lines that somebody silenced. */
    readonly suppressed?: number;
    /** Findings whose place is no file of the repository. */
    readonly unmapped?: number;
  };
  /** What the change destroys, stops or opens, read from the content of its files. */
  readonly operation: {
    /** Rules of what was found, such as `sql/drop-column`, sorted. */
    readonly rules?: readonly string[];
    /** Effects of what was found, such as `data-losing`, sorted. */
    readonly effects?: readonly string[];
    /** Files of what was found, sorted. */
    readonly paths?: readonly string[];
    readonly count?: number;
    /** Parts that could not be judged. */
    readonly unread?: number;
    /** `yes`, `with-conditions`, `no` or `unknown`. */
    readonly reversible?: string;
  };
  /** What the change does to the feature flags of the definitions file. */
  readonly flag: {
    /** Flags that are added, removed or changed. */
    readonly changed?: number;
    /** Their keys, sorted. */
    readonly names?: readonly string[];
    /** What is wrong with the definitions after the change. */
    readonly problems?: number;
    /** Whether it does nothing but switch flags off. */
    readonly kill?: boolean;
    /** 0..100. */
    readonly exposure_jump?: number;
    /** 0..100. */
    readonly group_jump?: number;
    readonly moves_users?: boolean;
    /** Flows that the metadata of these flags names, sorted. */
    readonly flows?: readonly string[];
    /** Most critical tier of the flows and services that their metadata names, 0..3. */
    readonly tier?: number;
  };
  /** What the change can reach. */
  readonly blast: {
    /** Most critical tier over everything reached, 0..3. */
    readonly tier?: number;
    /** Services that it changes, that import it, or that call those; sorted. */
    readonly services?: readonly string[];
    readonly flows?: readonly string[];
    /** Files that import what changed. */
    readonly dependents?: number;
    /** Files that use it within three hops. */
    readonly files?: number;
    readonly packages?: number;
    /** Files among these that could not be analysed whole. */
    readonly not_analysed?: number;
    readonly orders_per_minute?: number;
    readonly money_per_minute?: number;
    readonly users_per_minute?: number;
  };
  /** Families of look-alike fragments that the change adds to; each figure is the largest over them. */
  readonly pattern: {
    /** Live copies and those that the change brings; 0 where it brings a copy of nothing. */
    readonly copies?: number;
    /** Those of them that AI-assisted changes bring. */
    readonly ai_copies?: number;
    /** Distinct people who merged them. */
    readonly engineers?: number;
    /** copies x engineers x services x weight of the tier. */
    readonly exposure?: number;
    /** Ids of the families, sorted. */
    readonly family?: readonly string[];
  };
  readonly repository: {
    /** Whether the base has test files at all. */
    readonly has_tests?: boolean;
  };
}

/** Facts of one change at one moment; the only thing a rule can see. */
export interface Facts {
  readonly values: FactValues;
  /** Dotted fact name (`catalog.tier`) to one sentence: why it is unknown and what would make it known. */
  readonly unknown: Readonly<Record<string, string>>;
}
