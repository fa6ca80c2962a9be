import type { CommitId } from '../../domain/change/index.ts';
import { excerpt, Fault } from '../../kernel/index.ts';

/** Runs git in a repository, with arguments as an array; never rejects for an exit code. */
export type RunGit = (options: {
  readonly folder: string;
  readonly args: readonly string[];
  readonly remote: null;
  readonly input?: string;
}) => Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;

/** A ref and what it points at. */
export interface NamedObject {
  /** Without the prefix that was asked for. */
  readonly name: string;
  readonly id: string;
}

/** What this adapter asks of git. */
export class BareRepository {
  readonly #git: RunGit;
  readonly folder: string;

  constructor(git: RunGit, folder: string) {
    this.#git = git;
    this.folder = folder;
  }

  /** Refs below a prefix that ends in a slash. */
  async refs(prefix: string): Promise<readonly NamedObject[]> {
    const text = await this.#run(['for-each-ref', '--format=%(objectname) %(refname)', prefix]);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const at = line.indexOf(' ');
        return { id: line.slice(0, at), name: line.slice(at + 1 + prefix.length) };
      });
  }

  /** Short name of the branch that HEAD names. Fault: it names none. */
  async defaultBranch(): Promise<string> {
    const text = await this.#run(['symbolic-ref', 'HEAD']);
    return text.trim().replace(/^refs\/heads\//, '');
  }

  /** `null` where there is no such commit. */
  async commit(revision: string): Promise<CommitId | null> {
    const ran = await this.#ran(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
    return ran.code === 0 ? (ran.stdout.trim() as CommitId) : null;
  }

  async holds(tip: string, commit: string): Promise<boolean> {
    return (await this.#ran(['merge-base', '--is-ancestor', commit, tip])).code === 0;
  }

  /** Fields of commits in `git log`'s placeholders, newest first, at most `limit`. */
  async log(given: {
    readonly revisions: readonly string[];
    readonly fields: readonly string[];
    readonly limit: number;
  }): Promise<readonly (readonly string[])[]> {
    // Messages hold no NUL, so three of them in a row end a commit.
    const format = `--format=${given.fields.join('%x00')}%x00`;
    const args = ['log', '-z', '--no-show-signature', `--max-count=${given.limit}`, format];
    const text = await this.#run([...args, '--end-of-options', ...given.revisions, '--']);
    const parts = text.split('\0');
    const size = given.fields.length + 1;
    const rows: string[][] = [];
    for (let at = 0; at + size <= parts.length; at += size) rows.push(parts.slice(at, at + given.fields.length));
    return rows;
  }

  /** Text of an object by its name or path; `null` where there is none. */
  async text(name: string): Promise<string | null> {
    const ran = await this.#ran(['cat-file', '-p', name]);
    return ran.code === 0 ? ran.stdout : null;
  }

  async writeText(text: string): Promise<string> {
    return (await this.#run(['hash-object', '-w', '--stdin'], text)).trim();
  }

  /** A commit without parents that holds these files; the same files are the same commit. */
  async writeFiles(files: Readonly<Record<string, string>>): Promise<string> {
    const lines: string[] = [];
    for (const [name, text] of Object.entries(files)) {
      lines.push(`100644 blob ${await this.writeText(text)}\t${name}\n`);
    }
    const tree = (await this.#run(['mktree'], lines.join(''))).trim();
    const who = 'Firebreak <firebreak@localhost> 0 +0000';
    const commit = `tree ${tree}\nauthor ${who}\ncommitter ${who}\n\nVerdict\n`;
    return (await this.#run(['hash-object', '-t', 'commit', '-w', '--stdin'], commit)).trim();
  }

  /** Whether the ref was as expected, and so was set; `null` = it must not be there yet. */
  async setRef(name: string, to: { readonly id: string; readonly expected: string | null }): Promise<boolean> {
    const before = to.expected ?? '0'.repeat(to.id.length);
    return (await this.#ran(['update-ref', '--no-deref', name, to.id, before])).code === 0;
  }

  /** As {@link setRef}, whatever was there. */
  async forceRef(name: string, id: string): Promise<void> {
    await this.#run(['update-ref', '--no-deref', name, id]);
  }

  async #run(args: readonly string[], input?: string): Promise<string> {
    const ran = await this.#ran(args, input);
    if (ran.code === 0) return ran.stdout;
    throw new Fault({
      kind: 'malformed',
      code: 'local-forge-unusable',
      message: `${this.folder} could not be used as a forge: ${excerpt(ran.stderr.trim() || 'git was stopped', 300)}`,
      fix: 'Name a bare repository that the server may write to: git init --bare FOLDER',
    });
  }

  #ran(args: readonly string[], input?: string): ReturnType<RunGit> {
    const options = { folder: this.folder, args, remote: null };
    return this.#git(input === undefined ? options : { ...options, input });
  }
}
