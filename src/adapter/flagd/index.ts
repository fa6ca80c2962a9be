export { flagReader } from './read.ts';
