export { converge } from './converge.ts';
export type {
  Annotation,
  Delivery,
  DeliveryRejection,
  DeploymentAnswer,
  ForgeAccount,
  ForgeChange,
  ForgeComment,
  ForgeName,
  ForgeNotice,
  ForgeRef,
  ForgeReview,
  PublishedCheck,
  PublishedGroup,
  PublishedVerdict,
} from './model.ts';
export { FORGES } from './model.ts';
export type { DeliveryReader, Forge } from './port.ts';
export { forgeRefText, readForgeRef } from './ref.ts';
export type {
  ForgeTransport,
  MirrorRequest,
  RepositoryMirror,
  StillHeld,
  TransportAnswer,
  TransportRequest,
} from './transport.ts';
export { heldTransport, requireHeld } from './transport.ts';
