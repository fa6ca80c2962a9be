export { type OpenTracer, openOtlpTracer, type TraceReceiver } from './otlp-tracer.ts';
