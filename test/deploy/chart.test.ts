import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { chartFile, noRenderer, openRenderer, schemaErrors, type Values } from '../support/chart/render.ts';

const NEEDED: Values = {
  image: { repository: 'registry.example.com/firebreak' },
  publicUrl: 'https://firebreak.example.com',
  existingSecret: { name: 'firebreak' },
};

const EVERYTHING: Values = {
  ...NEEDED,
  replicas: 3,
  image: {
    repository: 'registry.example.com/firebreak',
    digest: `sha256:${'0'.repeat(64)}`,
    pullSecrets: [{ name: 'registry' }],
  },
  existingSecret: {
    name: 'firebreak',
    keys: { githubWebhookSecretPrevious: 'github-before', gitlabWebhookSecretPrevious: 'gitlab-before' },
  },
  github: { appId: '12345', url: 'https://github.example.com' },
  gitlab: { projects: ['shop/checkout', 'shop/web/page'], url: 'https://gitlab.example.com' },
  oidc: { issuer: 'https://login.example.com', clientId: 'firebreak' },
  rollouts: { namespaces: ['shop', 'payments'] },
  trustedProxies: ['10.0.0.0/8', '192.168.7.1'],
  extraEnv: [{ name: 'FIREBREAK_PASSWORDS', value: 'no' }],
  service: { annotations: { 'example.com/a': 'b' } },
  ingress: { enabled: true, className: 'nginx', annotations: { 'example.com/a': 'b' }, tlsSecret: 'certificate' },
  metrics: { port: 9464 },
  networkPolicy: {
    from: [{ namespaceSelector: { matchLabels: { name: 'ingress' } } }],
    metricsFrom: [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }],
  },
  podAnnotations: { 'prometheus.io/scrape': 'true' },
  podLabels: { team: 'platform' },
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [{ key: 'a', operator: 'Exists' }],
  affinity: { nodeAffinity: {} },
  priorityClassName: 'high',
};

const NOTHING_OPTIONAL: Values = {
  ...NEEDED,
  metrics: { port: 0 },
  networkPolicy: { enabled: false },
  podDisruptionBudget: { enabled: false },
};

describe('the values of the chart', () => {
  it('are refused until image, address and secret are named', () => {
    expect(schemaErrors({}).map((error) => error.split(' ')[0])).toEqual([
      '/image/repository',
      '/image/repository',
      '/publicUrl',
      '/existingSecret/name',
      '/existingSecret/name',
    ]);
    expect(schemaErrors(NEEDED)).toEqual([]);
    expect(schemaErrors(EVERYTHING)).toEqual([]);
  });

  it('are refused where a key is misspelt, a secret is put in, or a tag moves', () => {
    expect(schemaErrors({ ...NEEDED, replica: 3 })).toHaveLength(1);
    expect(schemaErrors({ ...NEEDED, github: { appId: '1', privateKey: 'PEM' } })).toHaveLength(1);
    expect(schemaErrors({ ...NEEDED, image: { repository: 'r', tag: 'latest' } })).toHaveLength(1);
  });

  it('describe each key of values.yaml', () => {
    const open = (schema: Values, values: Values, path: string): readonly string[] =>
      Object.entries(values).flatMap(([key, value]) => {
        const below = (schema['properties'] as Record<string, Values> | undefined)?.[key];
        if (below === undefined) return [`${path}/${key}`];
        return 'properties' in below ? open(below, value as Values, `${path}/${key}`) : [];
      });
    expect(open(chartFile('values.schema.json'), chartFile('values.yaml'), '')).toEqual([]);
  });

  it('carry the version of the program', () => {
    expect(chartFile('Chart.yaml')['appVersion']).toBe(packageJson.version);
  });
});

