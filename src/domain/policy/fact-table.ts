/** CEL types that facts have; `int` is a bigint inside a condition, `double` a number. */
export type FactType = 'string' | 'bool' | 'int' | 'double' | 'list<string>';

/** What one fact is, for people, for the type checker and for lint. */
export interface FactDefinition {
  /** Dotted name, as written in a condition: `catalog.tier`. */
  readonly name: string;
  readonly type: FactType;
  /** One sentence. */
  readonly meaning: string;
  /** All values a string may have; `null` = open. */
  readonly values: readonly string[] | null;
  /** Smallest and largest value of a number; `null` for other types. */
  readonly range: { readonly min: number; readonly max: number } | null;
  /** When it is unknown; `null` = always known. */
  readonly unknownWhen: string | null;
}

const COUNT = { min: 0, max: Number.POSITIVE_INFINITY };

const INCOMPLETE = 'the change could not be read whole (cut history, a limit)';
const NO_COMPANIONS = 'the last 24 hours of history are cut off (a shallow clone), or nobody is named as author';
const NO_LINES = 'line counts were not read, or a limit cut them off';
const NO_SCANNER = 'no report was given';
const NO_COUNT = 'no report was given, or one is incomplete (cut off by a limit, a scan that failed)';
const NO_CONTENT =
  'the content of the change was not read, or its files are not all known; parts that could not be judged are counted by `operation.unread`';
const NO_GRAPH = 'imports were not read, or a changed lock file is not understood';
const NO_VALUE = 'a flow that is reached does not state it, or amounts are of several currencies';
const NO_REACHED_TIER = 'nothing that is reached has a tier in firebreak.yaml or another catalogue';
const EFFECTS = [
  'data-losing',
  'old-code-breaking',
  'new-data-unreadable',
  'lock-hazard',
  'service-stopping',
  'behaviour-changing',
  'access-widening',
  'secret-exposing',
  'opaque',
];
const NO_PATTERN = 'fragments were not compared, or the landing is older than what is followed';
const NO_CATALOG = 'firebreak.yaml names no services';
const NO_FLAG_READING = 'the definitions file that firebreak.yaml names (flags.definitions) was not read, or not whole';
const BAD_FLAGS = `${NO_FLAG_READING}, or is wrong on one side of the change`;

