import { type CompiledCatalog, compileCatalog, type Place, personOf, placeOf } from '../domain/catalog/index.ts';
import { type Change, type Commit, classifyFile, type Identity } from '../domain/change/index.ts';
import {
  assembleFacts,
  type ChangeContext,
  type Decision,
  decide,
  type ReferenceInput,
  type RiskInput,
  type RiskRelief,
  reliefsOf,
  reviewLinesOf,
  riskOf,
  touchedPaths,
  withRisk,
} from '../domain/gate/index.ts';
import {
  type CompiledPolicy,
  type Configuration,
  compilePolicy,
  type Facts,
  type PolicyProblem,
} from '../domain/policy/index.ts';
import {
  type AddedLines,
  combineProvenance,
  detectCommitProvenance,
  type Evidence,
  type Provenance,
  tracesFor,
} from '../domain/provenance/index.ts';
import { comparableMail, isAutomated, type Participant } from '../domain/review/index.ts';
import type { RiskScore } from '../domain/risk/index.ts';
import type { Instant, Result } from '../kernel/index.ts';
import { addedLines, type ProvenanceRecords, type RecordedLines } from './recorded-lines.ts';

/** A configuration made ready for many changes. */
export interface Rulebook {
  readonly configuration: Configuration;
  readonly catalog: CompiledCatalog;
  readonly policy: Result<CompiledPolicy, readonly PolicyProblem[]>;
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
  /** Pull request as the caller knows it; `null` for history. */
  readonly pullRequest: {
    readonly body: string;
    readonly labels: readonly string[];
    readonly author: string | null;
  } | null;
  /** Evidence of the environment; only for content that is being made here and now. */
  readonly environment: readonly Evidence[];
  readonly now: Instant;
}

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
  readonly reviewLines: number | null;
}

/** Compiles a configuration once. */
export function openRulebook(configuration: Configuration): Rulebook {
  return {
    configuration,
    catalog: compileCatalog(configuration.catalog),
    policy: compilePolicy(configuration.policy),
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
    author: { person, isBot: isBot(change, provenance) },
    reference: input.reference,
    context,
    now,
  });
  const risk = input.risk === null ? null : riskOf(observed, input.risk);
  const facts = withRisk(observed, risk);
  const decision = decide({
    facts,
    policy: rulebook.policy,
    signoffs: context.signoffs,
    review: {
      contentDigest: change.contentDigest,
      participants: participantsOf(change, provenance, context),
      people: rulebook.catalog.people,
      owners: place?.owners ?? null,
      automated: automatedOf(change, provenance),
    },
    now,
  });
  const reliefs = input.risk === null ? [] : reliefsOf(observed, input.risk);
  return { change, provenance, place, facts, decision, risk, reliefs, reviewLines: reviewLinesOf(change) };
}

/** Who owns one path, by the catalog and CODEOWNERS; empty where nobody is known. */
export function ownersOfPath(rulebook: Rulebook, path: string): readonly string[] {
  return placeOf(rulebook.catalog, [path]).owners;
}

/** Whether a change touches a test file, by its paths. */
export function touchesTests(change: Change): boolean {
  return change.files.some((file) => classifyFile(file.path) === 'test');
}

/** Provenance of one commit, by everything that is known of it. */
export function provenanceOfCommit(
  commit: Commit,
  records: ProvenanceRecords,
  addedLines: AddedLines | null,
): Provenance {
  return detectCommitProvenance({
    commit,
    note: records.notes.get(commit.id) ?? null,
    traces: tracesFor(commit, records.traces),
    addedLines,
  });
}

function provenanceOfChange({ change, records, lines, pullRequest, environment }: AssessInput): Provenance {
  const whole = !change.gaps.some((gap) => gap.code === 'too-many-files');
  const alone = change.commits.length === 1 && change.commits[0]?.parents.length !== 2 && whole;
  const parts = change.commits.map((commit) => {
    const added = lines.get(commit.id) ?? (alone ? addedLines(change.files) : null);
    return { commit, provenance: provenanceOfCommit(commit, records, added) };
  });
  return combineProvenance(parts, { branch: change.headBranch, pullRequest, environment });
}

function isBot(change: Change, provenance: Provenance): boolean | null {
  if (change.author.mail === '' && change.author.name === '') return null;
  return automatedOf(change, provenance).includes(comparableMail(change.author.mail) ?? '') || namesBot(change.author);
}

function namesBot(identity: Identity): boolean {
  return identity.name.endsWith('[bot]') || isAutomated({ personId: null, mail: identity.mail, handle: null }, []);
}

/** Mails of commits whose author is a bot, or an agent by the table of tools. */
function automatedOf(change: Change, provenance: Provenance): readonly string[] {
  const agentCommits = new Set(
    provenance.evidence
      .filter((piece) => piece.place === 'author' && piece.assistance === 'ai' && piece.class === 'observed')
      .map((piece) => piece.commit),
  );
  return change.commits.flatMap((commit) => {
    const mail = comparableMail(commit.author.mail);
    return mail !== null && (agentCommits.has(commit.id) || namesBot(commit.author)) ? [mail] : [];
  });
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
  return [author, ...uniqueByMail([...writers, ...prompters]), ...context.participants];
}

function claim(role: Participant['role'], who: string): Participant {
  const mail = who.includes('@') && !who.startsWith('@');
  return { role, personId: null, mail: mail ? who : null, handle: mail ? null : who };
}

function uniqueByMail(participants: readonly Participant[]): readonly Participant[] {
  const seen = new Map(participants.map((each) => [`${each.role} ${each.mail} ${each.handle}`, each]));
  return [...seen.values()];
}
