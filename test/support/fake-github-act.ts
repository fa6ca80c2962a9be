import type { FakeGithub } from './fake-github.ts';
import {
  type CheckRun,
  type Comment,
  keepPullRef,
  type Pull,
  type Repository,
  type Review,
  type Status,
  shownCheck,
  shownComment,
  shownPull,
  shownReview,
  userOf,
} from './fake-github-state.ts';
import { githubApi } from './github-api.ts';

/** What people, other programs and GitHub itself do; each sends the webhook that GitHub would send. */
export class FakeGithubAct {
  /** By name, lower-case. */
  readonly repositories = new Map<string, Repository>();
  readonly #fake: FakeGithub;
  #lastId = 1000;

  constructor(fake: FakeGithub) {
    this.#fake = fake;
  }

  newId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  addRepository(name: string, options: { readonly path?: string; readonly defaultBranch?: string } = {}): Repository {
    const repository: Repository = {
      name,
      path: options.path ?? null,
      defaultBranch: options.defaultBranch ?? 'main',
      archived: false,
      pulls: [],
      reviews: [],
      comments: [],
      checks: [],
      statuses: [],
      deployments: [],
    };
    this.repositories.set(name.toLowerCase(), repository);
    return repository;
  }

  repository(name: string): Repository {
    const found = this.repositories.get(name.toLowerCase());
    if (found === undefined) throw new Error(`the fake has no repository ${name}`);
    return found;
  }

  pull(name: string, number: number): Pull {
    const found = this.repository(name).pulls.find((pull) => pull.number === number);
    if (found === undefined) throw new Error(`${name} has no pull request ${number}`);
    return found;
  }

  async openPull(
    name: string,
    given: {
      readonly head: string;
      readonly base: string;
      readonly author?: string;
      readonly title?: string;
      readonly body?: string;
      readonly headRef?: string;
      readonly baseRef?: string;
      readonly draft?: boolean;
      readonly labels?: readonly string[];
    },
  ): Promise<Pull> {
    const repository = this.repository(name);
    const pull: Pull = {
      number: repository.pulls.length + 1,
      title: given.title ?? 'A change',
      body: given.body ?? '',
      user: userOf(given.author ?? 'ann'),
      state: 'open',
      mergedAt: null,
      draft: given.draft ?? false,
      labels: [...(given.labels ?? [])],
      headRef: given.headRef ?? 'feature',
      head: given.head,
      baseRef: given.baseRef ?? repository.defaultBranch,
      base: given.base,
      updatedAt: this.#fake.isoNow(),
    };
    repository.pulls.push(pull);
    keepPullRef(repository, pull);
    await this.#pullEvent(repository, pull, 'opened');
    return pull;
  }

  /** Another head, by a push to the branch. */
  async push(name: string, number: number, head: string): Promise<void> {
    const pull = this.pull(name, number);
    pull.head = head;
    keepPullRef(this.repository(name), pull);
    await this.#pullEvent(this.repository(name), pull, 'synchronize');
  }

  /** Another base branch after everything else was said. */
  async retarget(name: string, number: number, to: { readonly baseRef: string; readonly base: string }): Promise<void> {
    const pull = this.pull(name, number);
    pull.baseRef = to.baseRef;
    pull.base = to.base;
    await this.#pullEvent(this.repository(name), pull, 'edited');
  }

  async editPull(
    name: string,
    number: number,
    given: Partial<Pick<Pull, 'title' | 'body' | 'draft' | 'labels'>>,
  ): Promise<void> {
    const pull = Object.assign(this.pull(name, number), given);
    await this.#pullEvent(this.repository(name), pull, 'edited');
  }

  async close(name: string, number: number, options: { readonly isMerged: boolean }): Promise<void> {
    const pull = this.pull(name, number);
    pull.state = 'closed';
    pull.mergedAt = options.isMerged ? this.#fake.isoNow() : null;
    await this.#pullEvent(this.repository(name), pull, 'closed');
  }

  async review(
    name: string,
    number: number,
    given: { readonly by: string; readonly state: Review['state']; readonly commit?: string; readonly body?: string },
  ): Promise<Review> {
    const review: Review = {
      id: this.newId(),
      pull: number,
      user: userOf(given.by),
      state: given.state,
      body: given.body ?? '',
      commit: given.commit ?? this.pull(name, number).head,
      at: this.#fake.isoNow(),
    };
    this.repository(name).reviews.push(review);
    await this.#reviewEvent(name, review, 'submitted');
    return review;
  }

  async dismissReview(name: string, review: Review): Promise<void> {
    review.state = 'DISMISSED';
    await this.#reviewEvent(name, review, 'dismissed');
  }

  async editReview(name: string, review: Review, body: string): Promise<void> {
    review.body = body;
    await this.#reviewEvent(name, review, 'edited');
  }

  async comment(name: string, issue: number, given: { readonly by: string; readonly text: string }): Promise<Comment> {
    const at = this.#fake.isoNow();
    const comment = { id: this.newId(), issue, user: userOf(given.by), body: given.text, createdAt: at, updatedAt: at };
    this.repository(name).comments.push(comment);
    await this.#commentEvent(name, comment, 'created');
    return comment;
  }

  /** Whoever may write to a repository may edit anybody's comment. The clock must have moved for GitHub to show it. */
  async editComment(name: string, comment: Comment, text: string): Promise<void> {
    comment.body = text;
    comment.updatedAt = this.#fake.isoNow();
    await this.#commentEvent(name, comment, 'edited');
  }

