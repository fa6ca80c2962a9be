/** Bytes of one file: output of all tests stands in it; half a gigabyte takes some half a minute to read. */
export const FILE_LIMIT_BYTES = 536_870_912;
/** Bytes that are read at once; nothing is held longer than one tag or one piece of text. */
export const CHUNK_BYTES = 65_536;
/** Characters of one tag's name, attribute, comment or piece of text: whole logs stand in attributes. */
export const TOKEN_LIMIT = 1_048_576;
/** Suites nest some ten deep. */
export const DEPTH_LIMIT = 100;
/** Attributes of one element: reports have a dozen. */
export const ATTRIBUTE_LIMIT = 1_000;
/** Tests of one report. */
export const TEST_LIMIT = 200_000;
/** Attempts of one test in one report. */
export const ATTEMPT_LIMIT = 100;
/** Characters of a test's name; the rest is told by a digest. Names hold parameters, which may be documents. */
export const NAME_CHARACTERS = 300;
/** Characters of a failure that are looked at. */
export const MESSAGE_CHARACTERS = 2_000;
