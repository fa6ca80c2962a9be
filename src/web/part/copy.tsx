import { useState } from 'preact/hooks';
import { shellText, visibleText } from '../text/visible.ts';
import { announce } from './announce.tsx';

/** A command to paste into a shell, with a button that copies it. */
export function Command({ argv }: { readonly argv: readonly string[] }) {
  const text = shellText(argv);
  return (
    <div class="command">
      <code>{visibleText(text)}</code>
      <CopyButton text={text} what="the command" />
    </div>
  );
}

/** Copies a text as it is. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [isDone, setIsDone] = useState(false);
  return (
    <button
      type="button"
      class="copy"
      aria-label={`Copy ${what}`}
      onClick={async (event) => {
        const isCopied = await copied(text, event.currentTarget);
        announce(isCopied ? `Copied ${what}.` : 'This browser does not let the page copy: select the text by hand.');
        setIsDone(isCopied);
        setTimeout(() => setIsDone(false), 2_000);
      }}
    >
      {isDone ? 'Copied' : 'Copy'}
    </button>
  );
}

/** Without a secure connection there is no clipboard: then the old way by a selected field. */
async function copied(text: string, beside: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'unseen';
    beside.after(field);
    field.select();
    const isDone = document.execCommand('copy');
    field.remove();
    beside.focus();
    return isDone;
  }
}
