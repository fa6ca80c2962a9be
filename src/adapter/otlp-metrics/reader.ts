import type { MetricsReader } from '../../domain/signal/index.ts';
import { accept, excerpt, Fault, reject } from '../../kernel/index.ts';
import { readJson } from './json.ts';
import { pointsOf } from './point.ts';
import { readProtobuf } from './protobuf.ts';
import { Malformed, TooMany } from './wire.ts';

/** Characters of what is wrong that a sender is told. */
const MAX_MESSAGE = 200;

type Wire = typeof import('@bufbuild/protobuf/wire');

/**
 * Reads OTLP metrics as OTLP/HTTP sends them, in either of its formats, and answers in the same. The package that knows protobuf's wire is loaded
 * here, since only who takes measurements needs it. Fault: it is not there.
 */
export async function openOtlpMetricsReader(): Promise<MetricsReader> {
  const wire = await load();
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
        return accept(
          pointsOf(
            format === 'protobuf' ? readProtobuf(body, (bytes) => new wire.BinaryReader(bytes)) : readJson(body),
          ),
        );
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
        body: isWhole ? new Uint8Array() : partialSuccess(wire, { refused, message }),
      };
    },
  };
}

/** `ExportMetricsServiceResponse` with its `partial_success` (field 1): `rejected_data_points` 1, `error_message` 2. */
function partialSuccess(
  { BinaryWriter, WireType }: Wire,
  { refused, message }: { readonly refused: number; readonly message: string },
): Uint8Array {
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

async function load(): Promise<Wire> {
  try {
    return await import('@bufbuild/protobuf/wire');
  } catch (cause) {
    throw new Fault({
      kind: 'usage',
      code: 'no-protobuf-package',
      message: 'FIREBREAK_SIGNAL_TOKEN is set, but @bufbuild/protobuf cannot be loaded',
      fix: 'Install the dependencies of Firebreak beside it (npm ci), or unset it.',
      cause,
    });
  }
}

function formatOf(contentType: string): 'protobuf' | 'json' | null {
  const [type = ''] = contentType.split(';');
  const name = type.trim().toLowerCase();
  if (name === 'application/x-protobuf') return 'protobuf';
  return name === 'application/json' ? 'json' : null;
}
