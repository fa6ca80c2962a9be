declare const brand: unique symbol;

/** A primitive that only its own constructor makes: a commit id is not any string. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };
