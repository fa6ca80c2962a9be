import texts from './built-in-pack.json' with { type: 'json' };

/** The pack that counts where a repository says nothing. */
export const STARTER = 'starter';

/** Built-in policy packs by name: the text of `examples/policies/NAME.yaml`, written here by `script/policy-packs.mjs`. */
export const BUILT_IN_PACKS: ReadonlyMap<string, string> = new Map(Object.entries(texts));
