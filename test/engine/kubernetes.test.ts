import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { argoEngine, flaggerEngine, kubernetesClient } from '../../src/adapter/kubernetes/index.ts';
import type { EngineAct, EngineTarget } from '../../src/domain/rollout/index.ts';
import { ROOT } from '../support/paper.ts';

/** A cluster that lets do what the Role of `deploy/kubernetes` lets do, and nothing else. */
interface Cluster {
  readonly url: string;
  readonly objects: Map<string, Record<string, unknown>>;
  readonly asked: string[];
  /** Before the next patch, as another writer would. */
  meddle: (() => void) | null;
  answer: ((path: string) => { status: number; body: string } | 'hangs' | null) | null;
}

const TOKEN = 'a-service-account-token';
let folder: string;
let server: Server;
let cluster: Cluster;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-cluster-'));
  const [key, ca] = [join(folder, 'key.pem'), join(folder, 'ca.crt')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', ca, ...subject], { stdio: 'ignore' });
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', `${key}2`, '-out', `${ca}2`, ...subject], {
    stdio: 'ignore',
  });
  writeFileSync(join(folder, 'token'), `${TOKEN}\n`);
  server = createServer({ key: readFileSync(key), cert: readFileSync(ca) }, (request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const reply = replyOf(cluster, request.method ?? '', request.url ?? '', request.headers, body);
      if (reply === 'hangs') return;
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  const { port } = server.address() as AddressInfo;
  cluster = { url: `https://localhost:${port}`, objects: new Map(), asked: [], meddle: null, answer: null };
});

const rules = parseAllDocuments(readFileSync(join(ROOT, 'deploy/kubernetes/engine-role.yaml'), 'utf8'))
  .map((document) => document.toJS())
  .filter(({ kind }) => kind === 'Role')
  .flatMap((role) => role.rules as { apiGroups: string[]; resources: string[]; verbs: string[] }[]);

function replyOf(
  { objects, asked, answer, ...state }: Cluster,
  method: string,
  path: string,
  headers: Record<string, unknown>,
  body: string,
): { status: number; body: string } | 'hangs' {
  const status = (code: number, message: string) => ({
    status: code,
    body: JSON.stringify({ kind: 'Status', message }),
  });
  if (headers['authorization'] !== `Bearer ${TOKEN}`) return status(401, 'Unauthorized');
  asked.push(`${method} ${path} ${body}`.trim());
  const given = answer?.(path) ?? null;
  if (given !== null) return given;
  const [, group, namespace, resource = '', name, part] =
    /^\/apis\/([\w.]+)\/\w+\/namespaces\/([^/]+)\/(\w+)\/([^/]+?)(?:\/(status))?$/.exec(path) ?? [];
  const wanted = part === undefined ? resource : `${resource}/${part}`;
  const verb = { GET: 'get', PATCH: 'patch' }[method] ?? method;
  const isAllowed = rules.some(
    ({ apiGroups, resources, verbs }) =>
      apiGroups.includes(group ?? '') && resources.includes(wanted) && verbs.includes(verb),
  );
  if (!isAllowed) return status(403, `cannot ${verb} resource ${wanted}`);
  const key = `${resource} ${namespace}/${name}`;
  if (method === 'PATCH') {
    state.meddle?.();
    cluster.meddle = null;
  }
  const object = objects.get(key) as { metadata: { resourceVersion: string }; status: object } | undefined;
  if (object === undefined) return status(404, `${resource}.${group} "${name}" not found`);
  if (method === 'GET') return { status: 200, body: JSON.stringify(object) };
  if (headers['content-type'] !== 'application/merge-patch+json') return status(415, 'unsupported media type');
  const patch = JSON.parse(body);
  const version = patch.metadata?.resourceVersion;
  if (version !== undefined && version !== object.metadata.resourceVersion)
    return status(409, 'the object has been modified');
  Object.assign(object.status, patch.status);
  object.metadata.resourceVersion = String(Number(object.metadata.resourceVersion) + 1);
  return { status: 200, body: JSON.stringify(object) };
}

function client(settings: Partial<Parameters<typeof kubernetesClient>[0]> = {}) {
  const files = { tokenFile: join(folder, 'token'), caFile: join(folder, 'ca.crt') };
  return kubernetesClient({ url: cluster.url, ...files, ...settings });
}

const TARGET: EngineTarget = { engine: 'argo', name: 'shop/checkout', version: null };
const observe = () => argoEngine(client()).observe(TARGET);
const act = (target: Partial<EngineTarget> = {}, wish: EngineAct = { kind: 'abort' }) =>
  argoEngine(client()).act({ id: 'o-1', target: { ...TARGET, ...target }, act: wish });

