import { afterAll, expect, it } from 'vitest';
import { run } from '../support/command-line.ts';
import { makeRepository, removeFolders } from '../support/git-repository.ts';

afterAll(removeFolders);

it.each(['', ' \t'])('builds with no empty command %j, which would pass everything', async (build) => {
  const repository = makeRepository('--bare');
  repository.import([{ id: 'start', files: { file: '1\n' } }], { branches: { main: 'start' } });
  const came = await run(['-C', repository.path, 'queue', 'run', '--build', build], {
    variables: { PATH: process.env['PATH'] ?? '' },
  });
  expect(came).toMatchObject({ exit: 2 });
  expect(came.err).toContain('nothing says how a tree is built');
});
