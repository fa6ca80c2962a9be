import { describe, expect, it } from 'vitest';
import { discoveryEnvironment, readingEnvironment, writingEnvironment } from './environment.ts';

const HOSTILE = {
  PATH: '/bin',
  HOME: '/home/ann',
  GIT_DIR: '/evil/.git',
  GIT_WORK_TREE: '/evil',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_PARAMETERS: "'core.fsmonitor=/evil'",
  GIT_EXTERNAL_DIFF: '/evil',
  GIT_SSH_COMMAND: '/evil',
  GIT_ALLOW_PROTOCOL: 'ext',
  GIT_CONFIG_GLOBAL: '/home/ann/own',
  GIT_COMMITTER_NAME: 'Ann',
};

const reading = (extra: Record<string, string>, index = true) =>
  readingEnvironment({ ...HOSTILE, ...extra }, { gitDir: '/repo/.git', emptyTree: 'e', index });

describe('the environment of git', () => {
  it('lets nothing through that points elsewhere or runs something', () => {
    for (const environment of [discoveryEnvironment(HOSTILE), reading({}), writingEnvironment(HOSTILE)]) {
      expect(Object.values(environment).filter((value) => /evil|ext/.test(value ?? ''))).toEqual([]);
      expect(environment['PATH']).toBe('/bin');
    }
    expect(reading({})).toMatchObject({
      GIT_DIR: '/repo/.git',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_ALLOW_PROTOCOL: '',
    });
  });

  it('asks the configuration of the user only where the user is trusted to decide', () => {
    expect(discoveryEnvironment(HOSTILE)['GIT_CONFIG_GLOBAL']).toBe('/home/ann/own');
    expect(writingEnvironment(HOSTILE)['GIT_COMMITTER_NAME']).toBe('Ann');
    expect(reading({})['GIT_COMMITTER_NAME']).toBeUndefined();
  });

  it('follows the index and the quarantine of a hook only when they are of this repository', () => {
    const own = {
      GIT_INDEX_FILE: '/repo/.git/next-index-1.lock',
      GIT_OBJECT_DIRECTORY: '/repo/.git/objects/incoming-1',
    };
    expect(reading(own)).toMatchObject(own);
    expect(reading(own, false)['GIT_INDEX_FILE']).toBe('/repo/.git/firebreak-no-index');
    const other = reading({ GIT_INDEX_FILE: '/repo/.git/../../evil', GIT_OBJECT_DIRECTORY: '/evil/objects' });
    expect([other['GIT_INDEX_FILE'], other['GIT_OBJECT_DIRECTORY']]).toEqual([undefined, undefined]);
  });
});
