import { placeOf } from '../../domain/catalog/index.ts';
import type { Change, ChangeSelector, CommitId, FilePath, RepositoryDescription } from '../../domain/change/index.ts';
import {
  broughtFragments,
  type Copy,
  type Exposure,
  exposureOf,
  type Family,
  type Fragment,
  isLike,
  mayHaveFamily,
} from '../../domain/pattern/index.ts';
import type { Assistance } from '../../domain/provenance/index.ts';
import { Fault, printable } from '../../kernel/index.ts';
import type { Rulebook } from '../assess.ts';
import { readRecords, type Watch } from '../history.ts';
import type { World } from '../port.ts';
import { emptyRepository, type PolicyChoice, protectedBasesOf, readRulebook } from '../proposal.ts';
import { type BookSource, type OpenBook, openPatternBook, readChangeFragments } from './book.ts';
import { engineerOf, landingOf } from './landing.ts';

/** A fragment that a change brings, or that is there. */
export interface ComingCopy {
  readonly path: FilePath;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly title: string | null;
  readonly engineer: string | null;
  readonly assistance: Assistance;
}

/** One family with what its copies expose together. */
export interface ExposedFamily {
  readonly id: string;
  readonly title: string | null;
  readonly copies: readonly Copy[];
  /** Those that the change would bring; empty where no change is asked about. */
  readonly coming: readonly ComingCopy[];
  readonly exposure: Exposure;
}

/** The families of a repository, or those that a change adds to. */
export interface RepositoryExposure {
  readonly description: RepositoryDescription;
  readonly rulebook: Rulebook;
  /** `null` = no change was asked about. */
  readonly change: Change | null;
  /** The commit whose fragments these are. */
  readonly commit: CommitId | null;
  readonly open: OpenBook;
  /** By exposure, then copies, then id; the largest first. */
  readonly families: readonly ExposedFamily[];
}

/** Reads the families of a repository as its default branch stands, or (with `selector`) those that a change would add to. */
export async function readExposure(options: {
  readonly world: World;
  readonly repository: string;
  readonly policy: PolicyChoice;
  /** `null` = every family. */
  readonly selector: ChangeSelector | null;
  readonly watch?: Watch | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<RepositoryExposure> {
  const { world, selector } = options;
  const history = await world.openRepository({ path: options.repository, signal: options.signal });
  const description = await history.describe();
  if (description.empty) throw emptyRepository(description);
  const change = selector === null ? null : await history.readChange(selector);
  const [revision = null] =
    change === null || selector === null
      ? [description.tip]
      : await protectedBasesOf({ history, description, change, selector });
  const rulebook = await readRulebook({ world, history, revision, policy: options.policy });
  const commit = change === null ? description.tip : bookTipOf(change, description);
  const source = { ...options, history, description, agents: rulebook.agents };
  const open = await openPatternBook({ ...source, tip: commit });
  const families =
    change === null
      ? open.book.families().map((family) => exposedFamily(family, [], rulebook))
      : await familiesOfChange({ source, change, open, rulebook });
  return { description, rulebook, change, commit, open, families: [...families].sort(byExposure) };
}

/** One family by its id, with what it exposes; a Fault where none is known by it. */
export function familyNamed(
  { open, rulebook }: Pick<RepositoryExposure, 'open' | 'rulebook'>,
  id: string,
): ExposedFamily {
  const family = open.book.family(id);
  if (family !== null) return exposedFamily(family, [], rulebook);
  throw new Fault({
    kind: 'usage',
    code: 'unknown-family',
    message: `no family of this repository is called ${printable(id)}`,
    fix: 'firebreak exposure lists them',
  });
}

/** What landed is asked as of its time, a proposal as the default branch stands. */
export function bookTipOf(change: Change, { tip }: RepositoryDescription): CommitId | null {
  return change.kind === 'landed' ? change.base : tip;
}

/** The families that a change adds to, each with what it would bring; in no order. */
export async function familiesOfChange(given: {
  readonly source: BookSource;
  readonly change: Change;
  readonly open: OpenBook;
  readonly rulebook: Rulebook;
  /** Families that count even where no copy of them is left. */
  readonly named?: readonly string[];
}): Promise<readonly ExposedFamily[]> {
  const { open, rulebook, change } = given;
  const coming = await comingFragments(given.source, change);
  const found = new Map<string, { exemplar: Uint32Array; copies: readonly Copy[]; coming: ComingCopy[] }>();
  const put = (id: string, family: { exemplar: Uint32Array; copies: readonly Copy[] }, copy: ComingCopy) => {
    const there = found.get(id) ?? { ...family, coming: [] };
    there.coming.push(copy);
    found.set(id, there);
  };
  const named = (given.named ?? []).flatMap((id) => open.book.family(id) ?? []);
  for (const { fragment, copy } of coming) {
    const likeness = open.book.ask(fragment);
    if (likeness.family !== null && likeness.exemplar !== null) {
      put(likeness.family, { exemplar: likeness.exemplar, copies: likeness.copies }, copy);
    }
    for (const family of named) {
      if (family.id !== likeness.family && isLike(fragment.tokens, family.exemplar)) put(family.id, family, copy);
    }
  }
  return [...found].map(([id, { copies, coming: own }]) =>
    exposedFamily({ id, title: copies[0]?.title ?? own[0]?.title ?? null, copies }, own, rulebook),
  );
}

async function comingFragments(
  source: BookSource,
  change: Change,
): Promise<readonly { readonly fragment: Fragment; readonly copy: ComingCopy }[]> {
  const reader = await source.world.openSources({ path: source.repository, signal: source.signal });
  const files = (await readChangeFragments({ source: reader, history: source.history, change })).map((each) => ({
    path: each.path,
    before: each.before ?? [],
    after: each.after ?? [],
  }));
  const brought = broughtFragments(files);
  const records = await readRecords(source.history, change.head ?? change.base);
  const { assistance } = landingOf(change, { records, agents: source.agents });
  const engineer = engineerOf(change);
  return files.flatMap(({ path, after }) =>
    after
      .filter((fragment) => brought.has(fragment) && mayHaveFamily(fragment))
      .map((fragment) => {
        const { firstLine, lastLine, title } = fragment;
        return {
          fragment,
          copy: { path, firstLine, lastLine, title, engineer: engineer === '' ? null : engineer, assistance },
        };
      }),
  );
}

function exposedFamily(
  { id, title, copies }: Pick<Family, 'id' | 'title' | 'copies'>,
  coming: readonly ComingCopy[],
  rulebook: Rulebook,
): ExposedFamily {
  const exposure = exposureOf(copies, {
    placeOf: (path) => {
      const place = placeOf(rulebook.catalog, [path]);
      return { services: place.services, tier: place.tier };
    },
    coming,
  });
  return { id, title, copies, coming, exposure };
}

function byExposure(one: ExposedFamily, other: ExposedFamily): number {
  return (
    (other.exposure.number ?? 0) - (one.exposure.number ?? 0) ||
    other.exposure.copies * other.exposure.engineers - one.exposure.copies * one.exposure.engineers ||
    (one.id < other.id ? -1 : 1)
  );
}
