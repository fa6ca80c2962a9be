export { backUpEmbeddedStore } from './backup.ts';
export { openEmbeddedStore } from './open.ts';
