/** A value, or the reason why the domain says no. Faults and defects are thrown, never returned here. */
export type Result<T, R> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly rejection: R };

/** The success half of {@link Result}. */
export function accept<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** The rejection half of {@link Result}. */
export function reject<R>(rejection: R): { readonly ok: false; readonly rejection: R } {
  return { ok: false, rejection };
}
