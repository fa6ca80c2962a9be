import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIGURATION_RULES } from '../src/domain/operation/configuration/rule.ts';
import { FILE_RULES } from '../src/domain/operation/file/rule.ts';
import { KUBERNETES_RULES } from '../src/domain/operation/kubernetes/rule.ts';
import type { OperationRule } from '../src/domain/operation/rule.ts';
import { SECRET_PATTERNS } from '../src/domain/operation/secret/pattern.ts';
import { SQL_RULES } from '../src/domain/operation/sql/rule.ts';
import { TERRAFORM_RULES } from '../src/domain/operation/terraform/rule.ts';
import { WORKFLOW_RULES } from '../src/domain/operation/workflow/rule.ts';
import { ROOT } from './support/paper.ts';

/** Rows of the page as the code has them; the page holds each of them word for word. */
function rowsOf(source: string, rules: Readonly<Record<string, OperationRule>>): readonly string[] {
  return Object.entries(rules).map(
    ([id, { effects, certainty, why }]) => `| \`${source}/${id}\` | ${effects.join(', ')} | ${certainty} | ${why} |`,
  );
}

describe('the page of operations', () => {
  const page = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');

  it.each([
    ['kubernetes', KUBERNETES_RULES],
    ['configuration', CONFIGURATION_RULES],
    ['file', FILE_RULES],
    ['workflow', WORKFLOW_RULES],
    ['sql', SQL_RULES],
    ['terraform', TERRAFORM_RULES],
  ] as const)('has the rules of %s as the code has them, and no other', (source, rules) => {
    const rows = page.split('\n').filter((line) => line.startsWith(`| \`${source}/`));
    expect(rows).toEqual(rowsOf(source, rules));
  });

  it('names every kind of secret that is looked for', () => {
    const kinds = new Set([...SECRET_PATTERNS.map(({ rule }) => rule), 'private-key', 'connection-password']);
    expect([...kinds].filter((kind) => !page.includes(`\`${kind}\``))).toEqual([]);
  });
});
