export { trustedProxies } from './guard/index.ts';
export { type Listening, listen } from './serve.ts';
