/** As the server takes what is said of a change. */
const MOST_TEXT = 2_000;

interface TextProps {
  readonly name: string;
  readonly label: string;
}

/** A field of several lines; ctrl and enter send. */
export function LongText({
  name,
  label,
  isOptional,
  maxLength = MOST_TEXT,
}: TextProps & { readonly isOptional?: boolean; readonly maxLength?: number }) {
  return (
    <label>
      {label}
      <textarea
        name={name}
        data-first
        rows={3}
        maxLength={maxLength}
        required={isOptional !== true}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
      />
    </label>
  );
}

export function ShortText({
  name,
  label,
  maxLength,
  value,
  isOptional,
}: TextProps & { readonly maxLength: number; readonly value?: string; readonly isOptional?: boolean }) {
  return (
    <label>
      {label}
      <input
        name={name}
        data-first
        maxLength={maxLength}
        required={isOptional !== true}
        defaultValue={value}
        autocapitalize="none"
        spellcheck={false}
      />
    </label>
  );
}
