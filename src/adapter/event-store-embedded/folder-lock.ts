import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../kernel/index.ts';

/** A data folder that this process alone works in. */
export interface FolderLock {
  release(): Promise<void>;
}

/** How often a taken lock is looked at: short commands hold it for some tens of milliseconds. */
const LOOK_MS = 40;

/**
 * Takes `lock` in a folder, made whole or not at all; waits while another process that lives holds it. One left by a process that
 * is gone is taken over. Transactions stand behind it: where a process of another container is wrongly taken for gone, both
 * still write one after the other. Fault: somebody else holds it for longer than `waitMs`.
 */
export async function lockFolder(folder: string, waitMs: number): Promise<FolderLock> {
  const path = join(folder, 'lock');
  const mine = JSON.stringify({
    pid: process.pid,
    host: hostname(),
    boot: await bootOf(),
    started: await startOf(process.pid),
  });
  for (let waited = 0; ; waited += LOOK_MS) {
    if (await create(path, mine)) return { release: () => release(path, mine) };
    const theirs = await readFile(path, 'utf8').catch(() => null);
    if (theirs !== null && (await isGone(theirs))) await takeAway(path, theirs);
    else if (waited >= waitMs) throw inUse(folder, theirs);
    else await sleep(LOOK_MS);
  }
}

/** By a link, since a file that is opened first and written then could be read empty. */
async function create(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${process.pid}.${nextDraft()}`;
  const file = await open(draft, 'wx', 0o600).catch((cause: unknown) => {
    throw new Fault({
      kind: 'permission',
      code: 'cannot-write-data',
      message: `cannot write into the data folder: ${cause instanceof Error ? cause.message : String(cause)}`,
      fix: 'Name a folder that you may write to.',
      cause,
    });
  });
  try {
    await file.writeFile(content);
    await file.close();
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
let drafts = 0;
function nextDraft(): number {
  drafts += 1;
  return drafts;
}

/** Moves a dead lock aside first: of several that found it dead only one can. */
async function takeAway(path: string, dead: string): Promise<void> {
  const aside = `${path}.gone.${process.pid}.${nextDraft()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  // Somebody may have taken it over in between: then what was moved is alive and goes back.
  if ((await readFile(aside, 'utf8')) !== dead) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

async function release(path: string, mine: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => null)) === mine) await rm(path, { force: true });
}

/**
 * A process is gone when its number is free or belongs to one that started at another moment, or when its machine has started
 * anew. What another machine holds is never taken for gone: over a network file system two could write at once.
 */
async function isGone(content: string): Promise<boolean> {
  const { pid, host, boot, started } = holderOf(content);
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) return true;
  const sameBoot = boot === (await bootOf());
  if (!sameBoot) return host === hostname();
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
  }
  const now = await startOf(pid);
  return now !== null && typeof started === 'string' && now !== started;
}

function holderOf(content: string | null): Readonly<Record<string, unknown>> {
  try {
    const holder: unknown = JSON.parse(content ?? '');
    return typeof holder === 'object' && holder !== null ? { ...holder } : {};
  } catch {
    return {};
  }
}

/** The kernel's id of this start of the machine; `null` where there is no /proc. */
async function bootOf(): Promise<string | null> {
  const text = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null);
  return text?.trim() ?? null;
}

/** When a process started, in the kernel's own count; `null` where there is no /proc. */
async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The name in parentheses may hold spaces; the start is the 20th field after it (proc(5), field 22).
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function inUse(folder: string, content: string | null): Fault {
  const { pid, host } = holderOf(content);
  const holder = typeof pid === 'number' && typeof host === 'string' ? ` (${pid} on ${host})` : '';
  return new Fault({
    kind: 'unreachable',
    code: 'data-in-use',
    message: `another process${holder} works in the data folder ${folder}`,
    fix: 'Wait until it ends, or name another folder. If its machine is gone for good, remove the file named lock.',
  });
}
