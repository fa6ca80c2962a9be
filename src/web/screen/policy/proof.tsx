import type { PolicyReport } from '../../../contract/index.ts';
import { Command, CopyButton } from '../../part/copy.tsx';
import { Meter } from '../../part/meter.tsx';
import { COMMAND } from '../../text/command.ts';
import { countText } from '../../text/number.ts';
import { visibleText } from '../../text/visible.ts';

/** The newest signed checkpoint, and how anybody checks the log against it without this server. */
export function Proof({ proof }: { readonly proof: PolicyReport['proof'] }) {
  return (
    <section class="panel" id="proof" aria-labelledby="proof-heading">
      <h2 id="proof-heading">Proof</h2>
      <p>
        <strong>{countText(proof.sealed)}</strong> of {countText(proof.events)} events are sealed: nobody can change one
        of them unseen.
      </p>
      <Meter
        whole={proof.events}
        parts={[{ name: 'pass', value: proof.sealed }]}
        label={`${countText(proof.sealed)} of ${countText(proof.events)} events sealed`}
      />
      {proof.checkpoint === null ? (
        <p class="soft">Nothing is sealed yet: the first checkpoint is signed within seconds of the first event.</p>
      ) : (
        <>
          <div class="panel-head">
            <h3>Signed checkpoint</h3>
            <CopyButton text={proof.checkpoint} what="the checkpoint" />
          </div>
          <textarea
            class="note"
            readOnly
            rows={6}
            wrap="off"
            spellcheck={false}
            aria-label="Signed checkpoint"
            value={proof.checkpoint.split('\n').map(visibleText).join('\n')}
          />
        </>
      )}
      <div class="panel-head">
        <h3>Public key</h3>
        <CopyButton text={proof.key} what="the public key" />
      </div>
      <p>
        <code>{visibleText(proof.key)}</code>
      </p>
      <h3>Verify it without this server</h3>
      <ol class="steps">
        <li>Keep the checkpoint elsewhere, as kept.txt: a ticket, a git tag, another host.</li>
        <li>Have somebody with the right to export the log give you a copy of its folder or its export.</li>
        <li>
          Run this where the copy is; it needs no network. Exit 0 says that the log is whole and continues what you
          kept.
        </li>
      </ol>
      <Command argv={COMMAND.verify} />
    </section>
  );
}
