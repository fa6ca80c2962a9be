/** Where a person types what their terminal shows; there is no link that fills it in, since others could send one. */
export function CodeForm({ isBusy, onSend }: { readonly isBusy: boolean; readonly onSend: (code: string) => void }) {
  return (
    <form
      class="code-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSend(String(new FormData(event.currentTarget).get('code')));
      }}
    >
      <label>
        Code in your terminal
        <input
          name="code"
          class="code"
          placeholder="BCDF-GHJK"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          required
          maxLength={20}
          onInput={(event) => {
            const { value } = event.currentTarget;
            event.currentTarget.value = value.toUpperCase();
          }}
        />
      </label>
      <p class="warning">
        Type a code only if you ran <code>firebreak login</code> yourself, a moment ago. Whoever sends you a code wants
        to act as you: no colleague and no support needs that.
      </p>
      <p class="form-end">
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? 'Looking…' : 'Look who asks'}
        </button>
      </p>
    </form>
  );
}
