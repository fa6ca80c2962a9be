export { openForgeTransport, type TransportOptions } from './transport.ts';
