import { CONDITION_FUNCTIONS } from './condition-tree.ts';
import { FACT_GROUPS, FACT_TABLE, type FactDefinition } from './fact-table.ts';

/** The page that documents facts and functions of conditions, as Markdown; made from the same table as the type check. */
export function factPage(): string {
  return [
    '# Facts and conditions',
    '',
    "A rule's `when` is a [CEL](https://cel.dev) condition over the facts below. A fact that is not known is *unknown*, not",
    'false: `unknown && false` is false, `unknown || true` is true, anything else with it is unknown. A rule whose condition',
    'is unknown is reported as unevaluable, and where it enforces it holds. `has(change.size_percentile)` asks whether a fact',
    'is known. Regular expressions (`matches`) are left out because file names are hostile; patterns are not.',
    '',
    ...FACT_GROUPS.flatMap(groupSection),
    '## Functions',
    '',
    '| write | meaning |',
    '|---|---|',
    ...CONDITION_FUNCTIONS.map(({ form, meaning }) => `| ${code(form)} | ${meaning} |`),
    '',
    'Operators: `&&` `||` `!` `==` `!=` `<` `<=` `>` `>=` `in` `+` `-` `*` `/` `%` `a ? b : c`.',
    '',
  ].join('\n');
}

function groupSection(group: string): readonly string[] {
  const facts = FACT_TABLE.filter((fact) => fact.name.startsWith(`${group}.`));
  return [
    `## ${group}`,
    '',
    '| fact | type | meaning | unknown when |',
    '|---|---|---|---|',
    ...facts.map(factRow),
    '',
  ];
}

function factRow({ name, type, meaning, values, unknownWhen }: FactDefinition): string {
  const choice = values === null || type === 'list<string>' ? '' : ` One of ${values.map(code).join(', ')}.`;
  return `| ${code(name)} | ${type} | ${meaning}${choice} | ${unknownWhen ?? 'never'} |`;
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
