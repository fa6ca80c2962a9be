import {
  type ActiveBrake,
  activeOf,
  type Brake,
  type BrakeLane,
  type BrakeTarget,
  calendarBrakes,
  nextChangeOf,
} from '../domain/brake/index.ts';
import { type CompiledCatalog, compileCatalog, type Place, personOf, placeOf } from '../domain/catalog/index.ts';
import { type Change, type Commit, type CommitId, classifyFile, type Identity } from '../domain/change/index.ts';
import type { ChangeFindings } from '../domain/finding/index.ts';
import {
  assembleFacts,
  type BrakeQuestion,
  brakeTargetOf,
  type ChangeContext,
  type CompanionFacts,
  type Decision,
  decide,
  type FoundUplift,
  operationUplifts,
  type ReachFacts,
  type ReferenceInput,
  type RiskInput,
  type RiskRelief,
  reliefsOf,
  reviewLinesOf,
  riskOf,
  scannerUplifts,
  touchedPaths,
  whyWithoutRisk,
  withRisk,
} from '../domain/gate/index.ts';
import { assessReversibility, type ReversibilityAssessment } from '../domain/operation/index.ts';
import {
  type CompiledPolicy,
  type Configuration,
  compilePolicy,
  type Facts,
  type PolicyProblem,
} from '../domain/policy/index.ts';
import {
  type AddedLines,
  type AgentTable,
  agentTable,
  combineProvenance,
  detectCommitProvenance,
  type Evidence,
  type Provenance,
  tracesFor,
} from '../domain/provenance/index.ts';
import {
  comparableMail,
  type HumanClaim,
  isAutomated,
  type Participant,
  type ReviewContext,
} from '../domain/review/index.ts';
import { type RiskScore, type ScoringModel, shippedScoring } from '../domain/risk/index.ts';
import { type Digest, digestOfJson, type Instant, type Result } from '../kernel/index.ts';
import { changeTarget } from './brake/change-target.ts';
import { addedLines, type ProvenanceRecords, type RecordedLines } from './recorded-lines.ts';

/** A configuration made ready for many changes. */
export interface Rulebook {
  readonly configuration: Configuration;
  readonly catalog: CompiledCatalog;
  /** Equal catalogs, equal digest: then facts gathered with one hold for the other. */
  readonly catalogDigest: Digest;
  readonly policy: Result<CompiledPolicy, readonly PolicyProblem[]>;
  readonly agents: AgentTable;
}

/** Everything that one change is judged by. */
export interface AssessInput {
  readonly change: Change;
  readonly records: ProvenanceRecords;
  /** Lines of the change's commits that have a line-level record (see `readRecordedLines`). */
  readonly lines: RecordedLines;
  readonly rulebook: Rulebook;
  readonly reference: ReferenceInput;
  /** What its risk is computed from; `null` = history was not read for it. */
  readonly risk: RiskInput | null;
  readonly context: ChangeContext;
  /** What scanners' reports say of it; `null` = no report was given. */
  readonly findings: ChangeFindings | null;
  /** What its content does and what it reaches, as far as somebody asked. */
  readonly reach: ReachFacts;
  /** Tells its companions, as the catalog that judges it places them (see `openCompanions`). */
  readonly companions: CompanionQuestion;
  /** Pull request as the caller knows it; `null` for history. */
  readonly pullRequest: {
    readonly body: string;
    readonly labels: readonly string[];
    readonly author: string | null;
  } | null;
  /** Evidence of the environment; only for content that is being made here and now. */
  readonly environment: readonly Evidence[];
  /** Brakes that were pulled by hand or by a rule; those of the calendar are added. Absent = none counts: what has landed is not held. */
  readonly brakes?: readonly Brake[] | undefined;
  /** By which way it wants to pass brakes, where the caller knows; absent = as the change claims. */
  readonly lane?: BrakeLane | undefined;
  readonly now: Instant;
}

