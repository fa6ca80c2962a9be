export { audiencesOf } from './audience.ts';
export { countInto, DIGEST_COUNTS, digestMessage, emptyDigest, isEmptyDigest } from './digest.ts';
export { mailText, slackMessage } from './draw.ts';
export { lineOf } from './line.ts';
export { messageOf } from './message.ts';
export type { Audience, Digest, Message, NoticeCode, NoticeLine, Piece } from './model.ts';
export { MAX_AGE_MS, MAX_LINES } from './model.ts';
export type { Address, Messenger } from './port.ts';
export { EVENT_NAMES, webhookBody } from './program.ts';
