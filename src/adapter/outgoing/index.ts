export { type Resolve, SENDER_DEFAULTS, type SenderSettings, webhookSender } from './sender.ts';
