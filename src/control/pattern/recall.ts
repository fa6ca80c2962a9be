import type { Change, ChangeSelector, CommitId, FilePath, RepositoryDescription } from '../../domain/change/index.ts';
import {
  type Fragment,
  fragmentOfTokens,
  isLike,
  type LikeCopy,
  mayHaveFamily,
  type PatternBook,
  standsAs,
  touchedFragments,
} from '../../domain/pattern/index.ts';
import { Fault, printable } from '../../kernel/index.ts';
import type { Rulebook } from '../assess.ts';
import { readRecords, type Watch } from '../history.ts';
import type { World } from '../port.ts';
import { emptyRepository, type PolicyChoice, readRulebook } from '../proposal.ts';
import { type BookSource, type ChangedFragments, type OpenBook, openPatternBook, readChangeFragments } from './book.ts';
import { comingOf } from './change-exposure.ts';
import { landingOf } from './landing.ts';
import { fragmentAt } from './named.ts';

/** From where to recall. */
export type RecallOrigin =
  /** What a repair, a revert or a rollback changed: the fragments as they stood before it. */
  | { readonly kind: 'repair'; readonly selector: ChangeSelector }
  /** What a change brought that caused harm. */
  | { readonly kind: 'cause'; readonly selector: ChangeSelector }
  /** Where a scanner or a person points to, at the default branch. */
  | { readonly kind: 'place'; readonly path: string; readonly line: number }
  | { readonly kind: 'family'; readonly id: string };

/** A live fragment that is like a recalled one. */
export interface Sibling {
  readonly copy: LikeCopy;
  /** How it stands to the repair; `null` = there was none, or it is as near to both sides. */
  readonly stands: 'before' | 'after' | null;
  /** Proposals that take it out or change it so that it is alike no longer. */
  readonly remedies: readonly string[];
}

/** One recalled fragment with everything that is like it. */
export interface RecalledFragment {
  /** By which a brake names it: its family's id, or its place in history. */
  readonly id: string;
  readonly title: string | null;
  /** Where it stood; `null` for a family. */
  readonly place: {
    readonly commit: CommitId;
    readonly path: FilePath;
    readonly firstLine: number;
    readonly lastLine: number;
  } | null;
  readonly siblings: readonly Sibling[];
  /** Proposals that would bring a new copy. */
  readonly bringing: readonly string[];
}

/** What a recall found. */
export interface Recall {
  readonly description: RepositoryDescription;
  readonly rulebook: Rulebook;
  readonly commit: CommitId | null;
  /** The change that it began with; `null` for a place or a family. */
  readonly change: Change | null;
  readonly open: OpenBook;
  readonly fragments: readonly RecalledFragment[];
  /** Fragments that are too plain to be recalled: alike in every program. */
  readonly tooPlain: number;
}

interface Recalled {
  readonly fragment: Fragment;
  readonly after: Fragment | null;
  readonly place: RecalledFragment['place'];
  readonly id: string | null;
}

