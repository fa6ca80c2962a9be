import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../code-graph/index.ts';
import { align, type Fragment, FragmentReader, SOURCE_LIMIT } from './index.ts';

const reader = new FragmentReader();

function read(text: string, language: Language): readonly Fragment[] {
  const found = reader.read(Buffer.from(text), language);
  return found.kind === 'read' ? found.fragments : [];
}

const RETRY: Readonly<Record<Language, readonly [string, string]>> = {
  javascript: [
    'import a from "b";\nexport async function send(client, body) {\n  let tries = 0;\n  while (tries < 5) {\n    // again\n    const answer = await client.post("/x", body);\n    if (answer.ok) return answer.json();\n    tries += 1;\n    await sleep(tries * 100);\n  }\n  throw new RetryError("no answer");\n}\n',
    "export async function send(http, text) {\n  let n = 0;\n  while (n < 9) {\n    const r = await http.post(`/y/`, text);\n    if (r.ok) return r.json(); /* done */\n    n += 1;\n    await sleep(n * 250);\n  }\n  throw new RetryError('gone');\n}\n",
  ],
  python: [
    'import os\n\n\ndef send(client, body):\n    """Doc."""\n    tries = 0\n    while tries < 5:\n        answer = client.post("/x", body)\n        if answer.ok:\n            return answer.json()\n        tries += 1\n        time.sleep(tries * 0.1)\n    raise RetryError("none", tries)\n\nX = 1\n',
    "def send(http, text):\n    '''Other.'''\n    n = 0\n    while n < 9:\n        r = http.post(f'/y', text)  # try\n        if r.ok:\n            return r.json()\n        n += 1\n        time.sleep(n * 3.5)\n    raise RetryError('gone', n)\n",
  ],
  java: [
    'class A {\n  private int x;\n  Answer send(Client client, String body) {\n    int tries = 0;\n    while (tries < 5) {\n      Answer answer = client.post("/x", body);\n      if (answer.isOk()) return answer;\n      tries++;\n      Thread.sleep(tries * 100);\n    }\n    throw new RetryException("none");\n  }\n}\n',
    'class B {\n  Answer send(Client c, String s) {\n    int n = 0;\n    while (n < 9) {\n      Answer r = c.post("""\n  y""", s);\n      if (r.isOk()) return r;\n      n++;\n      Thread.sleep(n * 7L);\n    }\n    throw new RetryException("x");\n  }\n}\n',
  ],
  kotlin: [
    'class A {\n  fun send(client: Client, body: String): Answer {\n    var tries = 0\n    while (tries < 5) {\n      val answer = client.post("/x", body)\n      if (answer.isOk()) return answer\n      tries += 1\n      Thread.sleep(tries * 100)\n    }\n    throw RetryException("none")\n  }\n}\n',
    'class B {\n  fun send(c: Client, s: String): Answer {\n    var n = 0\n    while (n < 9) {\n      val r = c.post("/y", s)\n      if (r.isOk()) return r\n      n += 1\n      Thread.sleep(n * 3)\n    }\n    throw RetryException("x")\n  }\n}\n',
  ],
  csharp: [
    '#region a\nclass A {\n  Answer Send(Client client, string body) {\n    int tries = 0;\n    while (tries < 5) {\n      Answer answer = client.Post(@"c:\\x", body);\n      if (answer.Ok) return answer;\n      tries++;\n      Thread.Sleep(tries * 100);\n    }\n    throw new RetryException("none");\n  }\n}\n',
    'class B {\n  Answer Send(Client c, string s) {\n    int n = 0;\n    while (n < 9) {\n      Answer r = c.Post($"y", s);\n      if (r.Ok) return r;\n      n++;\n      Thread.Sleep(n * 7);\n    }\n    throw new RetryException("x");\n  }\n}\n',
  ],
  php: [
    '<h1>it\'s</h1><?php\nfunction send($client, $body) {\n  $tries = 0; # five\n  while ($tries < 5) {\n    $answer = $client->post("/x", $body);\n    if ($answer->ok()) { return $answer; }\n    $tries++;\n    Clock::sleep($tries * 100);\n  }\n  throw new RetryException("none");\n}\n',
    '<?php\nfunction send($c, $s) {\n  $n = 0;\n  while ($n < 9) {\n    $r = $c->post(\'/y\', $s);\n    if ($r->ok()) { return $r; }\n    $n++;\n    Clock::sleep($n * 3);\n  }\n  throw new RetryException("x");\n}\n',
  ],
  go: [
    'package a\n\nfunc (s *Sender) send(ctx context.Context, body string) (*Answer, error) {\n\ttries := 0\n\tfor tries < 5 {\n\t\tanswer, err := s.client.Post(ctx, "/x", body)\n\t\tif err == nil {\n\t\t\treturn answer, nil\n\t\t}\n\t\ttries++\n\t\ttime.Sleep(time.Duration(tries))\n\t}\n\treturn nil, ErrRetry\n}\n',
    'package b\n\nfunc (x *Sender) send(c context.Context, text string) (*Answer, error) {\n\tn := 0\n\tfor n < 9 {\n\t\tr, e := x.client.Post(c, `y`, text)\n\t\tif e == nil {\n\t\t\treturn r, nil\n\t\t}\n\t\tn++\n\t\ttime.Sleep(time.Duration(n))\n\t}\n\treturn nil, ErrRetry\n}\n',
  ],
  rust: [
    'impl Sender {\n    async fn send<\'a>(&\'a self, body: &str) -> Result<Answer> {\n        let mut tries = 0;\n        while tries < 5 {\n            if let Ok(answer) = self.client.post(r#"/"x"#, body).await {\n                return Ok(answer);\n            }\n            tries += 1;\n            sleep(Duration::from_millis(tries * 100)).await;\n        }\n        Err(Error::Retry)\n    }\n}\n',
    'impl Other {\n    async fn send<\'b>(&\'b self, text: &str) -> Result<Answer> {\n        let mut n = 0;\n        while n < 9 {\n            if let Ok(r) = self.client.post("/y", text).await {\n                return Ok(r);\n            }\n            n += 1;\n            sleep(Duration::from_millis(n * 7)).await;\n        }\n        Err(Error::Retry)\n    }\n}\n',
  ],
  c: [
    '#include <a.h>\n#define X(y) { y \\\n  }\nint send_all(struct client *client, const char *body)\n{\n\tint tries = 0;\n\twhile (tries < 5) {\n\t\tint answer = client_post(client, "/x", body);\n\t\tif (answer == 0) return answer;\n\t\ttries++;\n\t\tusleep(tries * 100);\n\t}\n\tlog_error("none", body);\n\treturn -EAGAIN;\n}\n',
    'int send_all(struct client *c, const char *s)\n{\n\tint n = 0;\n\twhile (n < 9) {\n\t\tint r = client_post(c, "/y", s);\n\t\tif (r == 0) return r;\n\t\tn++;\n\t\tusleep(n * 7);\n\t}\n\tlog_error(\'a\', s);\n\treturn -EAGAIN;\n}\n',
  ],
  ruby: [
    'class A\n  attr_reader :x\n  def send_all(client, body)\n    tries = 0\n    while tries < 5\n      answer = client.post("/x #{body}", <<~TEXT)\n        def nothing "\n      TEXT\n      return answer.body() if answer.ok?()\n      tries += 1\n      sleep(tries * 100)\n    end\n    raise RetryError.new("none", tries, body)\n  end\nend\n',
    'class B\n  def send_all(c, s)\n    n = 0\n    while n < 9\n      r = c.post(\'/y\', "a")\n      return r.body() if r.ok?()\n      n += 1\n      sleep(n * 7)\n    end\n    raise RetryError.new("x", n, s)\n  end\nend\n',
  ],
};

