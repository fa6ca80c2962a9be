import { DEPLOYMENT_EVENTS, type DeploymentEvent, type DeploymentTarget } from '../../domain/deployment/index.ts';
import { type Envelope, type NewEvent, payloadOf, type StreamId, streamId } from '../../event-log/index.ts';
import { digestOfJson, type Instant } from '../../kernel/index.ts';

const KINDS: ReadonlySet<string> = new Set(DEPLOYMENT_EVENTS);

/** A short name of a target: services and environments may be called anything. */
export function targetKey({ forge, repository, service, environment }: DeploymentTarget): string {
  return digestOfJson([forge, repository, service, environment]).slice('sha256:'.length, 'sha256:'.length + 32);
}

/** The stream of one target. */
export function deploymentStream(target: DeploymentTarget): StreamId {
  return streamId('deployment', targetKey(target));
}

/** The deployment event in an envelope; `null` for events of other kinds. */
export function deploymentEventOf(envelope: Envelope): DeploymentEvent | null {
  if (!KINDS.has(envelope.type)) return null;
  // The log checked on writing and verifies by digest: its payload is what this room wrote.
  return { kind: envelope.type, ...(payloadOf(envelope) as object) } as DeploymentEvent;
}

/** Puts a deployment's event into the shape of the log. */
export function newDeploymentEvent(
  event: DeploymentEvent,
  by: { readonly actor: string | null; readonly at: Instant },
): NewEvent {
  const { kind, ...payload } = event;
  return { type: kind, schemaVersion: 1, at: by.at, actor: by.actor, payload };
}