/** Leads from a repair, a cause, a place or a family to every live sibling, and to the proposals that mend or add one. */
export async function readRecall(options: {
  readonly world: World;
  readonly repository: string;
  readonly policy: PolicyChoice;
  readonly origin: RecallOrigin;
  /** Proposals that wait, to be asked what they mend or bring. */
  readonly proposals: readonly string[];
  readonly watch?: Watch | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<Recall> {
  const { world, origin } = options;
  const history = await world.openRepository({ path: options.repository, signal: options.signal });
  const description = await history.describe();
  const { tip } = description;
  if (tip === null) throw emptyRepository(description);
  const rulebook = await readRulebook({ world, history, revision: tip, policy: options.policy });
  const source: BookSource = { ...options, history, description, agents: rulebook.agents };
  const open = await openPatternBook({ ...source, tip });
  const change = origin.kind === 'repair' || origin.kind === 'cause' ? await history.readChange(origin.selector) : null;
  const all =
    change === null ? await recalledAt({ source, tip, open, origin }) : await recalledOf({ source, change, origin });
  const plain = all.filter(({ fragment, id }) => id === null && !mayHaveFamily(fragment));
  const waiting = await Promise.all(options.proposals.map((ref) => readWaiting(source, ref)));
  const fragments = all
    .filter((each) => !plain.includes(each))
    .map((each) => recall(each, { book: open.book, waiting }));
  return { description, rulebook, commit: tip, change, open, fragments, tooPlain: plain.length };
}

async function recalledOf(given: {
  readonly source: BookSource;
  readonly change: Change;
  readonly origin: RecallOrigin;
}): Promise<readonly Recalled[]> {
  const { source, change, origin } = given;
  const files = await changedFragments(source, change);
  if (origin.kind === 'cause') {
    const records = await readRecords(source.history, change.head);
    const landing = landingOf(change, { records, agents: source.agents });
    return comingOf(files, landing).map(({ fragment, copy: { path } }) => ({
      fragment,
      after: null,
      place: placeOf(change.head, path, fragment),
      id: null,
    }));
  }
  return files.flatMap(({ path, oldPath, before, after }) =>
    touchedFragments(before ?? [], after ?? []).map((touched) => ({
      fragment: touched.before,
      after: touched.after,
      place: placeOf(change.base, oldPath ?? path, touched.before),
      id: null,
    })),
  );
}

async function changedFragments(source: BookSource, change: Change): Promise<readonly ChangedFragments[]> {
  const reader = await source.world.openSources({ path: source.repository, signal: source.signal });
  return readChangeFragments({ source: reader, history: source.history, change });
}

async function recalledAt(given: {
  readonly source: BookSource;
  readonly tip: CommitId;
  readonly open: OpenBook;
  readonly origin: RecallOrigin;
}): Promise<readonly Recalled[]> {
  const { origin, tip } = given;
  if (origin.kind === 'family') {
    const family = given.open.book.family(origin.id);
    if (family === null)
      throw notFound(`no family of this repository is called ${printable(origin.id)}`, 'firebreak exposure lists them');
    return [{ fragment: fragmentOfTokens(family.exemplar), after: null, place: null, id: family.id }];
  }
  if (origin.kind !== 'place') return [];
  const place = { commit: tip, path: origin.path as FilePath, line: origin.line };
  const fragment = await fragmentAt(given.source, place);
  if (fragment === null) {
    throw notFound(
      `no function that is read stands at ${printable(origin.path)}:${origin.line}`,
      'name a line inside a function of a known language, as PATH:LINE',
    );
  }
  return [{ fragment, after: null, place: placeOf(tip, place.path, fragment), id: null }];
}

function recall(
  { fragment, after, place, id }: Recalled,
  known: { readonly book: PatternBook; readonly waiting: readonly Waiting[] },
): RecalledFragment {
  const { book, waiting } = known;
  const repair = after === null ? null : { before: fragment.tokens, after: after.tokens };
  const siblings = book.like(fragment).map((copy) => ({
    copy,
    stands: repair === null ? null : standsAs(copy.tokens, repair),
    remedies: waiting.filter((each) => mends(each, copy, { fragment, after })).map(({ ref }) => ref),
  }));
  const family = id ?? book.ask(fragment).family;
  const named = family !== null && book.family(family) !== null ? family : null;
  return {
    id: named ?? (place === null ? '' : `${place.commit}:${place.path}:${place.firstLine}`),
    title: fragment.title,
    place,
    siblings,
    bringing: waiting
      .filter(({ coming }) => coming.some((each) => isLike(each.tokens, fragment.tokens)))
      .map(({ ref }) => ref),
  };
}

interface Waiting {
  readonly ref: string;
  readonly files: readonly ChangedFragments[];
  readonly coming: readonly Fragment[];
}

async function readWaiting(source: BookSource, ref: string): Promise<Waiting> {
  const change = await source.history.readChange({ kind: 'branch', head: ref, base: null });
  const files = await changedFragments(source, change);
  const coming = comingOf(files, { engineer: '', isBot: false, assistance: 'unknown' });
  return { ref, files, coming: coming.map(({ fragment }) => fragment) };
}

/** The proposal touches the sibling, and what stands there then is alike no longer, or stands as the repair does. */
function mends({ files }: Waiting, copy: LikeCopy, recalled: Pick<Recalled, 'fragment' | 'after'>): boolean {
  const { tokens } = recalled.fragment;
  const isMended = (now: Fragment): boolean =>
    !isLike(now.tokens, tokens) ||
    (recalled.after !== null && standsAs(now.tokens, { before: tokens, after: recalled.after.tokens }) === 'after');
  return files
    .filter(({ path, oldPath }) => (oldPath ?? path) === copy.path)
    .flatMap(({ before, after }) => touchedFragments(before ?? [], after ?? []))
    .filter(({ before }) => before.firstLine === copy.firstLine && isLike(before.tokens, copy.tokens))
    .some(({ after }) => after === null || isMended(after));
}

function placeOf(
  commit: CommitId | null,
  path: FilePath,
  { firstLine, lastLine }: Fragment,
): RecalledFragment['place'] {
  return commit === null ? null : { commit, path, firstLine, lastLine };
}

function notFound(message: string, fix: string): Fault {
  return new Fault({ kind: 'usage', code: 'nothing-to-recall', message, fix });
}
