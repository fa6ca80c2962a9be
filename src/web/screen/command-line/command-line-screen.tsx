import { useState } from 'preact/hooks';
import type { LoginAnswered, LoginQuestion } from '../../../contract/index.ts';
import { announce } from '../../part/announce.tsx';
import { Heading } from '../../part/screen.tsx';
import { Trouble } from '../../part/trouble.tsx';
import type { Failure } from '../../read/request.ts';
import { useSession } from '../../read/session.tsx';
import { CodeForm } from './code-form.tsx';
import { LoginTable } from './login-table.tsx';
import { QuestionForm } from './question-form.tsx';

/** Is it your command line that asks to act as you, and which ones do already? */
export function CommandLineScreen() {
  const { send } = useSession();
  const [question, setQuestion] = useState<LoginQuestion | null>(null);
  const [answer, setAnswer] = useState<LoginAnswered['answer'] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const ask = async <T,>(path: string, body: unknown, then: (value: T) => void) => {
    if (isBusy) return;
    setIsBusy(true);
    setFailure(null);
    const got = await send<T>(`/api/v1/login/${path}`, body);
    setIsBusy(false);
    if (got.ok) then(got.value);
    else setFailure(got.failure);
  };
  const answered = (value: LoginAnswered) => {
    setQuestion(null);
    setAnswer(value.answer);
    announce(value.answer === 'approved' ? 'It is let in.' : 'It was sent away.');
  };
  return (
    <>
      <header class="screen-head">
        <div>
          <Heading title="Command lines" />
          <p class="lede">
            <code>firebreak login</code> asks here to act in your name. It shows a code in your terminal.
          </p>
        </div>
      </header>
      <section class="panel command-line" aria-labelledby="ask-heading">
        <h2 id="ask-heading">{question === null ? 'Let one in' : 'Is this yours?'}</h2>
        {failure === null ? null : <Trouble failure={failure} />}
        {answer === null ? null : (
          <p class="said">
            {answer === 'approved'
              ? 'It is let in. Go back to your terminal; this page is done.'
              : 'It was sent away. If you did not begin this login, somebody else did: tell whoever runs this server.'}
          </p>
        )}
        {question === null ? (
          <CodeForm
            isBusy={isBusy}
            onSend={(user_code) => {
              setAnswer(null);
              void ask<LoginQuestion>('question', { user_code }, setQuestion);
            }}
          />
        ) : (
          <QuestionForm
            question={question}
            isBusy={isBusy}
            onApprove={(sign) => void ask('approve', { user_code: question.user_code, sign }, answered)}
            onDeny={() => void ask('deny', { user_code: question.user_code }, answered)}
          />
        )}
      </section>
      <LoginTable />
    </>
  );
}