/** Asks for the companions of one change, with what is known of it. */
export type CompanionQuestion = (known: {
  readonly rulebook: Rulebook;
  readonly provenance: Provenance;
  readonly place: Place | null;
  /** Accounts and people that the caller names as its makers. */
  readonly claims: readonly HumanClaim[];
}) => CompanionFacts;

/** One change with all that was found and decided. */
export interface Assessment {
  readonly change: Change;
  readonly provenance: Provenance;
  readonly place: Place | null;
  readonly facts: Facts;
  readonly decision: Decision;
  /** `null` = not computed. */
  readonly risk: RiskScore | null;
  readonly reliefs: readonly RiskRelief[];
  /** What scored it; `null` = not computed. */
  readonly scoring: ScoringModel | null;
  readonly reviewLines: number | null;
  /** `null` = no scanner's report was given. */
  readonly findings: ChangeFindings | null;
  readonly reach: ReachFacts;
  /** Against what its sign-offs were judged. */
  readonly review: ReviewContext;
  /** Whether what the content does can be taken back; `null` = it was not read. */
  readonly reversal: ReversibilityAssessment | null;
  /** What brakes are asked about; `null` = none counts. */
  readonly braking: ChangeBrakes | null;
}

/** Compiles a configuration once. */
export function openRulebook(configuration: Configuration): Rulebook {
  return {
    configuration,
    catalog: compileCatalog(configuration.catalog),
    catalogDigest: digestOfJson(configuration.catalog),
    policy: compilePolicy(configuration.policy),
    agents: agentTable(configuration.catalog.agents),
  };
}

/** The one way from a change to a decision: `check`, `scan` and `replay` all pass here. */
export function assess(input: AssessInput): Assessment {
  const { change, rulebook, context, now } = input;
  const provenance = provenanceOfChange(input);
  const paths = touchedPaths(change);
  const { catalog } = rulebook.catalog;
  const hasCatalog = catalog.services.length > 0 || catalog.flows.length > 0 || catalog.ownership !== null;
  const place = hasCatalog ? placeOf(rulebook.catalog, paths) : null;
  const person = personOf(rulebook.catalog.people, { mail: change.author.mail, handle: context.authorHandle });
  const observed = assembleFacts({
    change,
    provenance,
    place,
    planned: rulebook.configuration.rollouts.plans.map(({ service }) => service),
    author: { person, isBot: isBot(change, provenance), fileChangesBefore: fileChangesBefore(input) },
    reference: input.reference,
    context,
    findings: input.findings,
    reach: input.reach,
    companions: input.companions({ rulebook, provenance, place, claims: claimsOf(context) }),
    now,
  });
  const known = whyWithoutRisk(observed, input.risk) === null;
  const basis = input.risk === null || !known ? null : { ...input.risk, found: foundUplifts(input) };
  const risk = basis === null ? null : riskOf(observed, basis);
  const facts = withRisk(observed, risk, input.risk);
  const braking = brakingOf(input, { provenance, place, facts });
  const decision = decisionOf(input, { provenance, place, facts, braking });
  const reliefs = basis === null ? [] : reliefsOf(observed, basis);
  const scoring = basis === null ? null : (basis.scoring ?? shippedScoring());
  const { findings } = input;
  return {
    change,
    provenance,
    place,
    facts,
    decision,
    risk,
    reliefs,
    scoring,
    reviewLines: reviewLinesOf(change),
    findings,
    reach: input.reach,
    review: reviewContextOf(input, { provenance, place }),
    braking: braking === null ? null : brakedBy(braking, decision),
    reversal: input.reach.operations === null ? null : assessReversibility(input.reach.operations),
  };
}

/** The same change with the same facts by the rules of another rulebook; its catalog must be that of the first. */
export function decideAgain(input: AssessInput, found: Assessment, rulebook: Rulebook): Decision {
  return decisionOf({ ...input, rulebook }, { ...found, braking: brakingOf({ ...input, rulebook }, found) });
}

