export { openRepository } from './history-reader.ts';
