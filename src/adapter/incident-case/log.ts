import type { CountedPattern, LogLine, LogSeverity } from '../../domain/attribution/index.ts';
import type { GapList } from './gap.ts';
import { attributesOf, numberOf, recordOf, textOf, timeOf } from './value.ts';

/** Lines that are read; the domain keeps fewer. */
const LINES_MOST = 1_000_000;
const LINE_MOST = 100_000;
const MESSAGE_MOST = 4_000;

const OWN = new Set([
  'timestamp',
  'time',
  'ts',
  '@timestamp',
  'service',
  'severity_text',
  'severity',
  'level',
  'msg',
  'message',
  'body',
]);

/** Reads one JSON object a line. */
export function readLogLines(text: string, gaps: GapList): LogLine[] {
  const lines = text.split('\n', LINES_MOST);
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const place = `logs.ndjson:${index + 1}`;
    if (line.length > LINE_MOST) {
      gaps.note(place, `is longer than ${LINE_MOST} characters`);
      return [];
    }
    try {
      return readLogRecord(JSON.parse(line), { gaps, place });
    } catch {
      gaps.note(place, 'is no JSON');
      return [];
    }
  });
}

/** Reads log records of a list. */
export function readLogList(value: unknown, gaps: GapList): LogLine[] {
  if (!Array.isArray(value)) {
    gaps.note('logs', 'is no list');
    return [];
  }
  return value.slice(0, LINES_MOST).flatMap((item, index) => readLogRecord(item, { gaps, place: `logs:${index}` }));
}

function readLogRecord(value: unknown, { gaps, place }: { readonly gaps: GapList; readonly place: string }): LogLine[] {
  const record = recordOf(value);
  const at =
    record === null ? null : timeOf(record['timestamp'] ?? record['time'] ?? record['ts'] ?? record['@timestamp']);
  const message = record === null ? null : textOf(record, 'msg', 'message', 'body');
  if (record === null || at === null || message === null) {
    gaps.note(place, 'needs a timestamp and a msg');
    return [];
  }
  return [
    {
      at,
      service: textOf(record, 'service', 'service.name') ?? '',
      severity: severityOf(textOf(record, 'severity_text', 'severity', 'level'), message),
      message: message.slice(0, MESSAGE_MOST),
      attributes: attributesOf(record, OWN),
    },
  ];
}

/** What a line says of itself; where it says nothing, words of its message. */
function severityOf(stated: string | null, message: string): LogSeverity {
  const text = stated ?? message.slice(0, 200);
  if (/err|fatal|crit|panic|alert|emerg|exception/i.test(text)) return 'error';
  return /warn/i.test(text) ? 'warning' : 'info';
}

/** Reads counted shapes: `{service, signature, count, delta_vs_baseline, sentiment}`. */
export function readPatterns(value: unknown, gaps: GapList): CountedPattern[] {
  if (!Array.isArray(value)) {
    gaps.note('patterns', 'is no list');
    return [];
  }
  return value.slice(0, PATTERNS_MOST).flatMap((item, index): CountedPattern[] => {
    const record = recordOf(item) ?? {};
    const signature = textOf(record, 'signature', 'pattern');
    const count = numberOf(record['count']);
    if (signature === null || count === null || count < 0) {
      gaps.note(`patterns:${index}`, 'needs a signature and a count');
      return [];
    }
    const more = numberOf(record['delta_vs_baseline'] ?? record['delta']) ?? count;
    const service = textOf(record, 'service') ?? '';
    const usual = Math.min(count, Math.max(0, count - more));
    return [{ service, signature: signature.slice(0, MESSAGE_MOST), count, usual, severity: feeling(record) }];
  });
}

const PATTERNS_MOST = 10_000;

function feeling(record: Readonly<Record<string, unknown>>): LogSeverity {
  const stated = textOf(record, 'severity', 'level', 'sentiment') ?? '';
  if (/^neg/i.test(stated)) return 'error';
  return /^(?:neu|pos)/i.test(stated)
    ? 'info'
    : severityOf(stated === '' ? null : stated, textOf(record, 'signature') ?? '');
}