/** Every fact a condition may use, in the order of documentation. The only source of names and types. */
export const FACT_TABLE: readonly FactDefinition[] = [
  text('change.kind', 'How the change was given.', null, [
    'branch',
    'range',
    'staged',
    'landed',
    'configuration',
    'flag',
    'data',
    'manual',
  ]),
  text('change.title', 'First line of the landing or of the newest commit.', 'there is no commit yet (staged content)'),
  text('change.base_branch', 'Target branch, short name.', 'the target branch cannot be told'),
  text('change.head_branch', 'Source branch, short name.', 'the source branch cannot be told'),
  list('change.paths', 'Old and new paths, sorted.', INCOMPLETE),
  list('change.deleted_paths', 'Paths that are deleted, sorted.', INCOMPLETE),
  list(
    'change.classes',
    'File classes of the paths: code, test, documentation, configuration, infrastructure, migration, ci, dependency, policy, generated, asset; `flag` where it touches the definitions of feature flags.',
    INCOMPLETE,
    [
      'code',
      'test',
      'documentation',
      'configuration',
      'infrastructure',
      'migration',
      'ci',
      'dependency',
      'policy',
      'generated',
      'asset',
      'flag',
    ],
  ),
  list('change.sensitive', 'Sensitive areas that path names point to (authentication, money, ...).', INCOMPLETE),
  integer('change.files', 'Number of files that differ.', INCOMPLETE),
  integer('change.commits', 'Number of commits; 0 for staged content.', INCOMPLETE),
  integer('change.added_lines', 'Lines added.', NO_LINES),
  integer('change.deleted_lines', 'Lines deleted.', NO_LINES),
  integer(
    'change.review_lines',
    'Added and deleted lines of files that people review: not generated files, lock files or assets.',
    NO_LINES,
  ),
  double(
    'change.size_percentile',
    '0 to 100: the share of the last landed changes of this repository that are smaller.',
    'there are too few landed changes to compare with, or their sizes were not read',
    { min: 0, max: 100 },
  ),
  integer('change.areas', 'Number of top-level folders (two levels) touched.', INCOMPLETE),
  bool(
    'change.is_revert',
    'Whether the change says that it reverts another.',
    'there is no message yet (staged content)',
  ),
  bool('change.test_changed', 'Whether a test file differs.', INCOMPLETE),

  integer(
    'companions.count',
    'Other changes by the same author, prompter or session of an agent, landed within the 24 hours before or open (on a server), in a service, flow or folder (two levels) that this one touches, or stacked with it.',
    NO_COMPANIONS,
  ),
  list(
    'companions.changes',
    'Which they are: `#12`, or the start of a commit. Shown with each of these facts.',
    NO_COMPANIONS,
  ),
  integer(
    'companions.lines',
    'Review lines of this change and of them together.',
    `${NO_COMPANIONS}, or lines were not counted`,
  ),
  integer('companions.files', 'Distinct paths of all together.', NO_COMPANIONS),
  integer('companions.tier', 'Most critical tier of all together, 0 to 3.', `${NO_CATALOG}, or ${NO_COMPANIONS}`, {
    min: 0,
    max: 3,
  }),
  double(
    'companions.size_percentile',
    '0 to 100: the share of the last landed changes of this repository that are smaller than all together.',
    `there are too few landed changes to compare with, or ${NO_COMPANIONS}`,
    { min: 0, max: 100 },
  ),

  double(
    'risk.score',
    '0 to 1: calibrated probability that the change will have to be repaired (docs/risk.md).',
    'the history before the change was not read',
    { min: 0, max: 1 },
  ),
  double(
    'risk.percentile',
    '0 to 100: the share of the preceding changes of this repository with a lower risk.',
    'there are too few landed changes to compare with',
    { min: 0, max: 100 },
  ),

  text(
    'author.id',
    'Person id of the catalog, or the mail of somebody it does not know.',
    'the change names no author',
  ),
  text('author.level', 'Level of the author in the catalog.', 'the catalog does not know the author', [
    'junior',
    'mid',
    'senior',
    'principal',
  ]),
  bool(
    'author.is_bot',
    'Whether every author of the change is a bot or an agent, by mail address. Commits only claim it.',
    'the change names no author, or only a name claims a bot',
  ),
  integer(
    'author.changes_before',
    'Changes of the same author that landed before, as far as history was read.',
    'history was not read, or is cut',
  ),
  integer(
    'author.file_changes_before',
    'File changes of the same author that landed before, over the whole history.',
    'the whole history was not read (`scan` reads it only for a rule about risk)',
  ),

  text('provenance.assistance', 'Who or what wrote it; "unknown" is not "human".', 'provenance was not read', [
    'ai',
    'human',
    'unknown',
  ]),
  text('provenance.evidence', 'The strongest grade of evidence for it.', 'provenance was not read', [
    'attested',
    'declared',
    'observed',
    'inferred',
    'none',
  ]),
  list('provenance.tools', 'Names of the tools that evidence names.', 'provenance was not read'),
  list('provenance.models', 'Models that evidence names.', 'provenance was not read'),
  double(
    'provenance.ai_share',
    '0 to 1: share of the added lines that a line-level record gives to AI.',
    'no line-level record exists',
    { min: 0, max: 1 },
  ),
  list(
    'provenance.findings',
    'Codes of what is wrong with the evidence, such as ai-signed-off.',
    'provenance was not read',
  ),

  integer('catalog.tier', 'Most critical tier touched, 0 (most critical) to 3.', NO_CATALOG, { min: 0, max: 3 }),
  list('catalog.services', 'Services touched.', NO_CATALOG),
  list(
    'catalog.unplanned_services',
    'Those of these services for which firebreak.yaml of the protected base states no rollout plan (docs/rollout.md).',
    NO_CATALOG,
  ),
  list('catalog.flows', 'Critical flows touched.', NO_CATALOG),
  list('catalog.owners', 'Owners of the touched paths.', 'no ownership is stated anywhere'),
  list('catalog.unowned_paths', 'Touched paths that nobody owns.', 'no ownership is stated anywhere'),

  list(
    'evidence.tickets',
    'Tickets that trailers, the branch or the title name.',
    'there is no message yet (staged content)',
  ),
  bool(
    'evidence.rollout_plan',
    'Whether a rollout plan is named, part of the change, or stated in firebreak.yaml for every service that it touches.',
    INCOMPLETE,
  ),
  bool('evidence.rollback_plan', 'Whether a rollback plan is named or part of the change.', INCOMPLETE),

  list('scanner.tools', 'Names of the tools whose reports were given (`check --sarif FILE`).', NO_SCANNER),
  integer(
    'scanner.findings',
    'Findings of scanners on lines that the change wrote. Suppressed, unchanged and absent ones do not count.',
    NO_COUNT,
  ),
  integer('scanner.errors', 'Those of level error.', NO_COUNT),
  integer('scanner.warnings', 'Those of level warning.', NO_COUNT),
  integer(
    'scanner.file_findings',
    'Findings anywhere in the files that the change touches, those on changed lines included.',
    NO_COUNT,
  ),
  integer('scanner.file_errors', 'Those of level error.', NO_COUNT),
  integer('scanner.file_warnings', 'Those of level warning.', NO_COUNT),
  list('scanner.rules', 'Rules of the findings on changed lines, as `TOOL/RULE`.', NO_COUNT),
  list('scanner.paths', 'Paths of the findings on changed lines.', NO_COUNT),
  integer('scanner.suppressed', 'Findings on changed lines that are suppressed, maybe by the change itself.', NO_COUNT),
  integer('scanner.unmapped', 'Findings whose place is no file of the repository.', NO_COUNT),

  list(
    'operation.rules',
    'Rules of the operations that the change brings (docs/operations.md), such as `sql/drop-column`.',
    NO_CONTENT,
  ),
  list('operation.effects', 'Effects of these operations.', NO_CONTENT, EFFECTS),
  list('operation.paths', 'Files of these operations.', NO_CONTENT),
  integer('operation.count', 'Number of these operations.', NO_CONTENT),
  integer('operation.unread', 'Parts of the change whose operations could not be judged.', NO_CONTENT),
  text('operation.reversible', 'Whether the code before the change can be put back once it has run.', NO_CONTENT, [
    'yes',
    'with-conditions',
    'no',
    'unknown',
  ]),

  integer(
    'flag.changed',
    'Feature flags of the definitions file that are added, removed or changed; 0 where firebreak.yaml names no such file.',
    BAD_FLAGS,
  ),
  list('flag.names', 'Keys of these flags.', BAD_FLAGS),
  integer('flag.problems', 'What is wrong with the definitions after the change.', NO_FLAG_READING),
  bool(
    'flag.kill',
    'Whether the change does nothing but switch flags off for everybody; other files may differ beside (`change.files`).',
    BAD_FLAGS,
  ),
  double(
    'flag.exposure_jump',
    'Percentage points by which the share of users that get something else than off grows at once, of the flag that grows most; users of whom only the targeting key is known.',
    BAD_FLAGS,
    { min: 0, max: 100 },
  ),
  double(
    'flag.group_jump',
    'The same for the group, among those that targeting names, that gains most; how many are in it is not known.',
    BAD_FLAGS,
    { min: 0, max: 100 },
  ),
  bool(
    'flag.moves_users',
    'Whether users that have something else than off lose it or get another value, by a flag that is not switched off.',
    BAD_FLAGS,
  ),
  list('flag.flows', 'Critical flows that the metadata of these flags names (`flow`).', BAD_FLAGS),
  integer(
    'flag.tier',
    'Most critical tier of the flows and services that the metadata of these flags names (`flow`, `service`), 0 to 3.',
    `a flag that changes names neither, or one that firebreak.yaml does not know; ${BAD_FLAGS}`,
    { min: 0, max: 3 },
  ),

  integer(
    'blast.tier',
    'Most critical tier of everything the change reaches, 0 (most critical) to 3.',
    NO_REACHED_TIER,
    {
      min: 0,
      max: 3,
    },
  ),
  list('blast.services', 'Services that it changes, that import what changed, or that call those.', NO_CATALOG),
  list('blast.flows', 'Critical flows among or behind them.', NO_CATALOG),
  integer('blast.dependents', 'Files that import what changed.', NO_GRAPH),
  integer('blast.files', 'Files that use it within three hops.', NO_GRAPH),
  integer('blast.packages', 'Packages of these files.', NO_GRAPH),
  integer('blast.not_analysed', 'Files among these and of the change that could not be analysed whole.', NO_GRAPH),
  double('blast.orders_per_minute', 'Orders a minute of the flows reached, as stated.', NO_VALUE, COUNT),
  double('blast.money_per_minute', 'Money a minute of the flows reached, as stated.', NO_VALUE, COUNT),
  double('blast.users_per_minute', 'Users a minute of the flows reached, as stated, at most.', NO_VALUE, COUNT),

  integer(
    'pattern.copies',
    'Copies of the fragment of this change that has most: live ones and those that it brings; 0 where it brings a copy of nothing (docs/patterns.md).',
    NO_PATTERN,
  ),
  integer('pattern.ai_copies', 'The same, of copies that AI-assisted changes brought or bring.', NO_PATTERN),
  integer(
    'pattern.engineers',
    'Distinct people who merged the copies of one family, its own author included, at most.',
    NO_PATTERN,
  ),
  double(
    'pattern.exposure',
    'Copies x engineers x services x weight of the most critical tier (8, 4, 2, 1 for tier 0 to 3) of the family with the largest.',
    `a family is in no service with a tier; ${NO_PATTERN}`,
    COUNT,
  ),
  list('pattern.family', 'Ids of the families that the change adds to.', NO_PATTERN),

  bool('repository.has_tests', 'Whether the base has test files at all.', 'the files of the base were not listed'),
];

