import type { Oracle } from './oracle.ts';
import { loadTool } from './tool.ts';

interface Oxc {
  parseSync(
    file: string,
    text: string,
    options?: { readonly sourceType?: string },
  ): { readonly program: Node; readonly errors: readonly unknown[] };
}

/** A node of ESTree, of which only the members used are named. */
interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** oxc's tree, walked for everything that names a module, static or not. */
export async function openJavaScriptOracle(): Promise<Oracle> {
  const oxc = loadTool('oxc-parser') as Oxc;
  return {
    name: 'oxc-parser 0.154.0',
    references: (path, text) => {
      if (/\.(?:vue|svelte)$/.test(path)) return null;
      const parsed = oxc.parseSync(path, text);
      if (parsed.errors.length > 0) return null;
      const found = new Set<string>();
      walk(parsed.program, found);
      for (const directive of text.matchAll(/^\/\/\/\s*<reference\s+(path|types)\s*=\s*["']([^"']+)["']/gm)) {
        const [, kind = '', name = ''] = directive;
        found.add(kind === 'path' && !name.startsWith('.') ? `./${name}` : name);
      }
      return found;
    },
  };
}

function walk(start: Node, found: Set<string>): void {
  const open: Node[] = [start];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const named = moduleNamed(node);
    if (named !== null) found.add(named);
    for (const member of Object.values(node)) {
      for (const child of Array.isArray(member) ? member : [member]) if (isNode(child)) open.push(child);
    }
  }
}

function moduleNamed(node: Node): string | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return literalOf(node['source'] ?? node['argument']);
    case 'TSExternalModuleReference':
      return literalOf(node['expression']);
    case 'CallExpression':
      return namesModule(node['callee']) ? literalOf((node['arguments'] as readonly unknown[])[0]) : null;
    case 'NewExpression':
      return urlOf(node);
    default:
      return null;
  }
}

/** `require`, `require.resolve`, `import.meta.resolve`. */
function namesModule(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (callee.type === 'Identifier') return callee['name'] === 'require';
  if (callee.type !== 'MemberExpression') return false;
  const [object, property] = [callee['object'], callee['property']];
  if (!isNode(object) || !isNode(property) || property['name'] !== 'resolve') return false;
  return object.type === 'MetaProperty' || (object.type === 'Identifier' && object['name'] === 'require');
}

/** `new URL('./x', import.meta.url)`. */
function urlOf(node: Node): string | null {
  const callee = node['callee'];
  const [first, second] = node['arguments'] as readonly unknown[];
  if (!isNode(callee) || callee['name'] !== 'URL' || !isNode(second) || second.type !== 'MemberExpression') return null;
  const object = second['object'];
  const text = isNode(object) && object.type === 'MetaProperty' ? literalOf(first) : null;
  return text?.startsWith('.') ? text : null;
}

function literalOf(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === 'TSLiteralType') return literalOf(node['literal']);
  if (node.type === 'Literal') return typeof node['value'] === 'string' && node['value'] !== '' ? node['value'] : null;
  if (node.type !== 'TemplateLiteral') return null;
  const quasis = node['quasis'] as readonly { readonly value: { readonly cooked: string } }[];
  return quasis.length === 1 ? (quasis[0]?.value.cooked ?? null) : null;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
