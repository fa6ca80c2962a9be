import type { SignInLink } from '../read/sign-in-link.ts';

/** What somebody writes who came by a link that was made for them: a name and password for the first time, or a new password. */
export function LinkForm({
  link,
  isBusy,
  onSend,
}: {
  readonly link: SignInLink;
  readonly isBusy: boolean;
  readonly onSend: (path: string, body: unknown) => void;
}) {
  const isSetup = link.kind === 'setup';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        const password = data.get('password');
        if (!isSetup) return onSend('/api/v1/session/password-link', { link: link.secret, password });
        const name = data.get('name');
        onSend('/api/v1/session/setup', { link: link.secret, name, display_name: data.get('display_name'), password });
      }}
    >
      <p>{isSetup ? 'You make the first administrator of this server.' : 'Choose your new password.'}</p>
      {isSetup ? (
        <>
          <label>
            Name to sign in with
            <input
              name="name"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              required
              maxLength={60}
            />
          </label>
          <label>
            Name as it is shown
            <input name="display_name" autocomplete="name" required maxLength={100} />
          </label>
        </>
      ) : null}
      <label>
        Password, 12 characters or more
        <input name="password" type="password" autocomplete="new-password" required minLength={12} maxLength={1000} />
      </label>
      <button type="submit" class="primary" disabled={isBusy}>
        {isBusy ? 'One moment…' : isSetup ? 'Make the administrator' : 'Set the password'}
      </button>
    </form>
  );
}
