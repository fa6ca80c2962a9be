export { keepVerifier, readOrMakeSigner, readVerifier } from './key.ts';
export { readLines } from './line.ts';
