import { LEVELS, type Level, type Person } from '../../domain/catalog/index.ts';
import type { ConfigurationProblem } from '../../domain/policy/index.ts';
import type { NodePath, YamlFile } from './located.ts';
import { didYouMean, problemAt, quoted } from './problem.ts';
import type { PersonShape } from './schema.ts';

/** People and teams as far as they are written in one file. */
export interface RosterSection {
  readonly file: YamlFile;
  /** Where the levels stand: `people` in the configuration, the root in a people file. */
  readonly at: NodePath;
  readonly levels: { readonly [L in Level]?: readonly PersonShape[] | undefined };
  readonly teams: Readonly<Record<string, readonly string[]>>;
}

/** Everybody the configuration knows. */
export interface Roster {
  readonly people: readonly Person[];
  readonly teams: ReadonlySet<string>;
  /** What an owner may be called: `@team`, mails, `@handles`, ids. */
  readonly references: ReadonlySet<string>;
}

interface Draft {
  readonly id: string;
  readonly level: Level;
  readonly mails: readonly string[];
  readonly handles: readonly string[];
  readonly teams: string[];
  readonly file: YamlFile;
  readonly path: NodePath;
}

/** Puts people and teams of several files together; a mail, handle or id belongs to one person. */
export function readRoster(sections: readonly RosterSection[]): {
  readonly roster: Roster;
  readonly problems: readonly ConfigurationProblem[];
} {
  const problems: ConfigurationProblem[] = [];
  const drafts = sections.flatMap((section) => draftsOf(section, problems));
  const names = claimNames(drafts, problems);
  const teams = new Set(sections.flatMap((section) => Object.keys(section.teams).map(lower)));
  for (const section of sections) joinTeams(section, names, problems);
  for (const draft of drafts) for (const team of draft.teams) teams.add(team);
  const people = drafts.map(({ id, level, mails, handles, teams: joined }): Person => {
    return { id, level, mails, handles, teams: [...new Set(joined)].sort() };
  });
  const called = drafts.flatMap(({ id, mails, handles }) => [id, ...mails, ...handles.map((handle) => `@${handle}`)]);
  const references = new Set([...[...teams].map((team) => `@${team}`), ...called]);
  return { roster: { people, teams, references }, problems };
}

/** Whether an owner is somebody: a team (also as `@organisation/team`), a person, a mail or a handle. */
export function isKnownReference(roster: Roster, owner: string): boolean {
  return roster.references.has(ownerReference(roster, owner));
}

/** The reference as the catalog writes it: teams and handles with `@`, ids and mails without, all in lower case. */
export function ownerReference(roster: Roster, owner: string): string {
  const bare = bareName(owner);
  const team = [bare, bare.slice(bare.lastIndexOf('/') + 1)].find((each) => roster.teams.has(each));
  if (team !== undefined) return `@${team}`;
  return [`@${bare}`, bare].find((each) => roster.references.has(each)) ?? lower(owner.trim());
}

function draftsOf(section: RosterSection, problems: ConfigurationProblem[]): readonly Draft[] {
  return LEVELS.flatMap((level) =>
    (section.levels[level] ?? []).flatMap((person, index) => {
      const path = [...section.at, level, index];
      const named = typeof person === 'string' ? fromWords(person) : fromEntry(person);
      if (named !== null) return { ...named, level, file: section.file, path };
      const message = `${quoted(String(person))} names nobody; write a mail, a @handle, or both with a space between`;
      problems.push(problemAt(section.file, path, { code: 'bad-person', message }));
      return [];
    }),
  );
}

type Named = Pick<Draft, 'id' | 'mails' | 'handles' | 'teams'>;

/** `ann@example.com @ann`: the first word is the id, a handle without its `@`. */
function fromWords(person: string): Named | null {
  const words = lower(person)
    .split(/\s+/)
    .filter((word) => word !== '');
  const mails = words.filter(isMail);
  const handles = words.filter((word) => !isMail(word)).map((word) => word.replace(/^@/, ''));
  const id = words[0]?.replace(/^@/, '');
  return id === undefined || !handles.every(isHandle) ? null : { id, mails, handles, teams: [] };
}

function fromEntry(person: Exclude<PersonShape, string>): Named | null {
  const handles = person.handles.map((handle) => lower(handle).replace(/^@/, ''));
  const mails = person.mails.map(lower);
  const known = mails.every(isMail) && handles.every(isHandle) && mails.length + handles.length > 0;
  return known ? { id: lower(person.id), mails, handles, teams: person.teams.map(lower) } : null;
}

/** Everybody by what they are called; ids and handles are one kind of name, without `@`. */
function claimNames(drafts: readonly Draft[], problems: ConfigurationProblem[]): Map<string, Draft> {
  const names = new Map<string, Draft>();
  for (const draft of drafts) {
    const own = new Set([draft.id, ...draft.mails, ...draft.handles]);
    const taken = [...own].find((name) => names.has(name));
    for (const name of own) if (!names.has(name)) names.set(name, draft);
    const first = taken === undefined ? undefined : names.get(taken);
    if (taken === undefined || first === undefined) continue;
    const { line } = first.file.locate(first.path, 'value');
    const message = `${quoted(taken)} is already a person (${first.file.name}:${line}); give all of one person's mails and handles in one entry`;
    problems.push(problemAt(draft.file, draft.path, { code: 'same-person-twice', message }));
  }
  return names;
}

function joinTeams(section: RosterSection, names: ReadonlyMap<string, Draft>, problems: ConfigurationProblem[]): void {
  for (const [team, members] of Object.entries(section.teams)) {
    if (names.has(lower(team))) {
      const message = `${quoted(team)} is also a person's id or handle; rename the team`;
      problems.push(problemAt(section.file, ['teams', team], { code: 'same-name', at: 'key', message }));
    }
    members.forEach((member, index) => {
      const name = bareName(member);
      const draft = names.get(name);
      if (draft !== undefined) {
        draft.teams.push(lower(team));
        return;
      }
      const message = `${quoted(member)} of team ${quoted(team)} is not under people; add the person with a level`;
      const suggestion = didYouMean(name, names.keys());
      problems.push(problemAt(section.file, ['teams', team, index], { code: 'unknown-person', message, suggestion }));
    });
  }
}

function bareName(reference: string): string {
  return lower(reference.trim()).replace(/^@/, '');
}

function isMail(word: string): boolean {
  return /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(word);
}

function isHandle(word: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,99}$/.test(word);
}

function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