describe('fragments', () => {
  it.each(LANGUAGES)('of %s are the same whatever locals, literals and comments are', (language) => {
    const [one, other] = RETRY[language].map((text) => read(text, language));
    expect(one).toHaveLength(1);
    expect(other).toHaveLength(1);
    expect([...(one?.[0]?.tokens ?? [])]).toEqual([...(other?.[0]?.tokens ?? [])]);
    expect(one?.[0]?.title).toMatch(/^send/i);
  });

  it('differ where another function is called', () => {
    const [text] = RETRY.go;
    const one = read(text, 'go')[0] as Fragment;
    const other = read(text.replace('time.Sleep', 'time.After'), 'go')[0] as Fragment;
    expect(align(one.tokens, other.tokens).ofLonger).toBeLessThan(1);
    expect(align(one.tokens, other.tokens).ofLonger).toBeGreaterThan(0.9);
  });

  it('name their lines', () => {
    expect(read(RETRY.javascript[0], 'javascript')).toMatchObject([{ firstLine: 2, lastLine: 12 }]);
    expect(read(RETRY.python[0], 'python')).toMatchObject([{ firstLine: 4, lastLine: 13 }]);
  });

  it('do not depend on what stands around them', () => {
    const [text] = RETRY.java;
    const moved = text.replace('class A {', 'package x;\nclass Z {\n  void f(int a) { g(a); }\n');
    expect([...(read(moved, 'java')[0]?.prints ?? [])]).toEqual([...(read(text, 'java')[0]?.prints ?? [])]);
  });

  it('begin with their own head where no semicolon ends what stands above', () => {
    const above = 'package a\n\nimport (\n\t"fmt"\n\t"time"\n)\n\ntype Sender struct {\n\tclient *Client\n}\n\n';
    const text = RETRY.go[0].replace('package a\n\n', above);
    expect(read(text, 'go')).toMatchObject([{ firstLine: 12, title: 'send' }]);
    expect([...(read(text, 'go')[0]?.prints ?? [])]).toEqual([...(read(RETRY.go[0], 'go')[0]?.prints ?? [])]);
    const thrown = RETRY.java[0].replace('String body) {', 'String body)\n      throws RetryException {');
    expect(read(thrown, 'java')).toMatchObject([{ firstLine: 3, title: 'send' }]);
  });

  it('leave getters, setters and imports out', () => {
    const text = 'import a.b.C;\nclass A {\n  int getX() { return x; }\n  void setX(int x) { this.x = x; }\n}\n';
    expect(read(text, 'java')).toEqual([]);
  });

  it('of a class in which one method is too long are its other methods and pieces of that one', () => {
    const [text] = RETRY.java;
    const long = `  void big() {\n${'    log.info("a", counter.next(1));\n'.repeat(200)}  }\n`;
    const found = read(text.replace('private int x;\n', long), 'java');
    expect(found.length).toBeGreaterThan(4);
    expect(found.at(-1)?.title).toBe('send');
  });

  it.each([
    ['binary', `\0${RETRY.go[0]}`],
    ['minified', `function a(){${'b.c(1);'.repeat(2000)}}`],
    ['generated', `// Code generated by x. DO NOT EDIT.\n${RETRY.go[0]}`],
    ['too-large', `${RETRY.go[0]}${' '.repeat(SOURCE_LIMIT)}`],
  ])('are not read from what is %s', (why, text) => {
    expect(reader.read(Buffer.from(text), 'go')).toEqual({ kind: 'not-read', why });
  });
});

