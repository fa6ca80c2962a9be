import { randomBytes } from 'node:crypto';
import type { SecretSource } from '../../domain/access/index.ts';

/** The operating system's random bytes. */
export function systemSecrets(): SecretSource {
  return { bytes: (count) => randomBytes(count) };
}
