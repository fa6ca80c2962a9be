import { TOOL_TABLE, type ToolRow } from '../../src/domain/provenance/index.ts';

const KIND = {
  agent: 'writes',
  reviewer: 'reviews; counts only where it authors a commit',
  recorder: 'records sessions of others',
} as const;

/** The page of recognised tools, as Markdown; made of the table that detection reads. */
export function toolTable(): string {
  return [
    '# Tools that are recognised',
    '',
    'Each row is known by the accounts and addresses, names and branches below. What a listing means, and what it cannot',
    'mean, stands in [provenance](provenance.md). *In italics*: listed by third parties only, so it is an inference.',
    '',
    '| tool | | account or address | name in a trailer | branch |',
    '|---|---|---|---|---|',
    ...TOOL_TABLE.map(row),
    '',
  ].join('\n');
}

function row({ name, kind, identities, aliases, branches }: ToolRow): string {
  const accounts = identities.map((identity) => {
    const text =
      identity.kind === 'mail'
        ? `\`${identity.mail}\`${identity.name === undefined ? '' : ` named ${identity.name}`}${identity.role === undefined ? '' : ` as ${identity.role}`}`
        : `\`${identity.login}\`${identity.id === null ? '' : ` (${identity.id})`}`;
    return identity.weak === true ? `*${text}*` : text;
  });
  return `| ${[name, KIND[kind], accounts.join(', '), aliases.map(code).join(', '), branches.map(({ prefix }) => code(prefix)).join(', ')].join(' | ')} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}