function decisionOf(
  input: AssessInput,
  {
    provenance,
    place,
    facts,
    braking,
  }: Pick<Assessment, 'provenance' | 'place' | 'facts'> & { readonly braking: Braking | null },
): Decision {
  const { rulebook, context, now } = input;
  return decide({
    facts,
    policy: rulebook.policy,
    signoffs: context.signoffs,
    reviewMinutesFactor: rulebook.configuration.reviewMinutesFactor,
    review: reviewContextOf(input, { provenance, place }),
    brakes: braking,
    now,
  });
}

/** What one change is to brakes, for whoever asks anew without judging it anew. */
export interface ChangeBrakes {
  readonly target: BrakeTarget;
  /** Those of the calendar that held at the moment of the decision, whatever they covered. */
  readonly calendar: readonly ActiveBrake[];
  /** When the calendar next changes what is held; `null` = not in sight. */
  readonly changesAt: Instant | null;
}

type Braking = BrakeQuestion & Pick<ChangeBrakes, 'calendar' | 'changesAt'>;

/** The brakes of the moment, those of the calendar among them, and the change as they see it. */
function brakingOf(
  input: AssessInput,
  { provenance, place, facts }: Pick<Assessment, 'provenance' | 'place' | 'facts'>,
): Braking | null {
  const { change, rulebook, brakes, now, pullRequest } = input;
  if (brakes === undefined) return null;
  const stated = calendarBrakes(rulebook.configuration.brakes.calendar);
  const calendar = activeOf(stated, now);
  return {
    active: [...activeOf(brakes, now), ...calendar],
    calendar,
    target: changeTarget({
      change,
      facts,
      place,
      provenance,
      catalog: rulebook.catalog,
      labels: pullRequest?.labels ?? [],
      patterns: input.reach.patterns,
      lane: input.lane,
    }),
    changesAt: nextChangeOf(stated, now),
  };
}

function brakedBy({ target, calendar, changesAt }: Braking, { signoffs }: Decision): ChangeBrakes {
  return { target: brakeTargetOf(target, signoffs), calendar, changesAt };
}

function reviewContextOf(
  { change, rulebook, context, now }: AssessInput,
  { provenance, place }: Pick<Assessment, 'provenance' | 'place'>,
): ReviewContext {
  return {
    contentDigest: change.contentDigest,
    participants: participantsOf(change, provenance, context),
    people: rulebook.catalog.people,
    owners: place?.owners ?? null,
    automated: [...automatedOf(change, provenance), ...agentNames(rulebook.configuration)],
    now,
  };
}

/** Findings of other analyses; each adds caution and none takes any away. */
function foundUplifts({ findings, reach }: AssessInput): readonly FoundUplift[] {
  return [...scannerUplifts(findings), ...operationUplifts(reach.operations)];
}

/** What the author had changed when this was proposed: the feature counts the change itself too. */
function fileChangesBefore({ change, risk }: AssessInput): number | null {
  return risk === null || risk.cut === true ? null : Math.max(0, risk.features.exp - change.files.length);
}

/** Who owns one path, by the catalog and CODEOWNERS; empty where nobody is known. */
export function ownersOfPath(rulebook: Rulebook, path: string): readonly string[] {
  return placeOf(rulebook.catalog, [path]).owners;
}

/** Which services one path belongs to, and who owns it; empty where nobody is known. */
export function placeOfPath(rulebook: Rulebook, path: string): Pick<Place, 'services' | 'owners'> {
  return placeOf(rulebook.catalog, [path]);
}

/** Whether a change touches a test file, by its paths. */
export function touchesTests(change: Change): boolean {
  return change.files.some((file) => classifyFile(file.path) === 'test');
}

/** Provenance of one commit, by everything that is known of it. */
export function provenanceOfCommit(
  commit: Commit,
  known: { readonly records: ProvenanceRecords; readonly agents: AgentTable; readonly addedLines: AddedLines | null },
): Provenance {
  const { records, agents, addedLines } = known;
  return detectCommitProvenance({
    commit,
    note: records.notes.get(commit.id) ?? null,
    traces: tracesFor(commit, records.traces),
    addedLines,
    agents,
  });
}

