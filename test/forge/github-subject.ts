import { join } from 'node:path';
import { openForgeTransport } from '../../src/adapter/forge-http/index.ts';
import { type GithubCredentials, openGithubForge } from '../../src/adapter/github/index.ts';
import { openMirror } from '../../src/adapter/mirror/index.ts';
import type { Forge } from '../../src/domain/forge/index.ts';
import type { FakeGithub } from '../support/fake-github.ts';
import { temporaryFolder } from '../support/git-repository.ts';

export const NAME = 'shop/checkout';

/** A GitHub forge of a fake; its clock is the fake's, and waiting moves it. */
export function openFakeForge(
  fake: FakeGithub,
  options: { readonly credentials?: GithubCredentials; readonly timeoutMs?: number } = {},
): { readonly forge: Forge; readonly folder: string; readonly waits: readonly number[] } {
  const folder = join(temporaryFolder(), 'copies');
  const waits: number[] = [];
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
    fake.nowMs += ms;
  };
  const now = () => fake.nowMs;
  const forge = openGithubForge({
    credentials: options.credentials ?? { kind: 'app', appId: String(fake.appId), privateKey: fake.privateKey },
    apiUrl: fake.apiUrl,
    webUrl: fake.webUrl,
    transport: openForgeTransport({ apiUrl: fake.apiUrl, now, sleep, timeoutMs: options.timeoutMs ?? 5_000 }),
    mirror: openMirror({ folder, sleep }),
    now,
  });
  return { forge, folder, waits };
}

export function asToken(fake: FakeGithub): GithubCredentials {
  return { kind: 'token', token: fake.token, repositories: [NAME] };
}
