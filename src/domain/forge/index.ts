export type {
  Annotation,
  Delivery,
  DeliveryRejection,
  ForgeAccount,
  ForgeChange,
  ForgeName,
  ForgeNotice,
  ForgeRef,
  ForgeReview,
  PublishedVerdict,
} from './model.ts';
export { FORGES } from './model.ts';
export type { DeliveryReader, Forge } from './port.ts';
export { forgeRefText, readForgeRef } from './ref.ts';
