import type { DecisionDocument, FailureDocument } from '../../src/contract/index.ts';
import { run, type Setting } from './command-line.ts';
import { misfits } from './document.ts';
import { makeRepository, type Row, type TestRepository } from './git-repository.ts';

/** A policy that needs every fact it names: an enforced rule for each kind of thing that hostile input could hide. */
export const WARY = `version: 1
services: { all: { tier: 0, paths: ["**"] } }
people: { senior: ["bob@example.org @bob"], junior: [eve@example.org] }
policy:
  use: []
  mode: enforce
  rules:
    - { id: touched, when: 'change.paths.exists(path, glob(path, "**") && !path.startsWith("docs/"))', require: { signoffs: [{ count: 1, level: senior }] }, because: Everything is read. }
`;

/** A proposal `feature` on top of `main`, with the policy on `main`. */
export function proposalOf(
  rows: readonly Omit<Row, 'id' | 'parents'>[],
  base: Row['files'] = { 'firebreak.yaml': WARY, 'docs/a.md': 'a\n' },
): TestRepository {
  const repository = makeRepository();
  const made = rows.map((row, at): Row => ({ ...row, id: `f${at}`, parents: [at === 0 ? 'main' : `f${at - 1}`] }));
  repository.import([{ id: 'main', files: base ?? {} }, ...made], {
    branches: { main: 'main', feature: `f${rows.length - 1}` },
  });
  return repository;
}

/** What `check` says of `feature` against `main`: a decision that fits its schema. Throws where it could not decide. */
export async function verdictOf(
  repository: TestRepository,
  argv: readonly string[] = [],
  setting: Setting = {},
): Promise<DecisionDocument> {
  const { document } = await checked(repository, argv, setting);
  if (document.schema !== 'firebreak.decision/v1') throw new Error(JSON.stringify(document));
  return document;
}

/** Why `check` could not decide; throws where it could, and where the reason is a defect of ours. */
export async function failureOf(repository: TestRepository, argv: readonly string[] = []): Promise<FailureDocument> {
  const { document } = await checked(repository, argv, {});
  if (document.schema !== 'firebreak.failure/v1') throw new Error(JSON.stringify(document));
  return document;
}

async function checked(
  repository: TestRepository,
  argv: readonly string[],
  setting: Setting,
): Promise<{ readonly document: DecisionDocument | FailureDocument }> {
  const given = argv.length === 0 ? ['--base', 'main', '--head', 'feature'] : argv;
  const { exit, out, err } = await run(['check', '--json', '-C', repository.path, ...given], setting);
  const document = JSON.parse(out) as DecisionDocument | FailureDocument;
  const wrong = misfits(document.schema === 'firebreak.decision/v1' ? 'decision' : 'failure', document);
  if (wrong.length > 0 || document.exit !== exit) throw new Error(`${exit} ${wrong.join('; ')} ${err}`);
  if ('kind' in document && document.kind === 'defect') throw new Error(`a defect: ${err}`);
  return { document };
}
