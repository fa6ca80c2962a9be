import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { ROOT } from '../support/paper.ts';

const PATH = join(ROOT, 'deploy/compose.yaml');
const text = readFileSync(PATH, 'utf8');
const compose: Compose = parse(text, { merge: true });
const services = Object.entries(compose.services);
const nodes = services.filter(([, { image }]) => image.includes('firebreak'));

describe('the compose file', () => {
  it('fits the schema of the Compose specification', () => {
    const folder = mkdtempSync(join(tmpdir(), 'firebreak-compose-'));
    const wrong = join(folder, 'compose.yaml');
    writeFileSync(wrong, text.replace('stop_grace_period: 30s', 'stop_grace_periods: 30s'));
    expect(lint([PATH, wrong])).toEqual([[wrong, 'invalid-schema']]);
    rmSync(folder, { recursive: true });
  });

  it('starts one node where nothing is asked for, reached from this machine alone', () => {
    const plain = services.filter(([, { profiles }]) => profiles === undefined);
    expect(plain.map(([name]) => name)).toEqual(['firebreak']);
    expect(plain[0]?.[1].environment).toBeUndefined();
    const published = services.flatMap(([, { ports }]) => ports ?? []);
    expect(published).toEqual(['127.0.0.1:4680:4680', '127.0.0.1:8080:8080']);
  });

  it('lets nodes write to their data alone, with no capability', () => {
    expect(nodes.map(([name]) => name)).toEqual(['firebreak', 'node-1', 'node-2']);
    for (const [, node] of nodes) {
      expect(node).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        stop_grace_period: '30s',
      });
      expect(node.volumes).toHaveLength(1);
    }
    expect(new Set(nodes.map(([, { volumes }]) => volumes?.[0])).size).toBe(nodes.length);
  });

  it('pins every image by a tag that does not move on by itself to another major version', () => {
    for (const [, { image }] of services) expect(image.replace(/^\$\{\w+:-|\}$/g, '')).toMatch(/:\d+\.?[\w.-]*$/);
    expect(nodes[0]?.[1].image).toBe(`\${FIREBREAK_IMAGE:-firebreak:${packageJson.version}}`);
  });

  it('keeps figures off the port that the proxy leads to', () => {
    const several = nodes.filter(([, { profiles }]) => profiles?.includes('several'));
    expect(several.map(([, { environment }]) => environment?.['FIREBREAK_METRICS_LISTEN'])).toEqual([
      '0.0.0.0:4681',
      '0.0.0.0:4681',
    ]);
    expect(JSON.stringify(services.flatMap(([, { ports }]) => ports ?? []))).not.toContain('4681');
  });

  it('gives no secret by environment', () => {
    const variables = services.flatMap(([, { environment }]) => Object.keys(environment ?? {}));
    expect(
      variables.filter((name) => /SECRET|PASSWORD|KEY|DATABASE_URL/.test(name) && !name.endsWith('_FILE')),
    ).toEqual([]);
  });

  it('trusts the network of the proxy and no other', () => {
    const [subnet] = compose.networks['inside']?.ipam?.config ?? [];
    const several = nodes.filter(([, { profiles }]) => profiles?.includes('several'));
    expect(several.map(([, { environment }]) => environment?.['FIREBREAK_TRUSTED_PROXIES'])).toEqual([
      subnet?.subnet,
      subnet?.subnet,
    ]);
  });
});

describe('the proxy', () => {
  const configuration = readFileSync(join(ROOT, 'deploy/haproxy.cfg'), 'utf8');

  it('knows each node of the compose file', () => {
    const servers = [...configuration.matchAll(/^ {2}server (\S+) (\S+)$/gm)].map(([, , address]) => address);
    const several = nodes.filter(([, { profiles }]) => profiles?.includes('several')).map(([name]) => `${name}:4680`);
    expect(servers).toEqual(several);
  });

  const haproxy = ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy'].find(existsSync);
  it.skipIf(haproxy === undefined)(`is configured as HAProxy itself accepts${absent(haproxy)}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'firebreak-proxy-'));
    const judge = (content: string): number | null => {
      writeFileSync(join(folder, 'haproxy.cfg'), content);
      return spawnSync(haproxy ?? '', ['-c', '-q', '-f', join(folder, 'haproxy.cfg')]).status;
    };
    expect(judge(configuration)).toBe(0);
    expect(judge(configuration.replace('balance leastconn', 'balance least'))).toBe(1);
    rmSync(folder, { recursive: true });
  });
});

function absent(program: string | undefined): string {
  return program === undefined ? ' (skipped: it is not installed)' : '';
}

interface Service {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<
    Record<string, { readonly ipam?: { readonly config: readonly { readonly subnet: string }[] } } | null>
  >;
}

/** Rules of the linter that are about the order of keys and about quotes: taste. */
const TASTE = ['service-keys-order', 'top-level-properties-order', 'require-quotes-in-ports'];

/** File and rule of each finding. */
function lint(paths: readonly string[]): readonly (readonly [string, string])[] {
  const flags = [...TASTE.flatMap((rule) => ['--disable-rule', rule]), '--formatter', 'json', '--max-warnings', '0'];
  const program = join(ROOT, 'node_modules/dclint/bin/dclint.cjs');
  const run = spawnSync(process.execPath, [program, ...paths, ...flags], { encoding: 'utf8', cwd: tmpdir() });
  const all: readonly { readonly filePath: string; readonly messages: readonly { readonly rule: string }[] }[] =
    JSON.parse(run.stdout);
  return all.flatMap(({ filePath, messages }) => messages.map(({ rule }) => [filePath, rule] as const));
}
