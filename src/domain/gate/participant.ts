import type { Change } from '../change/index.ts';
import type { Provenance } from '../provenance/index.ts';
import { comparableMail, type Participant } from '../review/index.ts';
import type { ChangeContext } from './fact-input.ts';

/** Commits whose authors are read; a change with more is held by its gap anyway. */
const COMMIT_LIMIT = 10_000;

/**
 * Everybody who made the change, none of whom may approve it: the author, authors of its commits, humans that evidence
 * names as prompter, operator or co-author, and those the caller names. Unique by what they are known by.
 */
export function participantsOf(
  change: Change,
  provenance: Provenance | null,
  context: Pick<ChangeContext, 'authorHandle' | 'participants'>,
): readonly Participant[] {
  const byMail = (role: Participant['role'], mail: string): Participant => ({
    role,
    personId: null,
    mail,
    handle: null,
  });
  const author: Participant = { ...byMail('author', change.author.mail), handle: context.authorHandle };
  const coAuthors = change.commits.slice(-COMMIT_LIMIT).map((commit) => byMail('co-author', commit.author.mail));
  const prompters = (provenance?.prompters ?? []).map((mail) => byMail('prompter', mail));
  const found = new Map<string, Participant>();
  for (const participant of [author, ...coAuthors, ...prompters, ...context.participants]) {
    const key = JSON.stringify([comparableMail(participant.mail), participant.handle, participant.personId]);
    if (!found.has(key)) found.set(key, participant);
  }
  return [...found.values()];
}
