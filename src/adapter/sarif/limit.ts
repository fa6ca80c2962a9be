/** Runs, results, rules and extensions of one file are those that GitHub takes (docs.github.com, "SARIF support for code scanning"). */
export const RUN_LIMIT = 20;
export const RESULT_LIMIT = 25_000;
export const RULE_LIMIT = 25_000;
export const EXTENSION_LIMIT = 100;

/** Bytes of one file: GitHub takes 10 MB compressed, and a report rarely shrinks to less than a tenth. */
export const FILE_LIMIT_BYTES = 134_217_728;
/** Reports nest about twenty deep (graphs and code flows); far beyond, somebody wants the reader to fall over. */
export const DEPTH_LIMIT = 200;
/** Artifacts that results point to by number. */
export const ARTIFACT_LIMIT = 100_000;
/** Named folders that places may be relative to, and how far one may lead to another. */
export const BASE_LIMIT = 100;
export const BASE_CHAIN_LIMIT = 10;
/** Suppressions of one result that are looked at. */
export const SUPPRESSION_LIMIT = 100;
/** Fingerprints of one result that are looked at. */
export const FINGERPRINT_LIMIT = 50;

/** Bytes kept of a name (tool, rule), a place, a fingerprint and a message. */
export const NAME_BYTES = 300;
export const URI_BYTES = 4_096;
export const FINGERPRINT_BYTES = 300;
export const MESSAGE_BYTES = 500;
