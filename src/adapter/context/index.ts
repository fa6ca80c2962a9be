export { type ContextReading, contextSchema, readContextFile } from './context-file.ts';
