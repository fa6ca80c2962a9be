import type { HouseAgent } from '../../domain/catalog/index.ts';
import type { ConfigurationProblem } from '../../domain/policy/index.ts';
import type { YamlFile } from './located.ts';
import { problemAt, quoted } from './problem.ts';
import type { Roster } from './roster.ts';
import type { ConfigurationShape } from './schema.ts';

/** Agents of a checked file; one that nothing tells, or that is also a person, is a problem. */
export function readAgents(
  file: YamlFile,
  shape: ConfigurationShape,
  roster: Roster,
): { readonly agents: readonly HouseAgent[]; readonly problems: readonly ConfigurationProblem[] } {
  const problems: ConfigurationProblem[] = [];
  const people = new Set(roster.people.flatMap(({ mails, handles }) => [...mails, ...handles]));
  const agents = shape.provenance.agents.map((agent, index): HouseAgent => {
    const path = ['provenance', 'agents', index];
    const mails = agent.mails.map((mail) => mail.trim().toLowerCase());
    const handles = agent.handles.map((handle) =>
      handle
        .trim()
        .toLowerCase()
        .replace(/^@/, '')
        .replace(/\[bot\]$/, ''),
    );
    const fail = (code: string, message: string): void => {
      problems.push(problemAt(file, path, { code, message }));
    };
    const odd = [...mails.filter((mail) => !MAIL.test(mail)), ...handles.filter((handle) => !HANDLE.test(handle))];
    for (const word of odd) fail('bad-agent', `${quoted(word)} is neither a mail nor a handle`);
    const human = [...mails, ...handles].find((word) => people.has(word));
    if (human !== undefined)
      fail('person-is-agent', `${quoted(human)} is a person of this configuration, not an agent`);
    if (mails.length + handles.length + agent.trailers.length === 0)
      fail('bad-agent', `${quoted(agent.name)} is known by nothing; give it mails, handles or trailers`);
    return { name: agent.name, mails, handles, trailers: agent.trailers.map((key) => key.toLowerCase()) };
  });
  return { agents, problems };
}

const MAIL = /^[^\s@]{1,255}@[^\s@]{1,255}$/;
const HANDLE = /^[a-z0-9][a-z0-9_.-]{0,254}$/;
