import { Hono } from 'hono';
import {
  incidentActionChangeRequest,
  incidentActionRequest,
  incidentClaimRequest,
  incidentImpactRequest,
  incidentImportRequest,
  incidentLinkRequest,
  incidentNoteRequest,
  incidentOpenRequest,
  incidentSettleRequest,
  incidentStageRequest,
  incidentUpdateRequest,
  incidentWithdrawRequest,
} from '../../contract/index.ts';
import type { IncidentDesk, IncidentTelling } from '../../service/index.ts';
import { type Env, parsed, type Web } from './answer.ts';
import { BODY_LIMITS, type ByteBudget } from './guard/index.ts';

/** What may be told of an incident, by the last part of its address. */
const TELLINGS = {
  update: incidentUpdateRequest,
  stage: incidentStageRequest,
  note: incidentNoteRequest,
  claim: incidentClaimRequest,
  settle: incidentSettleRequest,
  withdraw: incidentWithdrawRequest,
  impact: incidentImpactRequest,
  link: incidentLinkRequest,
  action: incidentActionRequest,
  'action-change': incidentActionChangeRequest,
} as const;

/** Routes of incidents. */
export function incidentRoutes(desk: IncidentDesk, budget: ByteBudget): Hono<Env> {
  const app = new Hono<Env>();
  const who = (c: Web) => c.get('caller').principal;
  const id = (c: Web) => c.req.param('id') ?? '';

  app.get('/api/v1/incidents', async (c) =>
    c.json(await desk.list(who(c), { stage: c.req.query('stage') === 'open' ? 'open' : 'all' })),
  );
  app.post('/api/v1/incidents', async (c) =>
    c.json(await desk.open(who(c), await parsed(c, incidentOpenRequest, { budget }))),
  );
  app.post('/api/v1/incidents/import', async (c) =>
    c.json(await desk.import(who(c), await parsed(c, incidentImportRequest, { budget, limit: BODY_LIMITS.operation }))),
  );
  app.get('/api/v1/incidents/:id', async (c) => c.json(await desk.report(who(c), id(c))));
  for (const [act, shape] of Object.entries(TELLINGS)) {
    app.post(`/api/v1/incidents/:id/${act}`, async (c) => {
      // The shape stands beside the act, in one row of the table.
      const telling = { act, body: await parsed<unknown>(c, shape, { budget }) } as IncidentTelling;
      return c.json(await desk.tell(who(c), { id: id(c), telling }));
    });
  }
  return app;
}
