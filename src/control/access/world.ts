import type {
  IdentityProvider,
  PasswordHasher,
  ProvisionSettings,
  SecretSource,
  SessionLimits,
} from '../../domain/access/index.ts';
import type { NodeStore } from '../../event-log/index.ts';
import type { Instant } from '../../kernel/index.ts';

/** How people come in, as the operator set it. */
export interface AccessSettings {
  readonly session: SessionLimits;
  readonly provision: ProvisionSettings;
  /** Whether name and password are a way in; an installation with a provider may turn it off. */
  readonly allowsPasswords: boolean;
  /** Whether a command line that its owner let sign may do so. */
  readonly allowsCliSigning: boolean;
  /** Person of the catalog whom the owner of a local server stands for; `null` = none. */
  readonly ownerPersonId: string | null;
}

/** What the use cases of accounts need of the outside. A write and its audit event are one transaction of the store. */
export interface AccessWorld {
  readonly store: Pick<NodeStore, 'append' | 'records'>;
  readonly passwords: PasswordHasher;
  readonly secrets: SecretSource;
  /** `null` = none is configured. */
  readonly provider: IdentityProvider | null;
  readonly settings: AccessSettings;
  now(): Instant;
}
