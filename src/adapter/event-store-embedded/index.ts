export { openEmbeddedStore } from './open.ts';
