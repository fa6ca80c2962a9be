import type { DocumentFormat, DocumentNode, DocumentParse, DocumentParser } from '../../domain/operation/index.ts';
import { assertNever } from '../../kernel/index.ts';
import { readJson } from './json.ts';
import { Excess, MAX_TEXT } from './limit.ts';
import { readEnv, readIni, readProperties } from './line-format.ts';
import { readToml } from './toml.ts';
import { readYaml } from './yaml.ts';

/** Fills {@link DocumentParser} with the libraries of each format, behind limits that they do not have. */
export const documentParser: DocumentParser = { parse };

function parse(format: DocumentFormat, text: string): DocumentParse {
  if (text.length > MAX_TEXT) {
    return { kind: 'refused', code: 'too-large', message: `the file is larger than ${MAX_TEXT / 1024 / 1024} MiB` };
  }
  try {
    return { kind: 'parsed', documents: documentsOf(format, text.replace(/^\uFEFF/, '')) };
  } catch (error) {
    if (error instanceof Excess) return error.refusal;
    throw error;
  }
}

function documentsOf(format: DocumentFormat, text: string): readonly DocumentNode[] {
  switch (format) {
    case 'yaml':
      return readYaml(text);
    case 'json':
      return [readJson(text)];
    case 'toml':
      return [readToml(text)];
    case 'env':
      return [readEnv(text)];
    case 'properties':
      return [readProperties(text)];
    case 'ini':
      return [readIni(text)];
    default:
      return assertNever(format);
  }
}