const reason = noRenderer();
describe.skipIf(reason !== null)(`the chart, rendered${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const { render, close } = reason === null ? openRenderer() : { render: () => ({}), close: () => {} };
  afterAll(close);
  const manifests = (values: Values): readonly Manifest[] =>
    Object.entries<string>(render(values))
      .filter(([name]) => name.endsWith('.yaml'))
      .flatMap(([, text]) => parseAllDocuments(text, { version: '1.1' }) as readonly { toJS(): Manifest | null }[])
      .flatMap((document) => document.toJS() ?? []);
  const podOf = (values: Values) => manifests(values).find(({ kind }) => kind === 'Deployment')?.spec.template.spec;

  it('gives manifests that fit the types of Kubernetes, to the last key', () => {
    const all = [NEEDED, EVERYTHING, NOTHING_OPTIONAL].flatMap(manifests);
    expect(typeErrors(all)).toEqual([]);
    const [deployment] = all.filter(({ kind }) => kind === 'Deployment');
    const wrong = JSON.parse(JSON.stringify(deployment));
    wrong.spec.template.spec.containers[0].securityContext.readOnlyRootFilesytem = true;
    expect(typeErrors([wrong])).toHaveLength(1);
  });

  it('makes what was asked for, and nothing else', () => {
    const kinds = (values: Values) =>
      manifests(values)
        .map(({ kind }) => kind)
        .sort();
    const always = ['Deployment', 'Service', 'ServiceAccount'];
    expect(kinds(NOTHING_OPTIONAL)).toEqual(always);
    expect(kinds(NEEDED)).toEqual([...always, 'NetworkPolicy', 'PodDisruptionBudget'].sort());
    const roles = ['Role', 'Role', 'RoleBinding', 'RoleBinding'];
    expect(kinds(EVERYTHING)).toEqual([...always, ...roles, 'Ingress', 'NetworkPolicy', 'PodDisruptionBudget'].sort());
  });

  it('keeps to the restricted pod security standard', () => {
    for (const values of [NEEDED, EVERYTHING]) {
      const pod = podOf(values);
      expect(pod).toMatchObject({
        automountServiceAccountToken: values === EVERYTHING,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      expect(pod).not.toHaveProperty('hostNetwork');
      expect(pod.containers.map((container: Values) => container['securityContext'])).toEqual([
        { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      ]);
      const kinds = pod.volumes.flatMap(({ name: _, ...kind }: Values) => Object.keys(kind));
      expect(new Set(kinds)).toEqual(new Set(['emptyDir', 'secret']));
    }
  });

  it('makes no secret, and hands each in as a file of the one that exists', () => {
    const pod = podOf(EVERYTHING);
    const [{ env, volumeMounts }] = pod.containers;
    const files = pod.volumes.flatMap(({ name, secret }: Mounted) => {
      const mount = volumeMounts.find((one: Values) => one['name'] === name);
      const at = mount.subPath === undefined ? `${mount.mountPath}/` : mount.mountPath.slice(0, -mount.subPath.length);
      expect([undefined, 0o440]).toContain(secret?.defaultMode);
      return (secret?.items ?? []).map(({ path }) => `${at}${path}`);
    });
    const named = env
      .filter((one: Values) => `${one['name']}`.endsWith('_FILE'))
      .map((one: Values) => one['value'])
      .sort();
    expect(['/data/log.key', ...named].sort()).toEqual([...files].sort());
    expect(named).toHaveLength(8);
  });

  it('gives a token of the cluster only for looking at rollouts of named namespaces, and the right to abort those of Argo', () => {
    const url = { name: 'FIREBREAK_KUBERNETES_URL', value: 'in-cluster' };
    expect(podOf(NEEDED).containers[0].env).not.toContainEqual(url);
    expect(podOf(EVERYTHING).containers[0].env).toContainEqual(url);
    const all = manifests(EVERYTHING);
    const roles = all.filter(({ kind }) => kind === 'Role');
    expect(roles.map(({ metadata }) => metadata.namespace)).toEqual(['shop', 'payments']);
    for (const { rules } of roles) {
      expect(rules).toEqual([
        { apiGroups: ['argoproj.io'], resources: ['rollouts'], verbs: ['get'] },
        { apiGroups: ['argoproj.io'], resources: ['rollouts/status'], verbs: ['patch'] },
        { apiGroups: ['flagger.app'], resources: ['canaries'], verbs: ['get'] },
      ]);
    }
    const account = all.find(({ kind }) => kind === 'ServiceAccount')?.metadata.name;
    const bound = all.filter(({ kind }) => kind === 'RoleBinding');
    expect(bound.map(({ subjects }) => subjects[0].name)).toEqual([account, account]);
    expect(schemaErrors({ ...NEEDED, rollouts: { namespaces: ['*'] } })).not.toEqual([]);
  });

  it('selects by what never changes, the same everywhere', () => {
    const all = manifests(NEEDED);
    const labels = all.find(({ kind }) => kind === 'Deployment')?.spec.template.metadata.labels;
    const selectors = all.flatMap(({ kind, spec }) => {
      if (kind === 'Service') return [spec.selector];
      if (kind === 'NetworkPolicy') return [spec.podSelector.matchLabels];
      return spec?.selector === undefined ? [] : [spec.selector.matchLabels];
    });
    expect(selectors).toHaveLength(4);
    for (const selector of selectors) {
      expect(selector).toEqual({ 'app.kubernetes.io/name': 'firebreak', 'app.kubernetes.io/instance': 'plant' });
      expect(labels).toMatchObject(selector);
    }
  });

  it('gives a node longer to end than the program takes', () => {
    const pod = podOf(NEEDED);
    const [, pause] = pod.containers[0].lifecycle.preStop.exec.command;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(25 + Number(pause));
  });

  it('leads the host of the public address to the nodes', () => {
    const ingress = manifests(EVERYTHING).find(({ kind }) => kind === 'Ingress');
    expect(ingress?.spec.rules[0].host).toBe('firebreak.example.com');
    expect(ingress?.spec.tls).toEqual([{ hosts: ['firebreak.example.com'], secretName: 'certificate' }]);
  });

  it('has a port for figures that neither the Service nor the ingress leads to, unless it is turned off', () => {
    for (const [values, port] of [
      [NEEDED, 4681],
      [EVERYTHING, 9464],
    ] as const) {
      const [{ ports, env }] = podOf(values).containers;
      expect(ports).toContainEqual({ name: 'metrics', containerPort: port, protocol: 'TCP' });
      expect(env).toContainEqual({ name: 'FIREBREAK_METRICS_LISTEN', value: `0.0.0.0:${port}` });
      const led = manifests(values).filter(({ kind }) => kind === 'Service' || kind === 'Ingress');
      expect(JSON.stringify(led)).not.toContain('metrics');
    }
    const policy = manifests(EVERYTHING).find(({ kind }) => kind === 'NetworkPolicy');
    const openTo = policy?.spec.ingress.map(({ ports, from }: Opening) => [ports[0]?.port, from[0]?.namespaceSelector]);
    expect(openTo).toEqual([
      ['http', { matchLabels: { name: 'ingress' } }],
      ['metrics', { matchLabels: { name: 'monitoring' } }],
    ]);
    expect(JSON.stringify(podOf(NOTHING_OPTIONAL))).not.toMatch(/metrics/i);
    expect(schemaErrors({ ...NEEDED, metrics: { port: 4680 } })).not.toEqual([]);
  });

  it('refuses a provider without its client', () => {
    expect(() => render({ ...NEEDED, oidc: { issuer: 'https://login.example.com' } })).toThrow(/clientId/);
  });
});

// Manifests are read as they come; what they hold is judged by the types of Kubernetes.
// biome-ignore lint/suspicious/noExplicitAny: a part of a manifest of any kind
type Part = any;
type Manifest = Readonly<
  Record<'kind' | 'apiVersion', string> & Record<'spec' | 'metadata' | 'rules' | 'subjects', Part>
>;
type Opening = {
  readonly ports: readonly { readonly port: string }[];
  readonly from: readonly { readonly namespaceSelector: unknown }[];
};
type Mounted = {
  readonly name: string;
  readonly secret?: { readonly defaultMode: number; readonly items: readonly { readonly path: string }[] };
};

const TYPES: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  Service: 'core/v1',
  ServiceAccount: 'core/v1',
  PodDisruptionBudget: 'policy/v1',
  NetworkPolicy: 'networking/v1',
  Ingress: 'networking/v1',
  Role: 'rbac/v1',
  RoleBinding: 'rbac/v1',
};

/** What the compiler says of each manifest as a literal of its type: unknown keys, missing keys, wrong kinds of value. */
function typeErrors(all: readonly Manifest[]): readonly string[] {
  const root = new URL('../../', import.meta.url).pathname;
  // Inside the tree, so that the compiler finds the types.
  const folder = mkdtempSync(join(root, 'node_modules/.firebreak-chart-'));
  try {
    const lines = all.map(
      (manifest, at) =>
        `import type { ${manifest.kind} as T${at} } from 'kubernetes-types/${TYPES[manifest.kind]}.js';\n` +
        `export const m${at}: T${at} = ${JSON.stringify(manifest)};\n`,
    );
    const file = join(folder, 'manifest.ts');
    writeFileSync(file, lines.join(''));
    const flags = ['--noEmit', '--strict', '--ignoreConfig', '--skipLibCheck', '--types', '', '--module', 'nodenext'];
    const run = spawnSync(join(root, 'node_modules/.bin/tsc'), [...flags, file], { encoding: 'utf8' });
    const said = run.stdout.split('\n').filter((line) => line.includes('error TS'));
    return run.status === 0 || said.length > 0 ? said : [`tsc: ${run.stdout}${run.stderr}`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
