import type { DoorAnswer, DoorRequest, EngineDoor } from '../../domain/rollout/index.ts';
import { executionAnswer, startAnswer } from './execution.ts';
import { remoteJudgeAnswer } from './remote-judge.ts';
import { jsonReply } from './reply.ts';

/** Name and id of the one canary configuration: what is looked at stands in the plan of the rollout. */
const CONFIG = 'firebreak';
const EXECUTION = /^\/canary\/([A-Za-z0-9_-]{1,2000})$/;

/** What Spinnaker's Kayenta asks of its remote judge, and what Argo asks of a Kayenta. */
export const kayentaDoor: EngineDoor = {
  engine: 'spinnaker',
  open(request: DoorRequest): DoorAnswer {
    const { method, path } = request;
    if (method === 'POST' && path === '/judge') return remoteJudgeAnswer(request);
    if (method === 'GET' && path === '/canaryConfig') return { kind: 'reply', reply: configList(request) };
    const id = EXECUTION.exec(path)?.[1];
    if (method === 'POST' && id === CONFIG) return startAnswer(request);
    if (method === 'GET' && id !== undefined) return executionAnswer(id, request);
    return { kind: 'no-such-address' };
  },
};

function configList({ query, now }: DoorRequest) {
  const application = (query['application'] ?? '').slice(0, 300);
  const iso = new Date(now).toISOString();
  return jsonReply([
    {
      id: CONFIG,
      name: CONFIG,
      updatedTimestamp: now,
      updatedTimestampIso: iso,
      applications: application === '' ? [] : [application],
    },
  ]);
}
