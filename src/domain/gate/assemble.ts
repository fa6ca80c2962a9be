import {
  type Change,
  classifyFile,
  type FileClass,
  type OperationChangeKind,
  sensitiveAreas,
  statedReferences,
} from '../change/index.ts';
import type { ChangeFindings, FindingLevel, PlacedFinding } from '../finding/index.ts';
import type { Facts } from '../policy/index.ts';
import { reviewLinesOf, touchedPaths } from './change-size.ts';
import { companionFacts } from './companion-fact.ts';
import { type GapEffect, gapEffect } from './content-gap.ts';
import { FactBook } from './fact-book.ts';
import type { FactInput } from './fact-input.ts';
import { reachFacts } from './reach-fact.ts';
import { withRisk } from './risk.ts';
import { statedEvidence } from './stated-evidence.ts';

/** Makes the facts of one change, but for its risk, which is computed from them (`riskOf`, `withRisk`); what is not known is left out and named in `unknown` with why and the remedy. */
export function assembleFacts(input: FactInput): Facts {
  const gaps = gapEffect(input.change.gaps);
  const book = new FactBook();
  changeFacts(book, input, gaps);
  sizeFacts(book, input, gaps);
  companionFacts(book, input, gaps);
  authorFacts(book, input);
  provenanceFacts(book, input, gaps);
  catalogFacts(book, input, gaps);
  evidenceFacts(book, input, gaps);
  scannerFacts(book, input, gaps);
  reachFacts(book, input, gaps);
  book.put(
    'repository.has_tests',
    input.reference.hasTests,
    'the files of the base were not listed; fetch the whole history',
  );
  return withRisk(book.facts(), null, null);
}

const STAGED = 'staged content has no commit message yet; it is known once the content is committed';

function changeFacts(book: FactBook, { change, reach }: FactInput, gaps: GapEffect): void {
  const paths = touchedPaths(change);
  const whole = <T>(value: T): T | null => (gaps.paths === null ? value : null);
  const why = gaps.paths ?? '';
  book.put('change.kind', change.kind, '');
  book.put('change.title', change.kind === 'staged' ? null : change.title, STAGED);
  book.put('change.base_branch', change.baseBranch, 'the target branch cannot be told; name it with --base');
  book.put('change.head_branch', change.headBranch, 'the source branch cannot be told from a commit alone');
  book.put('change.paths', whole(paths), why);
  book.put('change.deleted_paths', whole(deletedPaths(change)), why);
  book.put('change.classes', whole(classesOf(change, paths, reach.flags?.kind === 'touched')), why);
  book.put('change.sensitive', whole(sensitiveAreas(paths)), why);
  book.put('change.files', whole(change.files.length), why);
  book.put('change.areas', whole(areasOf(paths)), why);
  book.put('change.test_changed', whole(paths.some((path) => classifyFile(path) === 'test')), why);
  book.put('change.commits', gaps.commits === null ? change.commits.length : null, gaps.commits ?? '');
  book.put('change.is_revert', change.kind === 'staged' ? null : isRevert(change), STAGED);
}

function sizeFacts(book: FactBook, { change, reference }: FactInput, gaps: GapEffect): void {
  const why = gaps.lines ?? 'line counts were not read for every file';
  const counted = gaps.lines === null;
  const reviewLines = reviewLinesOf(change);
  book.put('change.added_lines', counted ? sumOf(change, 'addedLines') : null, why);
  book.put('change.deleted_lines', counted ? sumOf(change, 'deletedLines') : null, why);
  book.put('change.review_lines', reviewLines, why);
  const few = 'there are too few landed changes to compare with; fetch the whole history (git fetch --unshallow)';
  const known = reviewLines !== null;
  book.put('change.size_percentile', known ? reference.sizePercentile : null, known ? few : why);
}

function authorFacts(book: FactBook, { change, author, reference }: FactInput): void {
  const mail = change.author.mail.trim().toLowerCase();
  book.put('author.id', author.person?.id ?? (mail === '' ? null : mail), 'the change names no author');
  const remedy = mail === '' ? '' : `; add ${mail} to people in firebreak.yaml`;
  book.put('author.level', author.person?.level, `the catalog does not know the author${remedy}`);
  book.put('author.is_bot', author.isBot, 'whether the author is software cannot be told');
  const unread = 'the history before this change was not read';
  book.put('author.changes_before', reference.authorChangesBefore, unread);
  book.put('author.file_changes_before', author.fileChangesBefore, unread);
}

function provenanceFacts(book: FactBook, { provenance }: FactInput, gaps: GapEffect): void {
  const why = gaps.commits ?? 'provenance was not read';
  // A cut list of commits can hide AI evidence but not undo it: only "ai" is certain then.
  const certain = provenance !== null && (gaps.commits === null || provenance.assistance === 'ai') ? provenance : null;
  book.put('provenance.assistance', certain?.assistance, why);
  book.put('provenance.evidence', certain?.class, why);
  book.put('provenance.tools', certain === null ? null : unique(certain.tools.map((tool) => tool.name)), why);
  book.put('provenance.models', certain === null ? null : unique(certain.tools.flatMap((t) => t.model ?? [])), why);
  book.put('provenance.findings', certain === null ? null : unique(certain.findings.map((f) => f.code)), why);
  const lines = gaps.lines === null ? (certain?.lines ?? null) : null;
  const share = lines === null || lines.total === 0 ? null : lines.ai / lines.total;
  book.put('provenance.ai_share', share, 'no line-level record exists; git-ai or Agent Trace would make one');
}

