import type { CommitId, FilePath, HistoryReader } from '../../domain/change/index.ts';
import { decodeSource } from '../../domain/code-graph/index.ts';
import {
  configurationFormat,
  type FilePair,
  type MigrationContext,
  type OperationReading,
  readOperations,
  type Unread,
} from '../../domain/operation/index.ts';
import { dialectsOf } from '../change-operation.ts';
import type { World } from '../port.ts';
import type { OperationText } from './operation-text.ts';

/** Name under which statements are read: a migration that its tool runs whole, so that no mark in it hides a part. */
const STATEMENTS = 'V1__operation.sql' as FilePath;
/** Place that findings in an operation's text name. */
const TEXT = 'operation' as FilePath;

/**
 * What an operation does when it is carried out. Data is read as statements of the repository's dialect; a setting or a flag
 * with exactly one path as that file's new text; everything else is unread, which never counts as safe.
 */
export async function readOperationContent(options: {
  readonly world: World;
  readonly history: HistoryReader;
  /** Tip of the protected branch. */
  readonly base: CommitId | null;
  readonly text: OperationText;
}): Promise<OperationReading> {
  const { world, text } = options;
  switch (text.kind) {
    case 'data':
      return readStatements(options);
    case 'configuration':
    case 'flag':
      return readSetting(options);
    case 'manual':
      return withUnread(read(world, { path: TEXT, before: null, after: text.content }), {
        path: TEXT,
        code: 'free-text',
        message: 'what commands do by hand cannot be judged',
      });
  }
}

type Reading = Parameters<typeof readOperationContent>[0];

async function readStatements({ world, history, base, text }: Reading): Promise<OperationReading> {
  const dialects = base === null ? null : await dialectsOf(history, { base, head: null });
  const [near = STATEMENTS] = text.paths;
  const migration = { parser: await world.loadSqlParser(), dialect: dialects === null ? null : () => dialects(near) };
  return placed(read(world, { path: STATEMENTS, before: null, after: text.content }, migration), TEXT);
}

async function readSetting({ world, history, base, text }: Reading): Promise<OperationReading> {
  const [path, ...others] = text.paths;
  const isOne = path !== undefined && others.length === 0;
  const bytes = isOne && base !== null ? await history.readFile(base, path) : null;
  const before = bytes === null ? null : decodeSource(bytes);
  const pair = { path: isOne ? path : TEXT, before, after: text.content };
  const reading = read(world, pair);
  const why = !isOne
    ? 'a setting is compared with the file that it replaces, and this names not exactly one'
    : configurationFormat(path) === null
      ? 'no reader knows files like this one, so what the text changes was not judged'
      : before === null
        ? 'the protected branch has no such file to compare the text with'
        : null;
  return why === null ? reading : withUnread(reading, { path: pair.path, code: 'free-text', message: why });
}

const NO_MIGRATION: MigrationContext = { parser: null, dialect: null };

function read(world: World, pair: FilePair, migration = NO_MIGRATION): OperationReading {
  return readOperations([pair], { documents: world.documents, migration });
}

function withUnread({ operations, unread }: OperationReading, more: Unread): OperationReading {
  return { operations, unread: [...unread, more] };
}

function placed({ operations, unread }: OperationReading, path: FilePath): OperationReading {
  return {
    operations: operations.map((each) => ({ ...each, place: { ...each.place, path } })),
    unread: unread.map((each) => ({ ...each, path })),
  };
}
