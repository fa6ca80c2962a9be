import { classifyFile } from '../../change/index.ts';
import type { DocumentFormat } from '../document/model.ts';

const FORMATS: Readonly<Record<string, DocumentFormat>> = {
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  json5: 'json',
  jsonc: 'json',
  toml: 'toml',
  ini: 'ini',
  cfg: 'ini',
  cnf: 'ini',
  properties: 'properties',
  env: 'env',
};

/** Settings of tools that run on a developer's machine or in a build: their effect stays there. */
const TOOLING =
  /(?:^|\/)(?:\.vscode|\.idea|\.devcontainer|\.husky|\.storybook|\.changeset|\.yarn|node_modules|fixtures?|__fixtures__|testdata|mocks?|__mocks__|snapshots?|cassettes|vendor|[\w-]*schemas?|locales?|i18n|translations?|lang|languages|docs?|[\w-]*dashboards?)\/|(?:^|\/)(?:package|composer|tsconfig|jsconfig|turbo|nx|lerna|jest|babel|cypress|vercel\.lock|renovate|biome|components|project|angular|deno|typedoc|launch|tasks|extensions|cspell|graphql\.config|openapi|swagger|schema|mkdocs|pyproject|cargo|uv|poetry|gopkg|pipfile|setup|tox|pytest|mypy|ruff|codecov|dependabot|lefthook|crowdin|labeler|stale|funding|buf\.gen|buf)[\w.-]*\.(?:json5?|jsonc|ya?ml|toml|cfg|ini)$|(?:^|\/)\.(?!env(?:\.|$))[^/]*$|\.schema\.json$|\.(?:lock|snap)$/i;

/** Folders of tools, apart from those that hold settings of what runs; samples, and data that ships with a program. */
const ASIDE =
  /(?:^|\/)\.(?!(?:config|deploy|deployment|helm|k8s|kube|docker|ebextensions|platform|do)\/)[^/]+\/|(?:^|\/)(?:static|vendored?|third_party|examples?|samples?|templates\/extension)\/|[._-](?:example|sample|template|dist|data|manifest)(?:[._-]|$)/i;

/** The format of a path that holds settings of a program that runs; `null` where it is none or a tool's own. */
export function configurationFormat(path: string): DocumentFormat | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isEnv = /^\.env(?:\.|$)|\.env$/.test(name);
  if (TOOLING.test(path) || ASIDE.test(path)) return null;
  const kind = classifyFile(path);
  if (kind !== 'configuration' && kind !== 'infrastructure') return null;
  if (isEnv) return 'env';
  return FORMATS[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? null;
}