function catalogFacts(book: FactBook, input: FactInput, gaps: GapEffect): void {
  const { place } = input;
  const none = 'there is no catalog; add services and owners to firebreak.yaml';
  const whole = gaps.paths === null ? place : null;
  const why = gaps.paths ?? none;
  book.put('catalog.tier', whole?.tier, whole?.whyTierUnknown ?? why);
  book.put('catalog.services', whole?.services, why);
  book.put('catalog.unplanned_services', unplannedOf(input, gaps), why);
  book.put('catalog.flows', whole?.flows, why);
  book.put('catalog.owners', whole?.owners, why);
  book.put('catalog.unowned_paths', whole?.unownedPaths, why);
}

/** Services among those touched that no rollout plan names; `null` = not known. */
function unplannedOf({ place, planned }: FactInput, gaps: GapEffect): readonly string[] | null {
  if (place === null || planned === undefined || gaps.paths !== null) return null;
  return place.services.filter((service) => !planned.includes(service));
}

function evidenceFacts(book: FactBook, input: FactInput, gaps: GapEffect): void {
  const { change, context } = input;
  const stated = statedEvidence(change, context);
  const why = gaps.commits ?? gaps.paths ?? (change.kind === 'staged' ? STAGED : null);
  // What is found is found; only its absence needs everything to have been read.
  book.put('evidence.tickets', why === null || stated.tickets.length > 0 ? stated.tickets : null, why ?? '');
  // What firebreak.yaml plans for every service that it touches need not be stated again.
  const hasPlan = unplannedOf(input, gaps)?.length === 0 && (input.place?.services.length ?? 0) > 0;
  const isPlanned = hasPlan || stated.rolloutPlan;
  book.put('evidence.rollout_plan', why === null || isPlanned ? isPlanned : null, why ?? '');
  book.put('evidence.rollback_plan', why === null || stated.rollbackPlan ? stated.rollbackPlan : null, why ?? '');
}

/** A count that may lack something is not known; which tools ran is. */
function scannerFacts(book: FactBook, { findings }: FactInput, gaps: GapEffect): void {
  const none = 'no scanner was asked; give its report with --sarif FILE';
  const why = findings === null ? none : (gaps.paths ?? findings.gaps[0] ?? null);
  const counted = <T>(read: (found: ChangeFindings) => T): T | null =>
    findings === null || why !== null ? null : read(findings);
  const ofLevel = (list: readonly PlacedFinding[], level: FindingLevel): number =>
    list.filter((finding) => finding.level === level).length;
  const inFiles = ({ onChangedLines, inChangedFiles }: ChangeFindings) => [...onChangedLines, ...inChangedFiles];
  book.put('scanner.tools', findings?.tools, none);
  const facts: Readonly<Record<string, unknown>> = {
    findings: counted(({ onChangedLines }) => onChangedLines.length),
    errors: counted(({ onChangedLines }) => ofLevel(onChangedLines, 'error')),
    warnings: counted(({ onChangedLines }) => ofLevel(onChangedLines, 'warning')),
    file_findings: counted((found) => inFiles(found).length),
    file_errors: counted((found) => ofLevel(inFiles(found), 'error')),
    file_warnings: counted((found) => ofLevel(inFiles(found), 'warning')),
    rules: counted(({ onChangedLines }) => unique(onChangedLines.map(({ tool, rule }) => `${tool}/${rule}`))),
    paths: counted(({ onChangedLines }) => unique(onChangedLines.map(({ path }) => path))),
    suppressed: counted(({ apart }) => apart.suppressedOnChangedLines),
    unmapped: counted(({ unmapped }) => unmapped.length),
  };
  for (const [name, value] of Object.entries(facts)) book.put(`scanner.${name}`, value, why ?? '');
}

/** Kinds of its files; what an operation does to what runs belongs to a kind of its own, whatever paths it names. */
function classesOf({ kind }: Change, paths: readonly string[], hasFlags: boolean): readonly string[] {
  const own = Object.entries(OPERATION_CLASS).flatMap(([name, each]) => (name === kind ? [each] : []));
  return [...new Set<string>([...paths.map(classifyFile), ...own, ...(hasFlags ? ['flag'] : [])])].sort();
}

/** A command by hand reaches whatever the hand does: like infrastructure, no revert of a commit takes it back. */
const OPERATION_CLASS: Readonly<Record<OperationChangeKind, FileClass>> = {
  configuration: 'configuration',
  flag: 'configuration',
  data: 'migration',
  manual: 'infrastructure',
};

function deletedPaths(change: Change): readonly string[] {
  const deleted = change.files.flatMap((file) => {
    if (file.status === 'deleted') return [file.path];
    return file.status === 'renamed' && file.previousPath !== null ? [file.previousPath] : [];
  });
  return deleted.sort();
}

/** Top-level folders, two levels deep; files of the root are one area of their own. */
function areasOf(paths: readonly string[]): number {
  return new Set(paths.map((path) => path.split('/').slice(0, -1).slice(0, 2).join('/'))).size;
}

function isRevert(change: Change): boolean {
  const messages = change.commits.length === 0 ? [change.title] : change.commits.map((commit) => commit.message);
  return messages.every((message) => statedReferences(message).some((reference) => reference.kind === 'reverts'));
}

function sumOf(change: Change, member: 'addedLines' | 'deletedLines'): number | null {
  if (change.operationLines !== undefined) return member === 'addedLines' ? change.operationLines : 0;
  let sum = 0;
  for (const file of change.files) {
    if (file[member] === null && file.kind === 'text') return null;
    sum += file[member] ?? 0;
  }
  return sum;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