function argo(status: Record<string, unknown> | null, generation = 3) {
  const object = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'checkout', namespace: 'shop', generation, resourceVersion: '41' },
    spec: { strategy: { canary: { steps: [{ setWeight: 5 }] } } },
    ...(status === null ? {} : { status: { observedGeneration: '3', ...status } }),
  };
  cluster.objects.set('rollouts shop/checkout', object);
  return object as { metadata: { resourceVersion: string }; status: Record<string, unknown> };
}

const UNDER_WAY = {
  phase: 'Progressing',
  message: 'more replicas need to be updated',
  currentPodHash: 'new',
  stableRS: 'old',
  canary: { weights: { canary: { weight: 25, podTemplateHash: 'new' }, stable: { weight: 75 } } },
};

describe('Argo Rollouts in a cluster', () => {
  it('is seen as its status tells', async () => {
    const seen = async (status: Record<string, unknown> | null, generation?: number) => {
      argo(status, generation);
      const state = await observe();
      return state.kind === 'seen' ? [state.phase, state.percent, state.version, state.stable] : state.kind;
    };
    expect(await seen(UNDER_WAY)).toEqual(['moving', 25, 'new', 'old']);
    expect(await seen({ ...UNDER_WAY, phase: 'Paused' })).toEqual(['paused', 25, 'new', 'old']);
    expect(await seen({ ...UNDER_WAY, phase: 'Degraded' })).toEqual(['failed', 25, 'new', 'old']);
    expect(await seen({ ...UNDER_WAY, phase: 'Degraded', abort: true })).toEqual(['aborted', 25, 'new', 'old']);
    expect(await seen({ phase: 'Healthy', currentPodHash: 'new', stableRS: 'new' })).toEqual(['idle', 0, 'new', 'new']);
    expect(await seen({ phase: 'Progressing', currentPodHash: 'new', stableRS: 'old' })).toEqual([
      'moving',
      null,
      'new',
      'old',
    ]);
    // The controller has not looked at this generation yet: what it says is of the one before.
    expect(await seen({ phase: 'Healthy', currentPodHash: 'old', stableRS: 'old' }, 4)).toEqual([
      'moving',
      null,
      'old',
      'old',
    ]);
    expect(await seen(null)).toEqual(['moving', null, null, null]);
  });

  it('is aborted by the one patch of its own command line, with no right to write a specification', async () => {
    const object = argo({ ...UNDER_WAY });
    expect(await act()).toEqual({ kind: 'done' });
    expect(cluster.asked.at(-1)).toBe(
      'PATCH /apis/argoproj.io/v1alpha1/namespaces/shop/rollouts/checkout/status {"status":{"abort":true}}',
    );
    expect(object.status['abort']).toBe(true);
    expect(await observe()).toMatchObject({ phase: 'aborted' });
    const patches = () => cluster.asked.filter((line) => line.startsWith('PATCH')).length;
    expect([await act(), patches()]).toEqual([{ kind: 'done' }, 1]);
  });

  it('aborts the version that was meant and no newer one, also where that came in between', async () => {
    const object = argo({ ...UNDER_WAY });
    expect(await act({ version: 'older' })).toMatchObject({ kind: 'refused', code: 'other-version' });
    cluster.meddle = () => {
      object.metadata.resourceVersion = '99';
      object.status['currentPodHash'] = 'newer';
    };
    expect(await act({ version: 'new' })).toMatchObject({ kind: 'refused', code: 'other-version' });
    expect(object.status['abort']).toBeUndefined();
    // Another writer that changed nothing of it: looked at again, and aborted.
    object.status['currentPodHash'] = 'new';
    cluster.meddle = () => {
      object.metadata.resourceVersion = '100';
    };
    expect(await act({ version: 'new' })).toEqual({ kind: 'done' });
    expect(object.status['abort']).toBe(true);
  });

  it('has nothing to abort where the version is the stable one', async () => {
    argo({ phase: 'Healthy', currentPodHash: 'new', stableRS: 'new' });
    expect(await act()).toEqual({ kind: 'done' });
    expect(await act({ version: 'new' })).toMatchObject({ kind: 'refused', code: 'not-supported' });
    expect(cluster.asked.filter((line) => line.startsWith('PATCH'))).toEqual([]);
  });

  it('refuses orders that are not its way, and names that would be other addresses', async () => {
    for (const wish of [{ kind: 'promote' }, { kind: 'set-weight', percent: 5 }] as const) {
      expect(await act({}, wish)).toMatchObject({ kind: 'refused', code: 'not-supported' });
    }
    for (const name of [
      '',
      'checkout',
      'shop/..',
      '../secrets/x',
      'shop/a/b',
      'shop/A',
      'shop/a?x=1',
      'shop/a%2fb',
      '-a/b',
      `shop/${'a'.repeat(254)}`,
    ]) {
      expect(await argoEngine(client()).observe({ ...TARGET, name })).toMatchObject({ kind: 'missing' });
      expect(await act({ name })).toMatchObject({ kind: 'refused', code: 'invalid' });
    }
    expect(cluster.asked).toEqual([]);
  });
});

