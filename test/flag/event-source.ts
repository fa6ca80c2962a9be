/** What a browser's EventSource does, as far as the web provider uses it: messages of one address, until it is closed. */
export class TestEventSource {
  static readonly CLOSED = 2;
  onmessage: ((event: { readonly data: string }) => void) | null = null;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readyState = 0;
  readonly url: string;
  readonly #ending = new AbortController();
  readonly #listeners = new Map<string, Set<(event: { readonly data: string }) => void>>();

  constructor(url: string) {
    this.url = url;
    void this.#read();
  }

  addEventListener(type: string, listener: (event: { readonly data: string }) => void): void {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener));
  }

  removeEventListener(type: string, listener: (event: { readonly data: string }) => void): void {
    this.#listeners.get(type)?.delete(listener);
  }

  close(): void {
    this.readyState = TestEventSource.CLOSED;
    this.#ending.abort();
  }

  async #read(): Promise<void> {
    try {
      const response = await fetch(this.url, { signal: this.#ending.signal });
      if (response.status !== 200 || response.body === null) throw new Error(`${response.status}`);
      this.readyState = 1;
      this.onopen?.();
      this.#tell('open', '');
      let text = '';
      const decoder = new TextDecoder();
      for await (const piece of response.body) {
        text += decoder.decode(piece as Uint8Array, { stream: true });
        const parts = text.split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) {
          const data = /^data: (.*)$/m.exec(part)?.[1];
          if (data !== undefined) this.#message(data);
        }
      }
    } catch {
      this.readyState = TestEventSource.CLOSED;
      this.onerror?.();
    }
  }

  #message(data: string): void {
    this.onmessage?.({ data });
    this.#tell('message', data);
  }

  #tell(type: string, data: string): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ data });
  }
}
