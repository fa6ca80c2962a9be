import { type PeopleIndex, personOf } from '../catalog/index.ts';
import type { Change } from '../change/index.ts';
import { isAutomated } from '../review/index.ts';
import type { PathTouch } from './model.ts';

/** Trailers by which a message names who looked at a change. */
const REVIEW_TRAILER = /^(?:reviewed|acked|approved)-by:[^<\n]{0,200}<([^\s<>]{1,300})>[ \t]*$/gim;

/** Trailers read of one message: a real change has a few. */
const TRAILER_LIMIT = 50;

/** Files of one change that teach somebody something: a sweep over thousands of files shows no knowledge of any. */
export const TAUGHT_FILES = 200;

/**
 * What a landed change says of who knows its files: who wrote its commits, and who its messages name as reviewers, as far as
 * the catalog knows them. Old and new path of a moved file. Empty for a change of more than {@link TAUGHT_FILES} files, and for
 * one without a moment. A trailer is a claim: it makes somebody likelier to be asked, and clears nothing.
 */
export function touchesOf(change: Change, people: PeopleIndex): readonly PathTouch[] {
  const { at, files } = change;
  if (at === null || files.length > TAUGHT_FILES) return [];
  const authors = [change.author.mail, ...change.commits.map(({ author }) => author.mail)];
  const wrote = personsOf(authors, people);
  const read = [
    ...personsOf(
      change.commits.flatMap(({ message }) => reviewersOf(message)),
      people,
    ),
  ].filter((person) => !wrote.has(person));
  const paths = new Set(
    files.flatMap(({ path, previousPath }) => (previousPath === null ? [path] : [path, previousPath])),
  );
  const touch = (kind: PathTouch['kind']) => (person: string) =>
    [...paths].map((path): PathTouch => ({ person, path, at, kind }));
  return [...[...wrote].flatMap(touch('authored')), ...read.flatMap(touch('reviewed'))];
}

function reviewersOf(message: string): readonly string[] {
  const found: string[] = [];
  for (const match of message.matchAll(REVIEW_TRAILER)) {
    if (found.length >= TRAILER_LIMIT) break;
    found.push(match[1] ?? '');
  }
  return found;
}

function personsOf(mails: readonly string[], people: PeopleIndex): ReadonlySet<string> {
  const found = mails
    .filter((mail) => !isAutomated({ personId: null, mail, handle: null }, []))
    .flatMap((mail) => personOf(people, { mail })?.id ?? []);
  return new Set(found);
}