describe('a cluster that misbehaves', () => {
  it('makes nothing known, whatever it answers', async () => {
    argo({ ...UNDER_WAY });
    const cases = [
      [500, '{}', 'unavailable'],
      [503, 'busy', 'unavailable'],
      [429, '{}', 'unavailable'],
      [403, '{"message":"forbidden"}', 'not-permitted'],
      [200, '<html>', 'malformed'],
      [200, '{}', 'malformed'],
      [200, '{"metadata":5}', 'malformed'],
      [302, '{}', 'malformed'],
      [200, JSON.stringify('x'.repeat(5_000_000)), 'malformed'],
    ] as const;
    for (const [status, body, code] of cases) {
      cluster.answer = () => ({ status, body });
      expect(await observe()).toMatchObject({ kind: 'unknown', code });
    }
    cluster.answer = () => 'hangs';
    const hasty = argoEngine(client({ timeoutMs: 200 }));
    expect(await hasty.observe(TARGET)).toMatchObject({ kind: 'unknown', code: 'timeout' });
    cluster.answer = null;
    cluster.objects.clear();
    expect(await observe()).toMatchObject({ kind: 'missing' });
    expect(await act()).toMatchObject({ kind: 'refused', code: 'missing' });
  });

  it('is not told the token where it shows another certificate, and is called by https alone', async () => {
    argo({ ...UNDER_WAY });
    const other = argoEngine(client({ caFile: join(folder, 'ca.crt2') }));
    expect(await other.observe(TARGET)).toMatchObject({ kind: 'unknown', code: 'unavailable' });
    const none = argoEngine(client({ tokenFile: join(folder, 'nothing') }));
    expect(await none.observe(TARGET)).toMatchObject({ kind: 'unknown', code: 'not-permitted' });
    expect(cluster.asked).toEqual([]);
    writeFileSync(join(folder, 'odd'), 'two\nlines');
    const odd = argoEngine(client({ tokenFile: join(folder, 'odd') }));
    expect(await odd.observe(TARGET)).toMatchObject({ kind: 'unknown', code: 'not-permitted' });
    for (const url of ['http://localhost:1', 'https://a:b@localhost', 'https://localhost?x=1', 'nothing']) {
      expect(() => client({ url })).toThrow(expect.objectContaining({ code: 'bad-kubernetes-address' }));
    }
  });
});

describe('Flagger in a cluster', () => {
  const seen = async (status: Record<string, unknown> | null) => {
    cluster.objects.set('canaries shop/checkout', { metadata: {}, ...(status === null ? {} : { status }) });
    const state = await flaggerEngine(client()).observe({ ...TARGET, engine: 'flagger' });
    return state.kind === 'seen' ? [state.phase, state.percent] : [state.kind];
  };

  it('is seen as its status tells, and is never written to', async () => {
    expect(await seen({ phase: 'Progressing', canaryWeight: 25, failedChecks: 1 })).toEqual(['moving', 25]);
    expect(await seen({ phase: 'Waiting', canaryWeight: 0 })).toEqual(['paused', 0]);
    expect(await seen({ phase: 'WaitingPromotion', canaryWeight: 50 })).toEqual(['paused', 50]);
    expect(await seen({ phase: 'Succeeded', canaryWeight: 0 })).toEqual(['promoted', 100]);
    expect(await seen({ phase: 'Failed', canaryWeight: 25 })).toEqual(['aborted', 0]);
    expect(await seen({ phase: 'Other' })).toEqual(['unknown']);
    expect(await seen(null)).toEqual(['unknown']);
    const order = { id: 'o', target: TARGET, act: { kind: 'abort' } } as const;
    expect(await flaggerEngine(client()).act(order)).toMatchObject({ kind: 'refused', code: 'not-supported' });
    expect(cluster.asked.every((line) => line.startsWith('GET '))).toBe(true);
  });
});

describe('the role of deploy/kubernetes', () => {
  it('lets read two kinds and patch one status, in one namespace', () => {
    const verbs = rules.flatMap(({ resources, verbs: allowed }) => resources.map((each) => [each, ...allowed]));
    expect(verbs).toEqual([
      ['rollouts', 'get'],
      ['rollouts/status', 'patch'],
      ['canaries', 'get'],
    ]);
  });
});
