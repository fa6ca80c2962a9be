import { classifyFile, type FilePath } from '../../change/index.ts';
import { type AddedLine, addedLines } from '../added-line.ts';
import type { FilePair, Operation, OperationReading } from '../model.ts';
import { certain, type Finding, operationsOf } from '../rule.ts';
import { connectionPassword } from './connection.ts';
import { looksReal, SECRET_PATTERNS } from './pattern.ts';

/** Secrets named in one file; a file of many is a list of examples or a leak that one mention reports as well. */
export const SECRETS_LIMIT = 20;

/** Longest line looked at. */
export const LINE_LIMIT = 20_000;

const RULE = certain(
  ['secret-exposing'],
  'Whoever reads the repository, its clones or its logs can use it; taking the line out does not take it back.',
  'Revoke it and issue another, keep that in a secret store, then remove it from the branch.',
);

/** Looks for private keys and well-known tokens in the lines that a change adds. Never shows what it found. */
export function readSecrets(pair: FilePair): OperationReading {
  if (pair.after === null || isBinary(pair.after)) return { operations: [], unread: [] };
  const lines = addedLines(pair);
  const findings: Finding<string>[] = [];
  const unread =
    !isBulk(pair.path) && lines.some((line) => line.text.length > LINE_LIMIT)
      ? [
          {
            path: pair.path,
            code: 'long-line',
            message: `lines are looked at for secrets up to ${LINE_LIMIT} characters`,
          },
        ]
      : [];
  for (const [at, line] of lines.entries()) {
    if (findings.length >= SECRETS_LIMIT) break;
    findings.push(...findingsIn(pair, line, lines[at + 1]?.text ?? ''));
  }
  return { operations: operations(findings.slice(0, SECRETS_LIMIT)), unread };
}

function operations(findings: readonly Finding<string>[]): readonly Operation[] {
  return operationsOf('secret', Object.fromEntries(findings.map(({ rule }) => [rule, RULE])), findings);
}

interface Found {
  /** Never leaves this file. */
  readonly value: string;
  readonly rule: string;
  readonly name: string;
  readonly certainty: 'certain' | 'possible';
}

function findingsIn({ path, before }: FilePair, { line, text }: AddedLine, next: string): readonly Finding<string>[] {
  const shown = text.length > LINE_LIMIT ? text.slice(0, LINE_LIMIT) : text;
  const found = [...tokensIn(shown), ...keyIn(shown, next), ...connectionIn(shown)];
  // What stood there before is not brought by this change.
  const fresh = found.filter(({ value }) => before?.includes(value) !== true);
  const counted = isRehearsal(path) ? fresh.filter(({ rule }) => !INVENTED.has(rule)) : fresh;
  return counted.map(({ rule, name, certainty }) => ({
    rule,
    path,
    line,
    object: name,
    what: `adds what looks like a ${name}`,
    certainty: isRehearsal(path) ? 'possible' : certainty,
  }));
}

function tokensIn(text: string): readonly Found[] {
  return SECRET_PATTERNS.flatMap(({ rule, name, hint, pattern, entropy, certainty }) => {
    if (!text.includes(hint)) return [];
    return [...text.matchAll(pattern)]
      .filter(([, value = '']) => looksReal(value, entropy))
      .map(([, value = '']) => ({ rule, name, certainty, value }));
  });
}

const KEY_HEADER = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/;
/** Base64 of a key's body; a header alone stands in programs that read keys. */
const KEY_BODY = /^[\s"'`,+>|]{0,8}(?:\\n)?[A-Za-z0-9+/]{40}/;

function keyIn(text: string, next: string): readonly Found[] {
  const header = KEY_HEADER.exec(text);
  if (header === null) return [];
  const behind = text.slice(header.index + header[0].length);
  const hasBody = KEY_BODY.test(behind) || KEY_BODY.test(next) || /^\s*(?:Proc-Type|Version|Comment):/.test(next);
  return hasBody ? [{ rule: 'private-key', name: 'private key', certainty: 'certain', value: `${text}\n${next}` }] : [];
}

function connectionIn(text: string): readonly Found[] {
  if (!text.includes('://') || !text.includes('@')) return [];
  const password = connectionPassword(text);
  return password === null
    ? []
    : [
        {
          rule: 'connection-password',
          name: 'connection string with a password',
          certainty: 'certain',
          value: password,
        },
      ];
}

/** Kinds that tests and papers invent by the dozen, without anything that tells them from real ones. */
const INVENTED: ReadonlySet<string> = new Set(['json-web-token', 'connection-password']);

/** Tests, examples and papers often hold values that open nothing. */
function isRehearsal(path: FilePath): boolean {
  const kind = classifyFile(path);
  return (
    kind === 'test' ||
    kind === 'documentation' ||
    kind === 'generated' ||
    /[._-]test[._-][^/]*$/.test(path) ||
    /(?:^|\/)(?:fixtures?|testdata|examples?|samples?|docs?|spec)\//i.test(path)
  );
}

/** Files that people do not write: what is in them was found where it came from. */
function isBulk(path: FilePath): boolean {
  const kind = classifyFile(path);
  return kind === 'asset' || kind === 'generated' || kind === 'dependency' || /\.(?:svg|map|min\.\w+)$/.test(path);
}

function isBinary(text: string): boolean {
  return text.slice(0, 8_000).includes('\0');
}