  /** GitHub's merge queue asks about a trial merge. */
  async queue(name: string, number: number, given: { readonly head: string; readonly base: string }): Promise<void> {
    const { defaultBranch } = this.repository(name);
    await this.#fake.deliver('merge_group', {
      action: 'checks_requested',
      merge_group: {
        head_sha: given.head,
        head_ref: `refs/heads/gh-readonly-queue/${defaultBranch}/pr-${number}-${given.base}`,
        base_sha: given.base,
        base_ref: `refs/heads/${defaultBranch}`,
      },
      repository: { full_name: name },
    });
  }

  async rerequest(name: string, run: CheckRun): Promise<void> {
    const repository = { full_name: name };
    await this.#fake.deliver('check_run', { action: 'rerequested', check_run: shownCheck(run), repository });
  }

  async branchPushed(name: string, given: { readonly branch: string; readonly head: string }): Promise<void> {
    const repository = { full_name: name };
    await this.#fake.deliver('push', {
      ref: `refs/heads/${given.branch}`,
      after: given.head,
      deleted: false,
      repository,
    });
  }

  /** A deployment that waits; gives the run. */
  async deploymentWaits(
    name: string,
    given: {
      readonly environment: string;
      readonly sha: string;
      readonly callback?: string;
      /** Of a run that is started again. */
      readonly run?: number;
      /** GitHub's own number; the same one twice is a webhook that was sent again. */
      readonly deployment?: number;
    },
  ): Promise<number> {
    const run = given.run ?? this.newId();
    const own = `${this.#fake.apiUrl}/repos/${name}/actions/runs/${run}/deployment_protection_rule`;
    const { environment, sha } = given;
    await this.#describedEvent('deployment_protection_rule', {
      action: 'requested',
      environment,
      event: 'push',
      deployment_callback_url: given.callback ?? own,
      deployment: { id: given.deployment ?? this.newId(), sha, environment },
      repository: { full_name: name },
    });
    return run;
  }

  /** Whoever may write to a repository may say that something was deployed; so do runs. */
  async deploymentStatus(
    name: string,
    given: {
      readonly environment: string;
      readonly sha: string;
      readonly state?: string;
      readonly isProduction?: boolean;
    },
  ): Promise<void> {
    const { environment, sha, state = 'success', isProduction = environment === 'production' } = given;
    const at = this.#fake.isoNow();
    await this.#describedEvent('deployment_status', {
      action: 'created',
      deployment_status: { id: this.newId(), state, environment, created_at: at, updated_at: at },
      deployment: { id: this.newId(), sha, environment, production_environment: isProduction },
      repository: { full_name: name },
    });
  }

  async #describedEvent(name: string, payload: Readonly<Record<string, unknown>>): Promise<void> {
    this.#fake.flaws.push(...githubApi().webhookFlaws({ name, action: String(payload['action']) }, payload));
    await this.#fake.deliver(name, payload);
  }

  /** A check by any App, forged or not; no webhook: others' checks do not concern us. */
  addCheck(
    name: string,
    given: { readonly appId: number; readonly name: string; readonly head: string; readonly conclusion: string },
  ): CheckRun {
    const run: CheckRun = {
      ...given,
      id: this.newId(),
      externalId: '',
      status: 'completed',
      title: '',
      summary: '',
      detailsUrl: null,
      annotations: [],
    };
    this.repository(name).checks.push(run);
    return run;
  }

  addStatus(
    repository: Repository,
    given: {
      readonly sha: string;
      readonly by: string;
      readonly state: string;
      readonly context?: string;
      readonly description?: string;
      readonly target_url?: string;
    },
  ): Status {
    const status: Status = {
      id: this.newId(),
      sha: given.sha,
      context: given.context ?? 'default',
      state: given.state,
      description: given.description ?? null,
      targetUrl: given.target_url ?? null,
      creator: userOf(given.by),
    };
    repository.statuses.push(status);
    return status;
  }

  /**
   * Conclusion of a check as a ruleset sees it that requires it of our App: others' checks of that name do not count. `null`
   * = it is missing or not completed.
   */
  requiredCheck(name: string, head: string, check = 'firebreak'): string | null {
    const own = this.repository(name).checks.filter(
      (run) => run.head === head && run.name === check && run.appId === this.#fake.appId,
    );
    const newest = own.reduce<CheckRun | null>((best, run) => (best === null || run.id > best.id ? run : best), null);
    return newest?.status === 'completed' ? newest.conclusion : null;
  }

  async #pullEvent(repository: Repository, pull: Pull, action: string): Promise<void> {
    pull.updatedAt = this.#fake.isoNow();
    await this.#fake.deliver('pull_request', {
      action,
      number: pull.number,
      pull_request: { ...shownPull(repository, pull), merged: pull.mergedAt !== null },
      repository: { full_name: repository.name },
    });
  }

  async #reviewEvent(name: string, review: Review, action: string): Promise<void> {
    const repository = this.repository(name);
    await this.#fake.deliver('pull_request_review', {
      action,
      review: { ...shownReview(review), state: review.state.toLowerCase() },
      pull_request: shownPull(repository, this.pull(name, review.pull)),
      repository: { full_name: name },
    });
  }

  async #commentEvent(name: string, comment: Comment, action: string): Promise<void> {
    await this.#fake.deliver('issue_comment', {
      action,
      issue: { number: comment.issue, pull_request: {} },
      comment: shownComment(comment),
      repository: { full_name: name },
    });
  }
}