const BY_NAME = new Map(FACT_TABLE.map((fact) => [fact.name, fact]));

/** The definition of a dotted name, or `undefined` where no such fact exists. */
export function factDefinition(name: string): FactDefinition | undefined {
  return BY_NAME.get(name);
}

/** The groups of facts (`change`, `author`, ...), in table order. */
export const FACT_GROUPS: readonly string[] = [...new Set(FACT_TABLE.map((fact) => groupOf(fact.name)))];

function groupOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

function text(
  name: string,
  meaning: string,
  unknownWhen: string | null,
  values: readonly string[] | null = null,
): FactDefinition {
  return { name, type: 'string', meaning, values, range: null, unknownWhen };
}

function list(
  name: string,
  meaning: string,
  unknownWhen: string | null,
  values: readonly string[] | null = null,
): FactDefinition {
  return { name, type: 'list<string>', meaning, values, range: null, unknownWhen };
}

function integer(name: string, meaning: string, unknownWhen: string | null, range = COUNT): FactDefinition {
  return { name, type: 'int', meaning, values: null, range, unknownWhen };
}

function double(
  name: string,
  meaning: string,
  unknownWhen: string | null,
  range: { readonly min: number; readonly max: number },
): FactDefinition {
  return { name, type: 'double', meaning, values: null, range, unknownWhen };
}

function bool(name: string, meaning: string, unknownWhen: string | null): FactDefinition {
  return { name, type: 'bool', meaning, values: null, range: null, unknownWhen };
}
