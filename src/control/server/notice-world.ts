import type { Person } from '../../domain/catalog/index.ts';
import type { Messenger, Pager } from '../../domain/notice/index.ts';
import type { WebhookSender } from '../../domain/outgoing/index.ts';
import { digestOf, type Instant } from '../../kernel/index.ts';
import type { ServerNode } from './port.ts';

/** A program that gets every event. */
export interface WebhookReceiver {
  /** Of its address, so that another address is another receiver: `[a-z0-9]`. */
  readonly id: string;
  readonly url: string;
  /** The newest first; more than one while it is exchanged. */
  readonly keys: readonly Uint8Array[];
  readonly sender: WebhookSender;
}

/** How people and programs are reached. */
export interface NoticeWays {
  readonly webhook: WebhookReceiver | null;
  /** Whoever calls people out; `null` = nobody. */
  readonly pager: Pager | null;
  /** Each gets what the channel is told. */
  readonly channels: readonly Messenger[];
  /** Tried in this order until one reaches the person. */
  readonly personal: readonly Messenger[];
  /** Persons who turned off all notices but those of overrides. */
  readonly optedOut: ReadonlySet<string>;
  /** Hour of the day, UTC, at which the digest goes out: 0 to 23. */
  readonly digestHour: number;
}

/** Everything that telling others works with. */
export interface NoticeWorld {
  readonly node: ServerNode;
  readonly ways: NoticeWays;
  /** The people of all catalogues. */
  readonly people: () => Promise<readonly Person[]>;
  /** Without a slash at its end; `null` = none is known. */
  readonly publicUrl: string | null;
  readonly now: () => Instant;
  /** Told of faults and of receivers that got nothing; no text of a change, no secret. */
  readonly onFault: (about: string, error: unknown) => void;
}

/** Whether anybody is told anything. */
export function tellsPeople({ channels, personal }: NoticeWays): boolean {
  return channels.length > 0 || personal.length > 0;
}

/** Names the receiver at an address; the address itself may hold a secret. */
export function webhookId(url: string): string {
  return digestOf(url).slice('sha256:'.length, 'sha256:'.length + 12);
}
