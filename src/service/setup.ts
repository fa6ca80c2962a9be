import type { WriteReport } from '../contract/index.ts';
import {
  applySetup,
  CONFIGURATION_PATH,
  type PlannedFile,
  planSetup,
  planUndo,
  proposeCritical,
  type World,
} from '../control/index.ts';
import { Fault, printable } from '../kernel/index.ts';
import type { InitProposal, InitRequest } from './firebreak.ts';

/** What a first start proposes: folders whose names point to sign-in, money or orders. */
export async function proposeInit(world: World, repository: string): Promise<InitProposal> {
  const { history, root } = await workTree(world, repository);
  const { tip } = await history.describe();
  const paths = tip === null ? [] : await history.listFiles(tip, null);
  return {
    critical: proposeCritical(paths),
    // Who is senior is for people to say: history shows activity, not seniority.
    seniors: [],
    existing: (await world.files(root).read(CONFIGURATION_PATH)) === null ? null : CONFIGURATION_PATH,
  };
}

/** Plans the setup and, with `write`, does it. */
export async function init(world: World, request: InitRequest): Promise<WriteReport> {
  const { root } = await workTree(world, request.repository);
  const files = world.files(root);
  const planned = await planSetup(files, request);
  if (request.write) await applySetup(files, planned);
  const created = planned.some((file) => file.action === 'create');
  return {
    schema: 'firebreak.write/v1',
    written: request.write && created,
    files: planned.map(({ path, action, content }) => ({ path: printable(path), action, content })),
    notes: notesOf(request, planned),
    undo: created ? ['firebreak', 'init', '--undo'] : null,
    next_step: {
      text: created ? 'the verdict on your branch by these rules' : 'the setup stands already',
      argv: ['firebreak', 'check', '--policy', CONFIGURATION_PATH],
    },
  };
}

/** Plans what undo takes back and, with `write`, does it. */
export async function undoInit(world: World, request: { repository: string; write: boolean }): Promise<WriteReport> {
  const { root } = await workTree(world, request.repository);
  const files = world.files(root);
  const planned = await planUndo(files);
  if (request.write) await applySetup(files, planned);
  const kept = planned.filter((file) => file.action === 'keep').map((file) => file.path);
  return {
    schema: 'firebreak.write/v1',
    written: request.write && planned.length > 0,
    files: planned.map(({ path, action, content }) => ({ path: printable(path), action, content })),
    notes:
      planned.length === 0
        ? ['nothing to undo: there is no firebreak-setup.md']
        : kept.map((path) => `${printable(path)} was changed since and is kept`),
    undo: null,
    next_step: { text: 'set up again', argv: ['firebreak', 'init'] },
  };
}

function notesOf(request: InitRequest, planned: readonly PlannedFile[]): string[] {
  const created = planned.filter((file) => file.action === 'create').map((file) => file.path);
  if (created.length === 0) return ['every file stands already; nothing would be written'];
  return request.seniors.length === 0 && created.includes(CONFIGURATION_PATH)
    ? ['nobody is named senior yet: rules that ask for a senior cannot be cleared until people are in firebreak.yaml']
    : [];
}

async function workTree(world: World, repository: string) {
  const history = await world.openRepository({ path: repository });
  const { path, bare } = await history.describe();
  if (bare) {
    throw new Fault({
      kind: 'usage',
      code: 'no-work-tree',
      message: `${path} is a bare repository: there is no work tree to write to`,
      fix: 'Run init in a clone.',
    });
  }
  return { history, root: path };
}
