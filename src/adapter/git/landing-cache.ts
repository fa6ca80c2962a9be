import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ContentCache } from './content-cache.ts';
import { BULK_LINE_LIMIT, DIFF_OPTIONS, RENAME_OPTIONS } from './diff-process.ts';
import { LANDED_FILE_LIMIT } from './difference.ts';
import type { Repository } from './repository.ts';

/**
 * Opens what is remembered of a repository's landed changes below the given folder. `null` where there is no folder, or
 * where attributes outside the history steer how lines are counted: then equal commits need not give equal counts.
 */
export async function openLandingCache(repository: Repository, folder: string | null): Promise<ContentCache | null> {
  if (folder === null) return null;
  const { commonDir } = repository.located;
  const [attributes, version] = await Promise.all([
    stat(join(commonDir, 'info', 'attributes')).catch(() => null),
    repository.git.run(['version']),
  ]);
  if (attributes !== null) return null;
  const name = createHash('sha256').update(commonDir).digest('hex').slice(0, 32);
  const limits = [BULK_LINE_LIMIT, LANDED_FILE_LIMIT, ...DIFF_OPTIONS, ...RENAME_OPTIONS];
  const salt = [version.stdout.toString('utf8').trim(), ...limits].join(' ');
  return ContentCache.open({ folder: join(folder, 'landed', name), salt });
}
