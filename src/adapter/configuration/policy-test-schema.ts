import { z } from 'zod';
import { LEVELS } from '../../domain/catalog/index.ts';
import { EXPECTED_OUTCOMES, FACT_TABLE, type FactDefinition } from '../../domain/policy/index.ts';
import { date, list, ruleId, text } from './schema-part.ts';

/** Every documented fact with its type; all may be left out, what is left out is unknown. */
const facts = z.strictObject(factGroups()).describe('Facts by group; what is left out is unknown.');

const signoff = z
  .strictObject({
    level: z.enum(LEVELS).optional().describe('Left out: somebody the catalog does not know.'),
    from: list(z.string()).default([]).describe('Groups they belong to: `owners`, `@team`.'),
  })
  .describe('A distinct human who may sign off and did.');

const testCase = z.strictObject({
  name: text,
  facts: facts.default({}).describe('Replaces facts of the file one by one.'),
  unknown: list(z.enum(FACT_TABLE.map((fact) => fact.name)))
    .default([])
    .describe('Facts of the file that this case does not know.'),
  signoffs: list(signoff).default([]),
  now: date.optional().describe('The moment it is judged at, for policies with dates.'),
  expect: z.enum(['allow', 'hold', 'block']).optional().describe('What comes out with every rule enforced.'),
  rules: z.record(ruleId, z.enum(EXPECTED_OUTCOMES)).default({}),
});

/** A `*.test.yaml` file: examples with what a policy must say of them. */
export const policyTestShape = z.strictObject({
  version: z.literal(1).optional(),
  policy: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('Policy file beside this one; else the file of the same name.'),
  facts: facts.default({}).describe('What every case starts from.'),
  cases: list(testCase).min(1, 'needs at least one case'),
});

export type PolicyTestShape = z.infer<typeof policyTestShape>;

function factGroups(): Record<string, z.ZodOptional<z.ZodType<Record<string, unknown>>>> {
  const groups = new Map<string, Record<string, z.ZodType>>();
  for (const fact of FACT_TABLE) {
    const [group = '', member = ''] = fact.name.split('.');
    groups.set(group, { ...groups.get(group), [member]: factShape(fact).optional().describe(fact.meaning) });
  }
  return Object.fromEntries([...groups].map(([group, members]) => [group, z.strictObject(members).optional()]));
}

function factShape(fact: FactDefinition): z.ZodType {
  const word = fact.values === null ? z.string() : z.enum(fact.values);
  switch (fact.type) {
    case 'string':
      return word;
    case 'list<string>':
      return list(word);
    case 'bool':
      return z.boolean();
    case 'int':
      return z.int();
    case 'double':
      return z.number();
  }
}
