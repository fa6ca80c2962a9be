import { z } from 'zod';
import { policyTestShape } from './policy-test-schema.ts';
import { configurationShape, peopleFileShape, policyFileShape } from './schema.ts';

const SHAPES = {
  configuration: { shape: configurationShape, title: 'Firebreak configuration (firebreak.yaml)' },
  policy: { shape: policyFileShape, title: 'Firebreak policy file' },
  people: { shape: peopleFileShape, title: 'Firebreak people file' },
  'policy-test': { shape: policyTestShape, title: 'Firebreak policy test file' },
} as const;

/** Files that a schema is published for. */
export type SchemaName = keyof typeof SHAPES;

export const SCHEMA_NAMES = Object.keys(SHAPES) as readonly SchemaName[];

/**
 * JSON Schema of one of our files for editors: draft-07, which is the newest that the YAML language server reads. It
 * accepts what may be written (defaults left out) and refuses unknown keys; what needs the whole file (names that refer
 * to others, dates, conditions) is told by `firebreak policy lint` only.
 */
export function fileSchema(name: SchemaName): Record<string, unknown> {
  const { shape, title } = SHAPES[name];
  const { $schema, ...schema } = z.toJSONSchema(shape, { target: 'draft-7', io: 'input' });
  return { $schema, title, ...schema };
}

/** JSON Schema of `firebreak.yaml`. */
export function configurationSchema(): Record<string, unknown> {
  return fileSchema('configuration');
}
