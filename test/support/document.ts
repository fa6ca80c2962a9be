import { Ajv, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';
import { SCHEMAS } from '../../src/world.ts';

// The package's default export is the function itself at run time; its types say otherwise.
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => Ajv;
const validators = new Map<string, ValidateFunction>();

/** What a published schema finds wrong with a document; empty where it fits. */
export function misfits(schema: string, document: unknown): readonly string[] {
  const validate = validators.get(schema) ?? compile(schema);
  if (validate(document) === true) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

function compile(name: string): ValidateFunction {
  const made = SCHEMAS[name];
  if (made === undefined) throw new Error(`no schema ${name}`);
  const validate = addFormats(new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true })).compile(
    made() as object,
  );
  validators.set(name, validate);
  return validate;
}
