import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { MetricsReader } from '../../domain/signal/index.ts';
import { accept, excerpt, reject } from '../../kernel/index.ts';
import { readJson } from './json.ts';
import { pointsOf } from './point.ts';
import { readProtobuf } from './protobuf.ts';
import { Malformed, TooMany } from './wire.ts';

/** Characters of what is wrong that a sender is told. */
const MAX_MESSAGE = 200;

/** Reads OTLP metrics as OTLP/HTTP sends them, in either of its formats, and answers in the same. */
export function otlpMetricsReader(): MetricsReader {
  return {
    read({ contentType, body }) {
      const format = formatOf(contentType);
      if (format === null) {
        return reject({
          code: 'not-supported',
          message: 'OTLP over HTTP is application/x-protobuf or application/json',
        });
      }
      try {
        return accept(pointsOf(format === 'protobuf' ? readProtobuf(body) : readJson(body)));
      } catch (error) {
        if (error instanceof Malformed)
          return reject({ code: 'malformed', message: excerpt(error.message, MAX_MESSAGE) });
        if (error instanceof TooMany) return reject({ code: 'too-many', message: error.message });
        throw error;
      }
    },
    answer({ contentType, refused, message }) {
      const isWhole = refused === 0 && message === '';
      if (formatOf(contentType) === 'json') {
        const partial = { partialSuccess: { rejectedDataPoints: String(refused), errorMessage: message } };
        return {
          contentType: 'application/json',
          body: new TextEncoder().encode(JSON.stringify(isWhole ? {} : partial)),
        };
      }
      return {
        contentType: 'application/x-protobuf',
        body: isWhole ? new Uint8Array() : partialSuccess(refused, message),
      };
    },
  };
}

/** `ExportMetricsServiceResponse` with its `partial_success` (field 1): `rejected_data_points` 1, `error_message` 2. */
function partialSuccess(refused: number, message: string): Uint8Array {
  return new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .fork()
    .tag(1, WireType.Varint)
    .int64(refused)
    .tag(2, WireType.LengthDelimited)
    .string(message)
    .join()
    .finish();
}

function formatOf(contentType: string): 'protobuf' | 'json' | null {
  const [type = ''] = contentType.split(';');
  const name = type.trim().toLowerCase();
  if (name === 'application/x-protobuf') return 'protobuf';
  return name === 'application/json' ? 'json' : null;
}
