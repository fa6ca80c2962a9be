import { describe, expect, it } from 'vitest';
import { readServerSettings } from './server-setting.ts';

const APP = {
  FIREBREAK_GITHUB_APP_ID: '1',
  FIREBREAK_GITHUB_PRIVATE_KEY: 'key',
  FIREBREAK_GITHUB_WEBHOOK_SECRET: 'secret',
};

function queues(variables: Readonly<Record<string, string>>) {
  const { queue, githubQueues } = readServerSettings(variables, { repositories: [] });
  return { queue, githubQueues };
}

describe('where merge queues build and land', () => {
  it('is nowhere, unless somebody asks for it', () => {
    expect(queues({})).toEqual({ queue: null, githubQueues: [] });
    expect(queues({ ...APP, FIREBREAK_QUEUE_REPOSITORIES: 'a/b' })).toEqual({ queue: null, githubQueues: [] });
  });

  it('is this machine, GitHub, or both', () => {
    expect(queues({ FIREBREAK_QUEUE: 'local' })).toEqual({ queue: { variables: [] }, githubQueues: [] });
    const given = { ...APP, FIREBREAK_QUEUE_REPOSITORIES: 'a/b, c/d' };
    expect(queues({ ...given, FIREBREAK_QUEUE: 'github' })).toEqual({ queue: null, githubQueues: ['a/b', 'c/d'] });
    expect(queues({ ...given, FIREBREAK_QUEUE: 'local,github' })).toMatchObject({ queue: { variables: [] } });
  });

  it.each([
    ['bad-queue', { FIREBREAK_QUEUE: 'gitlab' }],
    ['bad-queue', { FIREBREAK_QUEUE: 'off,local' }],
    ['no-queue-repositories', { ...APP, FIREBREAK_QUEUE: 'github' }],
    ['no-queue-repositories', { ...APP, FIREBREAK_QUEUE: 'github', FIREBREAK_QUEUE_REPOSITORIES: 'a/b,../c' }],
    ['no-queue-repositories', { ...APP, FIREBREAK_QUEUE: 'github', FIREBREAK_QUEUE_REPOSITORIES: '*' }],
    ['github-incomplete', { FIREBREAK_QUEUE: 'github', FIREBREAK_QUEUE_REPOSITORIES: 'a/b' }],
  ])('is refused as %s where it cannot be meant (%o)', (code, variables) => {
    expect(() => queues(variables)).toThrow(expect.objectContaining({ code }));
  });
});
