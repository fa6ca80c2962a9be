export { MAX_AT_ONCE, MAX_WAITING, SCRYPT_COST, type ScryptCost, scryptHasher } from './scrypt.ts';
export { systemSecrets } from './secret-source.ts';
