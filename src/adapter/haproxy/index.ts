export { haproxySource } from './counter.ts';
export { haproxyEngine } from './engine.ts';
export type { HaproxySettings } from './socket.ts';
