import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../kernel/index.ts';
import { DATABASE_FILE, guarded, openUnlocked } from './database.ts';

/**
 * Copies the log of a data folder into another folder as it is at one moment, while a process works in it. The copy is whole or
 * not there, and on the disk when this ends. Fault: there is no log, or the target has one.
 */
export async function backUpEmbeddedStore(options: {
  readonly folder: string;
  readonly target: string;
}): Promise<void> {
  const [from, to] = [join(options.folder, DATABASE_FILE), join(options.target, DATABASE_FILE)];
  if (!(await exists(from))) {
    throw new Fault({
      kind: 'usage',
      code: 'no-log',
      message: `${options.folder} holds no log`,
      fix: 'Name the folder of a log.',
    });
  }
  if (await exists(to)) {
    throw new Fault({
      kind: 'usage',
      code: 'not-empty',
      message: `${options.target} holds a log already`,
      fix: 'Name a new folder for each backup.',
    });
  }
  await mkdir(options.target, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw cannotWrite(options.target, cause);
  });
  const draft = `${to}.${process.pid}.part`;
  try {
    await copy(from, draft);
    await sync(draft);
    await rename(draft, to);
    await sync(options.target);
  } finally {
    await rm(draft, { force: true });
  }
}

/** One read transaction, whatever is written meanwhile; free pages are left out. */
async function copy(from: string, to: string): Promise<void> {
  const database = await openUnlocked(from);
  try {
    guarded(() => database.exec(`VACUUM INTO '${to.replaceAll("'", "''")}'`));
  } finally {
    database.close();
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function cannotWrite(folder: string, cause: unknown): Fault {
  return new Fault({
    kind: 'permission',
    code: 'cannot-write-data',
    message: `cannot make the folder ${folder}`,
    fix: 'Name a folder that you may write to.',
    cause,
  });
}
