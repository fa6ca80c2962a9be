import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Json;
}
interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Json }>> }>
  >;
}

/** What GitHub's published description says of calls; only operations that are asked for are compiled. */
export interface GithubApi {
  /** Its path template and the values in it; `null` = there is no such operation. */
  match(method: string, path: string): { readonly template: string; readonly values: Record<string, string> } | null;
  /** What is wrong with a request; empty = nothing. */
  requestFlaws(call: {
    readonly method: string;
    readonly template: string;
    readonly values: Readonly<Record<string, string>>;
    readonly query: URLSearchParams;
    readonly body: unknown;
  }): readonly string[];
  /** What a fake's answer holds that GitHub's could not: unknown members, wrong types. Members may be left out. */
  answerFlaws(call: {
    readonly method: string;
    readonly template: string;
    readonly status: number;
    readonly body: unknown;
  }): readonly string[];
  /** What a fake's webhook holds that GitHub's could not; `event` is its name with its action. */
  webhookFlaws(event: { readonly name: string; readonly action: string }, payload: unknown): readonly string[];
}

let read: GithubApi | null = null;

/** The description of api.github.com, read once. */
export function githubApi(): GithubApi {
  read ??= open();
  return read;
}

function open(): GithubApi {
  const file = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
  const description = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly 'x-webhooks': Readonly<Record<string, { readonly post: Operation }>>;
    readonly components: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  };
  const templates = Object.keys(description.paths).map((template) => ({
    template,
    names: [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
    // A literal part wins over a value, so templates with fewer values come first.
    pattern: new RegExp(`^${template.replace(/[.+]/g, '\\$&').replace(/\{\w+\}/g, '([^/]+)')}$`),
  }));
  templates.sort((a, b) => a.names.length - b.names.length);
  const compiled = new Map<string, ValidateFunction>();

  const resolve = <T>(value: T | { readonly $ref: string }): T => {
    const ref = (value as { $ref?: string }).$ref;
    if (ref === undefined) return value as T;
    const [, , kind = '', name = ''] = ref.split('/');
    return description.components[kind]?.[name] as T;
  };

  /** A schema with all that it refers to. */
  const compile = (key: string, schema: Json, form: 'request' | 'answer'): ValidateFunction => {
    const done = compiled.get(key);
    if (done !== undefined) return done;
    const definitions: Record<string, Json> = {};
    const collect = (value: Json, ofProperties = false): Json => {
      if (Array.isArray(value)) return value.map((each) => collect(each));
      if (value === null || typeof value !== 'object') return value;
      const ref = (value as { $ref?: Json }).$ref;
      if (typeof ref === 'string' && !ofProperties) {
        const [, , kind = '', name = ''] = ref.split('/');
        const id = `${kind}.${name}`;
        if (definitions[id] === undefined) {
          definitions[id] = true;
          definitions[id] = collect(description.components[kind]?.[name] ?? false);
        }
        return { $ref: `#/definitions/${id}` };
      }
      const made: Record<string, Json> = {};
      const whole =
        form === 'answer' ? merged(value as Record<string, Json>, resolve) : (value as Record<string, Json>);
      for (const [member, inner] of Object.entries(whole)) {
        // Words for people; under `properties` they are names of members.
        if (!ofProperties && ['example', 'examples', 'description', 'title'].includes(member)) continue;
        made[member] = collect(inner, member === 'properties' && !ofProperties);
      }
      if (ofProperties) return made;
      const shaped = form === 'answer' ? partial(made) : made;
      const { nullable, ...rest } = shaped;
      // OpenAPI 3.0 lets a nullable enumeration leave null out of its list, or not; JSON Schema wants it once.
      if (nullable === true && Array.isArray(shaped['enum'])) {
        return { ...shaped, enum: [...new Set([...shaped['enum'], null])] };
      }
      return nullable === true && shaped['type'] === undefined ? { anyOf: [rest, { type: 'null' }] } : shaped;
    };
    const root = collect(schema);
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true, discriminator: false });
    addFormats.default(ajv);
    const made = ajv.compile({ definitions, allOf: [root] } as object);
    compiled.set(key, made);
    return made;
  };

  const operation = (method: string, template: string): Operation | undefined =>
    description.paths[template]?.[method.toLowerCase()];

  return {
    match(method, path) {
      for (const { template, names, pattern } of templates) {
        const found = pattern.exec(path);
        if (found === null || operation(method, template) === undefined) continue;
        return {
          template,
          values: Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')])),
        };
      }
      return null;
    },
    requestFlaws({ method, template, values, query, body }) {
      const found = operation(method, template);
      if (found === undefined) return [`there is no ${method} ${template}`];
      const flaws: string[] = [];
      const parameters = (found.parameters ?? []).map((each) => resolve<Parameter>(each));
      for (const name of query.keys()) {
        if (!parameters.some((each) => each.in === 'query' && each.name === name)) flaws.push(`unknown query ${name}`);
      }
      for (const parameter of parameters) {
        const text = parameter.in === 'path' ? values[parameter.name] : query.get(parameter.name);
        if (parameter.in === 'header') continue;
        if (text === undefined || text === null) {
          if (parameter.required) flaws.push(`${parameter.name} is missing`);
          continue;
        }
        const check = compile(`${method} ${template} ${parameter.name}`, parameter.schema, 'request');
        const isNumber = /"type":"integer"/.test(JSON.stringify(parameter.schema)) && /^\d+$/.test(text);
        if (!check(isNumber ? Number(text) : text)) flaws.push(`${parameter.name}: ${said(check)}`);
      }
      const schema = found.requestBody?.content['application/json']?.schema;
      if (schema !== undefined && body !== undefined) {
        const check = compile(`${method} ${template} body`, schema, 'request');
        if (!check(body)) flaws.push(`body: ${said(check)}`);
        for (const name of unknownMembers(body, schema, resolve)) flaws.push(`body: unknown member ${name}`);
      }
      if (schema === undefined && body !== undefined) flaws.push('a body where none is taken');
      return flaws;
    },
    answerFlaws({ method, template, status, body }) {
      const content = resolve(operation(method, template)?.responses[String(status)])?.content;
      const schema = content?.['application/json']?.schema;
      if (schema === undefined) return body === undefined ? [] : [`no body is described for ${status}`];
      const check = compile(`${method} ${template} ${status}`, schema, 'answer');
      return check(body) ? [] : [said(check)];
    },
    webhookFlaws({ name, action }, payload) {
      const key = `${name}-${action}`.replaceAll('_', '-');
      const schema = description['x-webhooks'][key]?.post.requestBody?.content['application/json']?.schema;
      if (schema === undefined) return [`there is no webhook ${key}`];
      const check = compile(`webhook ${key}`, schema, 'answer');
      return check(payload) ? [] : [`webhook ${key}: ${said(check)}`];
    },
  };
}

