import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { openNote, parseVerifier, signerOf, signNote } from './note.ts';

const pem = () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const signer = signerOf(pem());

describe('a signed note', () => {
  it('opens the published example of signed notes with its key', () => {
    // golang.org/x/mod/sumdb/note, the example of the package's documentation.
    const verifier = parseVerifier('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    const note =
      'If you think cryptography is the answer to your problem,\nthen you don’t know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
    expect(verifier).not.toBeNull();
    expect(verifier && openNote(note.replaceAll('’', "'"), verifier).ok).toBe(true);
    expect(verifier && openNote(note, verifier)).toEqual({ ok: false, rejection: 'bad-signature' });
  });

  it('opens with its own key only, and passes over signatures of others', () => {
    const other = signerOf(pem());
    const text = 'one\ntwo\n';
    const note = signNote(text, signer);
    expect(openNote(note, signer.verifier)).toEqual({ ok: true, value: text });
    expect(openNote(note, other.verifier)).toEqual({ ok: false, rejection: 'other-key' });
    const both = `${signNote(text, other)}${note.slice(text.length + 1)}`;
    expect(openNote(both, signer.verifier)).toEqual({ ok: true, value: text });
    expect(openNote(both, other.verifier)).toEqual({ ok: true, value: text });
  });

  it('reads back its key, and no key with another id, name or type', () => {
    const { text } = signer.verifier;
    expect(parseVerifier(`${text}\n`)?.text).toBe(text);
    const [name = '', id = '', key = ''] = text.split('+', 3);
    const rest = text.slice(name.length + id.length + 2);
    for (const wrong of [
      `x${text}`,
      `${name}+00000000+${rest}`,
      `${name}+${id}+B${rest.slice(1)}`,
      key,
      '',
      '+'.repeat(500),
    ]) {
      expect(parseVerifier(wrong)).toBeNull();
    }
  });

  it('is a checkpoint only where every line is as it was signed', () => {
    const root = Buffer.alloc(32, 7);
    expect(openCheckpoint(signCheckpoint({ size: 12, root }, signer).note, signer.verifier)).toEqual({
      ok: true,
      value: { size: 12, root },
    });
    const name = signer.verifier.name;
    const base64 = root.toString('base64');
    for (const body of [
      `${name}\n12\n`,
      `${name}\n012\n${base64}\n`,
      `${name}\n-1\n${base64}\n`,
      `${name}\n99999999999999999999\n${base64}\n`,
      `other\n12\n${base64}\n`,
      `${name}\n12\n${base64}=\n`,
      `${name}\n12\n${base64.slice(4)}\n`,
    ]) {
      expect(openCheckpoint(signNote(body, signer), signer.verifier)).toEqual({ ok: false, rejection: 'malformed' });
    }
    expect(openCheckpoint(signNote(`${name}\n12\n${base64}\nextension\n`, signer), signer.verifier).ok).toBe(true);
  });

  it('never throws on text from outside', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `${text}\n\n— ${signer.verifier.name} ${text}\n`),
        ),
        (text) => {
          expect(openNote(text, signer.verifier).ok).toBe(false);
          expect(openCheckpoint(text, signer.verifier).ok).toBe(false);
        },
      ),
    );
  });
});
