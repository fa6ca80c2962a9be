import { type AttemptOutcome, interruptionOf, type ReportedTest } from '../../domain/flaky-test/index.ts';
import { ATTEMPT_LIMIT, DEPTH_LIMIT, MESSAGE_CHARACTERS, TEST_LIMIT } from './limit.ts';
import { testName } from './test-name.ts';

/** Attributes of an element by their names. */
export type Attributes = Readonly<Record<string, string | undefined>>;

/** Why a document is read no further. */
export class ReportProblem extends Error {
  override readonly name = 'ReportProblem';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Elements that tell of a failed attempt: the last one, earlier ones of a test that passed, later ones of one that did not. */
const FAILED_AT_LAST = ['failure', 'error'];
const FAILED_BEFORE = ['flakyFailure', 'flakyError', 'rerun'];
const FAILED_AGAIN = ['rerunFailure', 'rerunError'];
/** What CTest and GoogleTest say of a test that did not run. */
const NOT_RUN = ['disabled', 'notrun', 'skipped', 'suppressed'];
const ROOTS = ['testsuites', 'testsuite'];

/** Understands the elements of a JUnit report, whoever wrote it, as they go by. */
export class ReportReader {
  readonly tests: ReportedTest[] = [];
  unnamed = 0;
  omitted = 0;
  #depth = 0;
  readonly #suites: string[] = [];
  #case: Case | null = null;
  #failure: { readonly element: string; readonly type: string; message: string } | null = null;

  open(element: string, attributes: Attributes): void {
    this.#depth += 1;
    if (this.#depth > DEPTH_LIMIT) throw new ReportProblem('junit-too-deep', `it nests deeper than ${DEPTH_LIMIT}`);
    if (this.#depth === 1 && !ROOTS.includes(element)) {
      throw new ReportProblem('junit-unknown', 'it is no JUnit report: it begins with another element');
    }
    if (element === 'testsuite' && this.#case === null) this.#suites.push(attributes['name'] ?? '');
    else if (element === 'testcase' && this.#case === null) this.#case = caseOf(attributes, this.#suites, this.#depth);
    else if (this.#failure === null && isFailure(element)) {
      const { type = '', message = '' } = attributes;
      this.#failure = { element, type, message };
    } else if (element === 'skipped' && this.#case !== null) this.#case.isSkipped = true;
  }

  text(text: string): void {
    if (this.#failure === null || this.#failure.message.length >= MESSAGE_CHARACTERS) return;
    this.#failure.message += `\n${text.slice(0, MESSAGE_CHARACTERS)}`;
  }

  close(element: string): void {
    if (this.#failure !== null && element === this.#failure.element) this.#takeFailure(this.#failure);
    else if (element === 'testcase' && this.#case?.depth === this.#depth) this.#takeCase(this.#case);
    else if (element === 'testsuite' && this.#case === null) this.#suites.pop();
    this.#depth -= 1;
  }

  #takeFailure(failure: { readonly element: string; readonly type: string; readonly message: string }): void {
    this.#failure = null;
    const outcome = interruptionOf(failure) ?? 'failed';
    const { element } = failure;
    if (this.#case === null) {
      // A suite that fails outside of its tests: setting it up, or loading it.
      this.#add({ test: testName({ group: this.#suites.join(' > '), name: '(suite)' }), attempts: [outcome] });
    } else if (FAILED_AT_LAST.includes(element)) this.#case.last ??= outcome;
    else if (this.#case.others.length < ATTEMPT_LIMIT) this.#case.others.push({ element, outcome });
  }

  #takeCase(found: Case): void {
    this.#case = null;
    if (found.name === null) this.unnamed += 1;
    else this.#add({ test: found.name, attempts: attemptsOf(found) });
  }

  #add(test: ReportedTest): void {
    if (this.tests.length < TEST_LIMIT) this.tests.push(test);
    else this.omitted += 1;
  }
}

interface Case {
  readonly name: string | null;
  readonly depth: number;
  isSkipped: boolean;
  /** How the attempt that the report counts failed; `null` = it did not. */
  last: AttemptOutcome | null;
  readonly others: { readonly element: string; readonly outcome: AttemptOutcome }[];
}

function isFailure(element: string): boolean {
  return FAILED_AT_LAST.includes(element) || FAILED_BEFORE.includes(element) || FAILED_AGAIN.includes(element);
}

/** A test is known by its class, else its file, else the suites around it, and its name. */
function caseOf(attributes: Attributes, suites: readonly string[], depth: number): Case {
  const { name, classname, class: phpClass, file, status = '', result = '' } = attributes;
  const group = [classname, phpClass, file].find((each) => each !== undefined && each !== '') ?? suites.join(' > ');
  const isSkipped = NOT_RUN.includes(status.toLowerCase()) || NOT_RUN.includes(result.toLowerCase());
  const isNamed = name !== undefined && name.trim() !== '';
  return { name: isNamed ? testName({ group, name }) : null, depth, isSkipped, last: null, others: [] };
}

function attemptsOf({ isSkipped, last, others }: Case): readonly AttemptOutcome[] {
  const before = others.filter(({ element }) => FAILED_BEFORE.includes(element)).map(({ outcome }) => outcome);
  const again = others.filter(({ element }) => FAILED_AGAIN.includes(element)).map(({ outcome }) => outcome);
  if (last !== null) return [...before, last, ...again];
  // Surefire and nextest write the failures of a test that failed to the end as reruns beside its failure.
  if (again.length > 0) return [...before, ...again];
  return [...before, isSkipped ? 'skipped' : 'passed'];
}
