import { z } from 'zod';

/** Entries of any list: a mistake (a pasted log, a generated list) must not become a policy. */
const MAX_LIST = 5000;
const MAX_TEXT = 2000;

/** Name of a service, flow, team, person or profile. */
export const id = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/,
    'must be 1 to 100 letters, digits, `.`, `_`, `/` or `-`, and begin with a letter or digit',
  );

/** Name of a rule: without `/`, which parts rule and requirement in the code of a blocker. */
export const ruleId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'must be 1 to 100 letters, digits, `.`, `_` or `-`, and begin with a letter or digit',
  );

/** A day, or a moment in UTC. */
export const date = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/,
    'must be a date (2027-03-01) or a UTC moment (2027-03-01T12:00Z)',
  );

/** A sentence for people. */
export const text = z.string().trim().min(1, 'must not be empty').max(MAX_TEXT);

/** A list of bounded length. */
export function list<Item extends z.ZodType>(item: Item): z.ZodArray<Item> {
  return z.array(item).max(MAX_LIST);
}
