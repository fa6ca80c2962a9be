import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { builtInPacks } from '../../../script/policy-packs.mjs';
import { compilePolicy, runPolicyTest } from '../../domain/policy/index.ts';
import {
  BUILT_IN_PACKS,
  fileSchema,
  parseConfiguration,
  parsePolicyFile,
  parsePolicyTests,
  SCHEMA_NAMES,
  type SchemaName,
} from './index.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const ajv = new Ajv({ strict: false, allErrors: true });

interface Example {
  readonly where: string;
  /** Path in its repository. */
  readonly path: string;
  readonly text: string;
  /** Files beside it. */
  readonly files: ReadonlyMap<string, string>;
}

/** Every ```yaml block of the page, with the name of its file behind the word. */
function blocksOf(page: string): readonly Example[] {
  const source = readFileSync(join(root, page), 'utf8');
  const blocks = [...source.matchAll(/^```yaml ?(\S*)\n([\s\S]*?)^```$/gm)];
  const files = new Map(blocks.map(([, path = '', text = '']) => [path, text]));
  return blocks.map(([, path = '', text = ''], index) => ({ where: `${page} block ${index + 1}`, path, text, files }));
}

function filesOf(folder: string): readonly Example[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.yaml'),
  );
  const files = new Map(names.map((name) => [name, readFileSync(join(root, folder, name), 'utf8')]));
  return names.map((name) => ({ where: `${folder}/${name}`, path: name, text: files.get(name) ?? '', files }));
}

/** Manifests of others, which test/engine reads. */
const FOREIGN = ['argo', 'flagger'];
const projects = readdirSync(join(root, 'examples'), { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && !FOREIGN.includes(entry.name),
);
const examples = [...blocksOf('docs/configuration.md'), ...projects.flatMap(({ name }) => filesOf(`examples/${name}`))];

function kindOf({ path }: Example): SchemaName {
  if (basename(path) === 'firebreak.yaml') return 'configuration';
  if (path.endsWith('.test.yaml')) return 'policy-test';
  return basename(path) === 'people.yaml' ? 'people' : 'policy';
}

async function problemsOf(example: Example): Promise<readonly unknown[]> {
  const given = { content: example.text, file: example.path, now: null };
  const read = async (path: string): Promise<string | null> => example.files.get(path) ?? null;
  switch (kindOf(example)) {
    case 'configuration': {
      const result = await parseConfiguration({ ...given, source: example.where, read });
      return result.ok ? result.value.problems : result.rejection;
    }
    case 'people': {
      const content = `version: 1\npeople: { file: ${example.path} }\n`;
      const result = await parseConfiguration({ ...given, content, source: example.where, read });
      return result.ok ? [] : result.rejection;
    }
    case 'policy-test': {
      const result = parsePolicyTests(given);
      return result.ok ? [] : result.rejection;
    }
    case 'policy': {
      const result = await parsePolicyFile({ ...given, read, catalog: null });
      return result.ok ? [] : result.rejection;
    }
  }
}

describe('examples', () => {
  it('are found', () => {
    expect(examples.filter((example) => kindOf(example) === 'configuration').length).toBeGreaterThan(5);
    expect(examples.filter((example) => example.path === '')).toEqual([]);
  });

  it.each(examples)('$where is accepted', async (example) => {
    expect(await problemsOf(example)).toEqual([]);
  });

  it.each(examples)('$where fits its JSON Schema', (example) => {
    const validate = ajv.compile(fileSchema(kindOf(example)));
    validate(parse(example.text));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each(examples.filter((example) => kindOf(example) === 'policy-test'))('$where passes', async (example) => {
    const tests = parsePolicyTests({ content: example.text, file: example.where });
    if (!tests.ok) throw new Error('not read');
    const path = join(
      dirname(example.path),
      tests.value.policy ?? basename(example.path).replace('.test.yaml', '.yaml'),
    );
    const policy = await parsePolicyFile({
      content: example.files.get(path) ?? '',
      file: path,
      read: async () => null,
      catalog: null,
      now: null,
    });
    const compiled = policy.ok ? compilePolicy(policy.value.policy) : policy;
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.rejection));
    const results = tests.value.cases.map((each) => runPolicyTest(compiled.value, each));
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('the packs in the program are the packs of examples/policies (else run script/policy-packs.mjs)', () => {
    const wanted: Record<string, string> = JSON.parse(builtInPacks());
    const stale = Object.keys(wanted).filter((name) => BUILT_IN_PACKS.get(name) !== wanted[name]);
    expect([stale, [...BUILT_IN_PACKS.keys()]]).toEqual([[], Object.keys(wanted)]);
  });

  it('the small one is ten lines', () => {
    expect(readFileSync(join(root, 'examples/small-shop/firebreak.yaml'), 'utf8').trim().split('\n')).toHaveLength(10);
  });
});

describe('the published JSON Schema', () => {
  const refused: readonly (readonly [SchemaName, string])[] = [
    ['configuration', 'policy: {}'],
    ['configuration', 'version: 2'],
    ['configuration', 'version: 1\nservics: {}'],
    ['configuration', 'version: 1\nservices: { a: { tier: 4, paths: [a] } }'],
    ['configuration', 'version: 1\nservices: { a: { tier: 0, paths: [] } }'],
    ['configuration', 'version: 1\nservices: { "a b": { tier: 0, paths: [a] } }'],
    ['configuration', 'version: 1\npeople: { seniors: [] }'],
    ['policy', 'rules: [{ id: a, when: "true", because: b }]'],
    ['policy', 'rules: [{ id: a, when: "true", hold: true, block: true, because: b }]'],
    ['policy', 'rules: [{ id: a, when: "true", hold: true, because: b, expires: tomorrow }]'],
    ['policy-test', 'cases: []'],
    ['people', 'senior: ann'],
  ];

  it.each(SCHEMA_NAMES)('%s is draft-07 and refuses unknown keys everywhere', (name) => {
    const schema = fileSchema(name);
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
    expect(ajv.validateSchema(schema)).toBe(true);
    const open: string[] = [];
    const walk = (node: unknown, at: string): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('properties' in node && (node as Record<string, unknown>)['additionalProperties'] !== false) open.push(at);
      for (const [key, value] of Object.entries(node)) walk(value, `${at}/${key}`);
    };
    walk(schema, '');
    expect(open).toEqual([]);
  });

  it.each(refused)('%s refuses %j, as the program does', async (name, text) => {
    expect(ajv.compile(fileSchema(name))(parse(text))).toBe(false);
    const path = {
      configuration: 'firebreak.yaml',
      policy: 'p.yaml',
      people: 'people.yaml',
      'policy-test': 'p.test.yaml',
    }[name];
    expect(await problemsOf({ where: 'x', path, text, files: new Map([[path, text]]) })).not.toEqual([]);
  });
});