/** One object in the place of several that must all hold: each alone would forbid the members of the others. */
function merged(
  schema: Record<string, Json>,
  resolve: <T>(value: T | { readonly $ref: string }) => T,
): Record<string, Json> {
  const { allOf, ...rest } = schema;
  if (!Array.isArray(allOf)) return schema;
  const parts = allOf.map((part: { readonly $ref: string }) => resolve(part) as unknown as Record<string, Json>);
  const properties = Object.assign({}, ...parts.map((part) => part['properties'] ?? {})) as Record<string, Json>;
  return { type: 'object', ...rest, properties };
}

/** For a fake's answers: members may be missing, none may be invented. */
function partial(schema: Record<string, Json>): Record<string, Json> {
  // Where members may be missing, one object can be of several kinds.
  const { required: _, oneOf, ...others } = schema;
  const rest: Record<string, Json> = oneOf === undefined ? others : { ...others, anyOf: oneOf };
  const isComposed = ['allOf', 'anyOf', 'oneOf'].some((name) => name in rest);
  return 'properties' in rest && !isComposed ? { ...rest, additionalProperties: false } : rest;
}

/** GitHub ignores what it does not know; a client that sends it has misspelt something. */
function unknownMembers(
  body: unknown,
  schema: Json,
  resolve: <T>(value: T | { readonly $ref: string }) => T,
): string[] {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return [];
  const known = new Set<string>();
  const visit = (each: Json): void => {
    const part = resolve(each as { $ref: string }) as { properties?: object } & Record<string, Json>;
    for (const name of Object.keys(part.properties ?? {})) known.add(name);
    for (const list of [part['allOf'], part['anyOf'], part['oneOf']]) if (Array.isArray(list)) list.forEach(visit);
  };
  visit(schema);
  return known.size === 0 ? [] : Object.keys(body).filter((name) => !known.has(name));
}

function said(check: ValidateFunction): string {
  return (check.errors ?? [])
    .map(({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`)
    .slice(0, 4)
    .join('; ');
}
