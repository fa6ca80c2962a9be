import { SERVER_SCHEMAS } from '../../contract/index.ts';
import { doorPaths } from './open-api-door.ts';

/** OpenAPI 3.1 description of the HTTP interface, made of the contract's own schemas. */
export function openApi(version: string): unknown {
  const answers = (schema: string | null) => ({
    200: schema === null ? { description: 'done' } : content(schema),
    default: content('failure'),
  });
  const read = (schema: string, summary: string) => ({ get: { summary, responses: answers(schema) } });
  const write = (body: string | null, summary: string, answer = 'write-answer') => ({
    post: {
      summary,
      ...(body === null ? {} : { requestBody: { required: true, content: jsonOf(body) } }),
      responses: answers(answer),
    },
  });
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
  const ofChange = (path: object) => ({ parameters: [id], ...path });
  return {
    openapi: '3.1.0',
    info: { title: 'Firebreak', version },
    paths: {
      '/api/v1/me': read('me', 'Who asks'),
      '/api/v1/now': read('now', 'Is it safe to ship, and does anything wait for me?'),
      '/api/v1/inbox': read('inbox', 'What must I sign, in what order, why me, how long?'),
      '/api/v1/changes': read(
        'changes',
        'Changes; state=open|all, verdict, service, assistance, rule, outcome=matched|holding|unjudged of that rule, review=owed, q, after=ID',
      ),
      '/api/v1/changes/{id}': ofChange(read('change', 'Why is this held and what clears it?')),
      '/api/v1/changes/{id}/blast': ofChange(read('blast', 'What it can reach')),
      '/api/v1/changes/{id}/signoff': ofChange(write('signoff-request', 'Sign this content')),
      '/api/v1/changes/{id}/return': ofChange(write('return-request', 'Send it back')),
      '/api/v1/changes/{id}/delegate': ofChange(write('delegate-request', 'Pass an ask on')),
      '/api/v1/changes/{id}/override': ofChange(write('override-request', 'Break the glass')),
      '/api/v1/changes/{id}/recheck': ofChange(write(null, 'Judge it again')),
      '/api/v1/changes/{id}/overrides/{override}/review': {
        parameters: [id, { ...id, name: 'override' }],
        ...write('override-review-request', 'Look at an override afterwards'),
      },
      '/api/v1/operations': write('operation-request', 'Submit what is no pull request', 'operation-answer'),
      '/api/v1/operations/{id}/done': ofChange(
        write('operation-done-request', 'Mark it as carried out', 'operation-answer'),
      ),
      '/api/v1/deployments': write('deployment-request', 'Say what was deployed', 'deployment-answer'),
      '/api/v1/metrics': read('metrics', 'What does delivery cost and what needs repair? days=N'),
      '/api/v1/weekly': read('weekly', 'The operations review of the newest week that is over'),
      '/api/v1/weekly/{id}': ofChange(read('weekly', 'The operations review of a week, as 2026-W47')),
      '/api/v1/weekly/{id}/freeze': ofChange(write(null, 'Keep the document as it is', 'weekly-answer')),
      '/api/v1/weekly/{id}/wheel': ofChange(write(null, 'Draw a service', 'weekly-answer')),
      '/api/v1/weekly/{id}/decisions': ofChange(
        write('weekly-decision-request', 'Write a decision down', 'weekly-answer'),
      ),
      '/api/v1/weekly/{id}/decisions/{decision}': {
        parameters: [id, { ...id, name: 'decision' }],
        ...write('weekly-decision-end-request', 'Say that a decision is carried out, or given up', 'weekly-answer'),
      },
      '/api/v1/findings': read('findings', 'What is there without a record; at=POSITION, after=KEY'),
      '/api/v1/queue': read('queues', 'Merge queues'),
      '/api/v1/queue/{id}': ofChange(read('queue', 'What waits, is built, landed; first=N of what waits')),
      '/api/v1/queue/{id}/entries/{entry}': {
        parameters: [id, { ...id, name: 'entry' }],
        ...read('queue-explanation', 'Why does it wait and what is to be done?'),
      },
      '/api/v1/queue/{id}/output/{what}': {
        parameters: [id, { ...id, name: 'what' }],
        ...read('queue-output', 'What did the build print? what=ENTRY or BUILD; lines=N'),
      },
      '/api/v1/queue/{id}/entries': ofChange(write('queue-add-request', 'Queue a change', 'queue-answer')),
      '/api/v1/queue/{id}/eject': ofChange(write('queue-eject-request', 'Take an entry out', 'queue-answer')),
      '/api/v1/queue/{id}/pause': ofChange(write('queue-pause-request', 'Build and land nothing', 'queue-answer')),
      '/api/v1/queue/{id}/resume': ofChange(write(null, 'Go on', 'queue-answer')),
      '/api/v1/queue/{id}/freeze': ofChange(write('queue-freeze-request', 'Land nothing', 'queue-answer')),
      '/api/v1/queue/{id}/thaw': ofChange(write('queue-thaw-request', 'End a freeze', 'queue-answer')),
      '/api/v1/brakes': {
        ...read('brakes', 'What is held, by whom, until when'),
        ...write('brake-on-request', 'Pull a brake, now or planned', 'brake-answer'),
      },
      '/api/v1/brakes/ask': write('brake-question-request', 'May this step be taken now?', 'brake-verdict'),
      '/api/v1/brakes/{id}/amend': ofChange(
        write('brake-amend-request', 'Change a brake while it is there', 'brake-answer'),
      ),
      '/api/v1/brakes/{id}/off': ofChange(write('brake-off-request', 'Release a brake; only a human', 'brake-answer')),
      '/api/v1/incidents': {
        ...read('incidents', 'What went wrong; stage=open for what has not ended'),
        ...write('incident-open-request', 'Open an incident', 'incident-answer'),
      },
      '/api/v1/incidents/import': write(
        'incident-import-request',
        'Enter incidents of another record',
        'incident-imported',
      ),
      '/api/v1/incidents/{id}': ofChange(read('incident', 'Which change did it, how sure, what did it cost?')),
      '/api/v1/incidents/{id}/update': ofChange(
        write('incident-update-request', 'Put something right', 'incident-answer'),
      ),
      '/api/v1/incidents/{id}/stage': ofChange(
        write('incident-stage-request', 'Say where it stands', 'incident-answer'),
      ),
      '/api/v1/incidents/{id}/note': ofChange(write('incident-note-request', 'Tell what was seen', 'incident-answer')),
      '/api/v1/incidents/{id}/claim': ofChange(
        write('incident-claim-request', 'Enter what a party says', 'incident-answer'),
      ),
      '/api/v1/incidents/{id}/settle': ofChange(
        write('incident-settle-request', 'Settle a dispute; only a human', 'incident-answer'),
      ),
      '/api/v1/incidents/{id}/withdraw': ofChange(
        write('incident-withdraw-request', 'Take a statement back', 'incident-answer'),
      ),
      '/api/v1/incidents/{id}/impact': ofChange(
        write('incident-impact-request', 'Enter a figure of harm', 'incident-answer'),
      ),
      '/api/v1/incidents/{id}/link': ofChange(
        write('incident-link-request', 'Link something of the record', 'incident-answer'),
      ),
      '/api/v1/incidents/{id}/action': ofChange(
        write('incident-action-request', 'Add what is to be done', 'incident-answer'),
      ),
      '/api/v1/incidents/{id}/action-change': ofChange(
        write('incident-action-change-request', 'Change an action', 'incident-answer'),
      ),
      '/api/v1/rollouts': {
        ...read('rollouts', 'What is rolled out, and by which plans'),
        ...write('rollout-start-request', 'Start a rollout', 'rollout-answer'),
      },
      '/api/v1/rollouts/{id}': ofChange(read('rollout', 'Where a rollout stands, and what its judge sees')),
      '/api/v1/rollouts/{id}/pause': ofChange(write('rollout-reason-request', 'Stand still', 'rollout-answer')),
      '/api/v1/rollouts/{id}/resume': ofChange(write(null, 'Go on; only a human', 'rollout-answer')),
      '/api/v1/rollouts/{id}/promote': ofChange(
        write('rollout-reason-request', 'Leave the stage; only a human', 'rollout-answer'),
      ),
      '/api/v1/rollouts/{id}/abort': ofChange(
        write('rollout-abort-request', 'Put the version before back, where that is safe', 'rollout-answer'),
      ),
      '/api/v1/alarms': read('alarms', 'What is watched, and what alarms, with pictures'),
      '/api/v1/signals': read('signals', 'What alarms, and whether measurements come'),
      '/v1/counters': write('counter-push-request', 'Push measurements, by a token of its own', 'counter-push-answer'),
      '/api/v1/exposure': read('exposure', 'What open changes can reach, and what runs there'),
      '/api/v1/policy': read('policy', 'What the rules do here, and whether it can be proved'),
      '/api/v1/login/ask': write('login-ask-request', 'Let a command line ask to be let in', 'login-asked'),
      '/api/v1/login/poll': write('login-poll-request', 'What became of it; the login once', 'login-polled'),
      '/api/v1/login/question': write('login-code-request', 'Who asks with this code', 'login-question'),
      '/api/v1/login/approve': write('login-approve-request', 'Let it in as oneself', 'login-answered'),
      '/api/v1/login/deny': write('login-code-request', 'Send it away', 'login-answered'),
      '/api/v1/me/logins': read('logins', 'Command lines that are let in as oneself'),
      '/api/v1/logins/{id}': ofChange({ delete: { summary: 'End a login', responses: answers(null) } }),
      '/api/v1/flags': read('served-flags', 'Feature flags that are served, and which are killed'),
      '/api/v1/flags/{id}/kill': ofChange(
        write('flag-kill-request', 'Force a flag off for everybody, now', 'flag-answer'),
      ),
      '/api/v1/flags/{id}/restore': ofChange(write('flag-restore-request', 'End a kill; only a human', 'flag-answer')),
      '/ofrep/v1/evaluate/flags': write('ofrep-request', 'All flags for somebody (OFREP)', 'ofrep-bulk'),
      '/ofrep/v1/evaluate/flags/{id}': ofChange(
        write('ofrep-request', 'One flag for somebody (OFREP)', 'ofrep-success'),
      ),
      ...doorPaths(),
      '/api/v1/live': { get: { summary: 'Server-sent events: what was appended', responses: answers(null) } },
    },
    components: { schemas: Object.fromEntries(Object.entries(SERVER_SCHEMAS).map(([name, make]) => [name, make()])) },
  };
}

function jsonOf(schema: string) {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
}

function content(schema: string) {
  return { description: schema, content: jsonOf(schema) };
}
