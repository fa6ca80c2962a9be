import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/paper.ts';

const text = readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8');
const stages = stagesOf(text);
const [last = []] = stages.slice(-1);
const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
const allowed = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));

describe('the image file', () => {
  it('has nothing that the linter minds', () => {
    expect(validate(text).map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
    expect(validate(text.replace('USER 10001', 'USR 10001'))).toHaveLength(1);
  });

  it('names its base by a tag that says which Node, the same in each stage', () => {
    const bases = stages.map(([from = '']) => from.split(' ')[1]);
    expect(new Set(bases)).toEqual(new Set([`\${NODE_IMAGE}`]));
    expect(/^ARG NODE_IMAGE=(\S+)$/m.exec(text)?.[1]).toMatch(/\/node:2[24]-\w+-slim$/);
  });

  it('installs by the lock file, and lets no package run a script', () => {
    const installs = stages.flat().filter((step) => /\bnpm\b/.test(step));
    expect(installs).toHaveLength(2);
    for (const step of installs) expect(step).toMatch(/^RUN npm ci .*--ignore-scripts/);
    expect(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts).not.toHaveProperty('prepare');
  });

  it('ships the program and packages of run time, owned by root, and runs as a number that is not root', () => {
    const copied = last.filter((step) => step.startsWith('COPY'));
    expect(copied).toEqual([
      'COPY LICENSE package.json ./',
      'COPY --from=packages /build/node_modules node_modules',
      'COPY --from=build /build/dist dist',
    ]);
    expect(stages.flat().find((step) => step.includes('--omit=dev'))).toBeDefined();
    expect(last.find((step) => step.startsWith('USER'))).toBe('USER 10001:10001');
    expect(last.findIndex((step) => step.startsWith('USER'))).toBeGreaterThan(
      last.findLastIndex((step) => /^(?:RUN|COPY)/.test(step)),
    );
  });

  it('says how to ask whether it lives, at the address where it listens', () => {
    const check = last.find((step) => step.startsWith('HEALTHCHECK')) ?? '';
    const port = /FIREBREAK_LISTEN=0\.0\.0\.0:(\d+)/.exec(text)?.[1];
    expect(check).toContain(`http://127.0.0.1:${port}/healthz`);
    expect(last).toContain(`EXPOSE ${port}`);
  });

  it('is given nothing but what it copies, and all of that', () => {
    expect(ignored).toContain('*');
    const wanted = stages
      .flat()
      .filter((step) => step.startsWith('COPY') && !step.includes('--from='))
      .flatMap((step) => step.split(' ').slice(1, -1));
    expect([...new Set(wanted)].sort()).toEqual([...allowed].sort());
    expect(allowed.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

/** The steps of each stage, one line each, without comments. */
function stagesOf(file: string): readonly (readonly string[])[] {
  const steps = file
    .replace(/^#.*\n/gm, '')
    .replace(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: string[][] = [];
  for (const step of steps) {
    if (step.startsWith('FROM ')) stages.push([step]);
    else stages.at(-1)?.push(step);
  }
  return stages;
}
