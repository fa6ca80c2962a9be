import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerGit, gitIn } from './git-over-http.ts';

interface Account {
  readonly username: string;
}
interface Note {
  readonly id: number;
  readonly iid: number;
  body: string;
  readonly author: Account;
  readonly system: boolean;
  readonly created_at: string;
  updated_at: string;
}
interface MergeRequest {
  readonly iid: number;
  title: string;
  description: string;
  readonly author: Account;
  readonly source_branch: string;
  target_branch: string;
  sha: string;
  state: 'opened' | 'closed' | 'merged';
  readonly versions: { readonly head_commit_sha: string; readonly created_at: string }[];
  readonly approved: { readonly user: Account; readonly approved_at: string | null }[];
}
interface Status {
  readonly id: number;
  readonly sha: string;
  readonly name: string;
  readonly status: string;
  readonly description: string;
  readonly author: Account;
}

/** GitLab on loopback with one project; what its documents say of pages, states and versions holds here too. */
export class FakeGitlab {
  readonly token = 'glpat-tokenofthefake';
  readonly login = 'project_1_bot_abc';
  readonly project = 'group/sub/shop';
  nowMs = Date.parse('2026-03-01T12:00:00Z');
  readonly mergeRequests: MergeRequest[] = [];
  readonly notes: Note[] = [];
  readonly statuses: Status[] = [];
  readonly externalAnswers: { readonly sha: string; readonly status: string }[] = [];
  readonly flaws: string[] = [];
  /** Paths of calls whose answer is lost, once each. */
  readonly lost: string[] = [];
  readonly #path: string;
  #lastId = 0;
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) => {
      this.flaws.push(String(error));
      response.writeHead(500).end();
    });
  });

  private constructor(path: string) {
    this.#path = path;
  }

  static async start(path: string): Promise<FakeGitlab> {
    const fake = new FakeGitlab(path);
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', () => resolve()));
    return fake;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  get webUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get apiUrl(): string {
    return `${this.webUrl}/api/v4`;
  }

  open(given: {
    readonly title: string;
    readonly description: string;
    readonly branch: string;
    readonly sha: string;
    readonly author?: string;
  }): number {
    const iid = this.mergeRequests.length + 1;
    const { title, description, branch } = given;
    const author = { username: given.author ?? 'Ann' };
    const named = { iid, title, description, author, source_branch: branch, target_branch: 'main' };
    this.mergeRequests.push({ ...named, sha: '', state: 'opened', versions: [], approved: [] });
    this.push(iid, given.sha);
    return iid;
  }

  push(iid: number, sha: string): void {
    const found = this.of(iid);
    found.sha = sha;
    found.versions.unshift({ head_commit_sha: sha, created_at: this.#iso() });
    if (/^[0-9a-f]{40}$/.test(sha) && this.#path !== '')
      gitIn(this.#path, 'update-ref', `refs/merge-requests/${iid}/head`, sha);
  }

  of(iid: number): MergeRequest {
    const found = this.mergeRequests.find((each) => each.iid === iid);
    if (found === undefined) throw new Error(`the fake has no merge request ${iid}`);
    return found;
  }

  addNote(iid: number, given: { readonly by: string; readonly body: string; readonly system?: boolean }): Note {
    this.#lastId += 1;
    const at = this.#iso();
    const author = { username: given.by };
    const note = { id: this.#lastId, iid, body: given.body, author, system: given.system ?? false };
    const made = { ...note, created_at: at, updated_at: at };
    this.notes.push(made);
    return made;
  }

  addStatus(given: {
    readonly sha: string;
    readonly by: string;
    readonly status: string;
    readonly description: string;
  }): void {
    this.#lastId += 1;
    this.statuses.push({ id: this.#lastId, name: 'firebreak', author: { username: given.by }, ...given });
  }

  #iso(): string {
    return new Date(this.nowMs).toISOString();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.webUrl);
    if (!url.pathname.startsWith('/api/v4/')) return this.#git(request, response, url);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString('utf8');
    const project = `/projects/${encodeURIComponent(this.project)}`;
    const path = url.pathname.slice('/api/v4'.length);
    const key = `${request.method} ${path.startsWith(project) ? path.slice(project.length) || '/' : path}`;
    const answer =
      request.headers['private-token'] === this.token
        ? this.#respond(key, text === '' ? {} : JSON.parse(text))
        : { status: 401, body: { message: '401 Unauthorized' } };
    const at = this.lost.findIndex((each) => key.includes(each));
    if (at >= 0) {
      this.lost.splice(at, 1);
      request.socket.destroy();
      return;
    }
    const size = Number(url.searchParams.get('per_page') ?? '20');
    const page = Number(url.searchParams.get('page') ?? '1');
    let { body } = answer;
    if (Array.isArray(body)) {
      if (body.length > page * size) {
        url.searchParams.set('page', String(page + 1));
        response.setHeader('link', `<${url.href}>; rel="next"`);
      }
      body = body.slice((page - 1) * size, page * size);
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(body === undefined ? '' : JSON.stringify(body));
  }

  #respond(key: string, body: Record<string, string>): { readonly status: number; readonly body?: unknown } {
    const match = /^(\w+) \/merge_requests\/(\d+)(.*)$/.exec(key);
    if (match !== null) return this.#ofMergeRequest(`${match[1]} ${match[3]}`, Number(match[2]), body);
    if (key === 'GET /user') return { status: 200, body: { username: this.login } };
    if (key === 'GET /') return { status: 200, body: { default_branch: 'main' } };
    if (key === 'GET /merge_requests') {
      return {
        status: 200,
        body: this.mergeRequests.filter(({ state }) => state === 'opened').map((each) => this.#shown(each)),
      };
    }
    if (key === 'GET /groups/group%2Fseniors') return { status: 200, body: { id: 5 } };
    if (key === 'GET /groups/group%2Fseniors/members/all') return { status: 200, body: [{ username: 'Ann' }] };
    const listed = /^GET \/repository\/commits\/(\w+)\/statuses$/.exec(key);
    if (listed !== null) return { status: 200, body: this.statuses.filter(({ sha }) => sha === listed[1]) };
    const posted = /^POST \/statuses\/(\w+)$/.exec(key);
    if (posted !== null) {
      const { state: status = '', description = '' } = body;
      if (!['success', 'failed', 'pending', 'running', 'canceled'].includes(status)) return { status: 400, body: {} };
      if (description.length > 255) return { status: 400, body: { message: 'description is too long' } };
      this.addStatus({ sha: posted[1] ?? '', by: this.login, status, description });
      return { status: 201, body: {} };
    }
    return { status: 404, body: { message: '404 Not found' } };
  }

  #ofMergeRequest(
    key: string,
    iid: number,
    body: Record<string, string>,
  ): { readonly status: number; readonly body?: unknown } {
    const found = this.mergeRequests.find((each) => each.iid === iid);
    if (found === undefined) return { status: 404, body: {} };
    const note = this.notes.find(({ id }) => id === Number(/^\w+ \/notes\/(\d+)$/.exec(key)?.[1]));
    if (key === 'GET ') return { status: 200, body: this.#shown(found) };
    if (key === 'GET /approvals') return { status: 200, body: { approved_by: found.approved } };
    if (key === 'GET /versions') return { status: 200, body: found.versions };
    if (key === 'GET /notes') return { status: 200, body: this.notes.filter((each) => each.iid === iid) };
    if (key === 'POST /notes')
      return { status: 201, body: this.addNote(iid, { by: this.login, body: body['body'] ?? '' }) };
    if (key === 'GET /status_checks') return { status: 200, body: [{ id: 3, name: 'Firebreak', status: 'pending' }] };
    if (key === 'POST /status_check_responses') {
      this.externalAnswers.push({ sha: body['sha'] ?? '', status: body['status'] ?? '' });
      return { status: 201, body: {} };
    }
    if (note !== undefined && key.startsWith('PUT')) {
      note.body = body['body'] ?? '';
      note.updated_at = this.#iso();
      return { status: 200, body: note };
    }
    if (note !== undefined && key.startsWith('DELETE')) {
      this.notes.splice(this.notes.indexOf(note), 1);
      return { status: 204 };
    }
    return { status: 404, body: {} };
  }

  #shown({ versions, approved: _, ...found }: MergeRequest): unknown {
    return {
      ...found,
      draft: false,
      labels: [],
      web_url: `https://gitlab.example/${this.project}/-/merge_requests/${found.iid}`,
      updated_at: versions[0]?.created_at,
    };
  }

  #git(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const prefix = `/${this.project}.git`;
    const expected = `Basic ${Buffer.from(`oauth2:${this.token}`).toString('base64')}`;
    if (!url.pathname.startsWith(prefix) || request.headers.authorization !== expected) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="GitLab"' }).end();
      return;
    }
    const rest = url.pathname.slice(prefix.length);
    answerGit({ request, response, repository: this.#path, rest, query: url.search.slice(1) });
  }
}
