/** Thrown when our own invariant does not hold: a defect, never an expected outcome. */
export class Defect extends Error {
  override readonly name = 'Defect';
}

/** Throws a {@link Defect} that names the broken invariant. */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new Defect(`invariant broken: ${invariant}`);
}

/** Closes a `switch` over a discriminated union: a new member fails to compile here. */
export function assertNever(value: never): never {
  throw new Defect(`unhandled case: ${JSON.stringify(value)}`);
}
