/** As the server takes it. */
const MOST_TEXT = 2_000;

interface TextProps {
  readonly name: string;
  readonly label: string;
}

/** A field of several lines; ctrl and enter send. */
export function LongText({ name, label, isOptional }: TextProps & { readonly isOptional?: boolean }) {
  return (
    <label>
      {label}
      <textarea
        name={name}
        data-first
        rows={3}
        maxLength={MOST_TEXT}
        required={isOptional !== true}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
      />
    </label>
  );
}

export function ShortText({ name, label, maxLength }: TextProps & { readonly maxLength: number }) {
  return (
    <label>
      {label}
      <input name={name} data-first maxLength={maxLength} required autocapitalize="none" spellcheck={false} />
    </label>
  );
}