describe('hostile text', () => {
  it('is read in linear time, whatever it holds', () => {
    const lines = (unit: string) => unit.repeat(Math.floor(40_000 / unit.length));
    const units = [
      '{\n',
      '}\n',
      '(\n',
      '`${\n',
      '"\n',
      "'\n",
      '/*\n',
      '<<A <<A\n',
      '/[\n',
      'r#"\n',
      '@"\n',
      '#"#"#\n',
      '?>\n',
      '"""\n',
    ];
    for (const language of LANGUAGES) {
      for (const unit of units) expect(reader.read(Buffer.from(lines(unit)), language).kind).toBe('read');
    }
  });

  it('gives fragments that are in order, apart and inside of the text, for any bytes', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      ';',
      '\n',
      ' ',
      'def ',
      'do ',
      'end',
      'a.b',
      'F',
      '"',
      "'",
      '`',
      '${',
      '/*',
      '//',
      '#',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 400 }), fc.constantFrom(...LANGUAGES), (pieces, language) => {
        const text = pieces.join('');
        const found = read(text, language);
        const last = text.split('\n').length;
        let behind = 0;
        for (const { firstLine, lastLine } of found) {
          expect(firstLine).toBeGreaterThanOrEqual(behind);
          expect(lastLine).toBeGreaterThanOrEqual(firstLine);
          expect(lastLine).toBeLessThanOrEqual(last);
          behind = lastLine;
        }
      }),
    );
  });

  it('may be no UTF-8 at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.constantFrom(...LANGUAGES), (bytes, language) => {
        expect(['read', 'not-read']).toContain(reader.read(bytes, language).kind);
      }),
    );
  });
});