function provenanceOfChange(input: AssessInput): Provenance {
  const { change, records, lines, rulebook, pullRequest, environment } = input;
  const { agents } = rulebook;
  const whole = !change.gaps.some((gap) => gap.code === 'too-many-files');
  const alone = change.commits.length === 1 && change.commits[0]?.parents.length !== 2 && whole;
  const parts = change.commits.map((commit) => {
    const added = lines.get(commit.id) ?? (alone ? addedLines(change.files) : null);
    return { commit, provenance: provenanceOfCommit(commit, { records, agents, addedLines: added }) };
  });
  return combineProvenance(parts, { branch: change.headBranch, pullRequest, environment, agents });
}

/**
 * Whether software made all of it, by the addresses of its authors. A name that poses as a bot's shows nothing, since
 * anybody may write it, and one commit of a person makes the change that person's.
 */
function isBot(change: Change, provenance: Provenance): boolean | null {
  if (change.author.mail === '' && change.author.name === '') return null;
  const agents = agentCommits(provenance);
  const made = change.commits.filter((commit) => commit.parents.length < 2);
  const people = made.filter(({ id, author }) => !agents.has(id) && !hasBotMail(author.mail));
  if (made.length > 0 && people.length === 0) return true;
  if ((made.length > 0 ? people.map(({ author }) => author) : [change.author]).some(poses)) return null;
  return made.length === 0 && hasBotMail(change.author.mail);
}

function hasBotMail(mail: string): boolean {
  return isAutomated({ personId: null, mail, handle: null }, []);
}

function poses({ name, mail }: Identity): boolean {
  return name.endsWith('[bot]') && !hasBotMail(mail);
}

/** Commits whose author is an agent by the table of tools. */
function agentCommits(provenance: Provenance): ReadonlySet<CommitId | null> {
  return new Set(
    provenance.evidence
      .filter((piece) => piece.place === 'author' && piece.assistance === 'ai' && piece.class === 'observed')
      .map((piece) => piece.commit),
  );
}

/** Mails that are not to sign off: of authors that are agents, have a bot's address, or pose as a bot. */
function automatedOf(change: Change, provenance: Provenance): readonly string[] {
  const agents = agentCommits(provenance);
  return change.commits.flatMap(({ id, author }) => {
    const mail = comparableMail(author.mail);
    return mail !== null && (agents.has(id) || poses(author) || hasBotMail(author.mail)) ? [mail] : [];
  });
}

function claimsOf({ authorHandle, participants }: ChangeContext): readonly HumanClaim[] {
  return [{ personId: null, mail: null, handle: authorHandle }, ...participants];
}

/** Everybody who made the change, as far as commits, records and the caller say; none of them may sign it off. */
function participantsOf(change: Change, provenance: Provenance, context: ChangeContext): readonly Participant[] {
  const author: Participant = {
    role: 'author',
    personId: null,
    mail: change.author.mail,
    handle: context.authorHandle,
  };
  const writers = change.commits.map((commit): Participant => claim('author', commit.author.mail));
  const prompters = provenance.prompters.map((who): Participant => claim('prompter', who));
  // Who made the commits had the content in hand, whomever they name as its author.
  const committers = change.commits.map((commit): Participant => claim('co-author', commit.committer.mail));
  return [author, ...uniqueByMail([...writers, ...prompters, ...committers]), ...context.participants];
}

/** Mails and handles of the team's own agents: none of them signs anything off. */
function agentNames({ catalog }: Configuration): readonly string[] {
  return catalog.agents.flatMap(({ mails, handles }) => [...mails, ...handles]);
}

function claim(role: Participant['role'], who: string): Participant {
  const mail = who.includes('@') && !who.startsWith('@');
  return { role, personId: null, mail: mail ? who : null, handle: mail ? null : who };
}

function uniqueByMail(participants: readonly Participant[]): readonly Participant[] {
  const seen = new Map(participants.map((each) => [`${each.role} ${each.mail} ${each.handle}`, each]));
  return [...seen.values()];
}
