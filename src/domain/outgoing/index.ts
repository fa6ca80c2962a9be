export type { WebhookSender } from './port.ts';
export { type AttemptOutcome, afterAttempt, type NextStep, RETRY_MS } from './retry.ts';
export {
  readSecret,
  SECRET_PREFIX,
  SECRET_SIZE,
  type SignedWebhook,
  secretText,
  signWebhook,
  TOLERANCE_MS,
  verifyWebhook,
  type WebhookRejection,
} from './webhook.ts';
