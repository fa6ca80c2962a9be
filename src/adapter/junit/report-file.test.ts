import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { TOKEN_LIMIT } from './limit.ts';
import { readTestReport } from './report-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-junit-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(content: string | Uint8Array): string {
  files += 1;
  const path = join(folder, `report-${files}.xml`);
  writeFileSync(path, content);
  return path;
}

async function testsOf(content: string | Uint8Array): Promise<Record<string, readonly string[]>> {
  const { tests } = await readTestReport(fileOf(content));
  return Object.fromEntries(tests.map(({ test, attempts }) => [test, attempts]));
}

async function faultOf(content: string | Uint8Array): Promise<string> {
  const found = await readTestReport(fileOf(content)).catch((error: unknown) => error);
  return (found as { code?: string }).code ?? 'no fault';
}

const suite = (inside: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="s">${inside}</testsuite>`;

describe('dialects of JUnit reports', () => {
  it('reads surefire with what was tried again', async () => {
    const found = await testsOf(
      suite(`
        <properties><property name="java.version" value="21"/></properties>
        <testcase name="adds" classname="com.shop.CartTest" time="0.01"/>
        <testcase name="flaky" classname="com.shop.CartTest"><flakyFailure message="x" type="E"><stackTrace>at</stackTrace><system-out/></flakyFailure></testcase>
        <testcase name="broken" classname="com.shop.CartTest"><failure message="x" type="E">at</failure><rerunFailure message="y" type="E"><stackTrace>at</stackTrace></rerunFailure></testcase>
        <testcase name="later" classname="com.shop.CartTest"><skipped message="not now"/></testcase>
        <testcase name="dies" classname="com.shop.CartTest"><error type="java.lang.OutOfMemoryError">heap</error></testcase>`),
    );
    expect(found).toEqual({
      'com.shop.CartTest > adds': ['passed'],
      'com.shop.CartTest > flaky': ['failed', 'passed'],
      'com.shop.CartTest > broken': ['failed', 'failed'],
      'com.shop.CartTest > later': ['skipped'],
      'com.shop.CartTest > dies': ['out-of-memory'],
    });
  });

  it('reads pytest, with failure and error of one attempt as one', async () => {
    const found = await testsOf(
      `<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" errors="1" failures="1" skipped="0" tests="2">
        <testcase classname="tests.test_cart.TestCart" name="test_add[1-2]" time="0.001"/>
        <testcase classname="tests.test_cart" name="test_sum"><failure message="assert 1 == 2">def</failure><error message="teardown">x</error></testcase>
        <testcase classname="tests.test_cart" name="test_slow"><failure message="Failed: Timeout &gt;5.0s">x</failure></testcase>
      </testsuite></testsuites>`,
    );
    expect(found).toEqual({
      'tests.test_cart.TestCart > test_add[1-2]': ['passed'],
      'tests.test_cart > test_sum': ['failed'],
      'tests.test_cart > test_slow': ['time-out'],
    });
  });

  it('reads jest-junit and CTest, whose classes repeat the name', async () => {
    expect(
      await testsOf(
        `<testsuites name="jest tests"><testsuite name="cart"><testcase classname="cart adds" name="cart adds"><failure>Error: expect(1).toBe(2)</failure></testcase></testsuite></testsuites>`,
      ),
    ).toEqual({ 'cart adds': ['failed'] });
    expect(
      await testsOf(
        suite(`<testcase name="cart_test" classname="cart_test" status="run"/>
          <testcase name="slow_test" classname="slow_test" status="fail"><failure message="Timeout"></failure></testcase>
          <testcase name="off_test" classname="off_test" status="disabled"><skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/></testcase>`),
      ),
    ).toEqual({ cart_test: ['passed'], slow_test: ['time-out'], off_test: ['skipped'] });
  });

  it('reads gotestsum, nextest and nested suites without classes', async () => {
    expect(
      await testsOf(
        `<testsuites><testsuite name="shop/cart"><testcase classname="shop/cart" name="TestAdd/empty_cart"/><testcase classname="shop/cart" name="TestAll"><failure message="Failed">panic: test timed out after 10m0s</failure></testcase></testsuite></testsuites>`,
      ),
    ).toEqual({ 'shop/cart > TestAdd/empty_cart': ['passed'], 'shop/cart > TestAll': ['time-out'] });
    expect(
      await testsOf(
        `<testsuites><testsuite name="shop"><testcase name="cart::adds" classname="shop"><flakyFailure type="test failure"/><flakyFailure type="test timeout"/></testcase></testsuite></testsuites>`,
      ),
    ).toEqual({ 'shop > cart::adds': ['failed', 'time-out', 'passed'] });
    expect(
      await testsOf(
        `<testsuites><testsuite name="outer"><testsuite name="inner"><testcase name="works"/></testsuite><testcase name="after" file="tests/a.php"/><error>could not be set up</error></testsuite></testsuites>`,
      ),
    ).toEqual({
      'outer > inner > works': ['passed'],
      'tests/a.php > after': ['passed'],
      'outer > (suite)': ['failed'],
    });
  });
});

describe('hostile and broken reports', () => {
  it('does not expand what a document defines', async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><testsuite name="s"><testcase name="&b;"/><testcase name="&c;"/></testsuite>`;
    expect(Object.keys(await testsOf(bomb))).toEqual(['s > &b;', 's > &c;']);
  });

  it('lets control characters and unknown entities of test output pass', async () => {
    const found = await testsOf(
      suite(
        '<testcase name="a"><system-out>\u001b[31mred\u001b[0m \u0000 &nbsp; &bogus; &#0; a & b</system-out></testcase><testcase name="b"/>',
      ),
    );
    expect(found).toEqual({ 's > a': ['passed'], 's > b': ['passed'] });
  });

  it('keeps what stands before the place where a file ends', async () => {
    const whole = suite('<testcase name="a"/><testcase name="b"><failure>x</failure></testcase>');
    const { tests, isTruncated } = await readTestReport(fileOf(whole.slice(0, whole.indexOf('</failure>'))));
    expect([tests.map(({ test }) => test), isTruncated]).toEqual([['s > a'], true]);
    expect((await readTestReport(fileOf(whole))).isTruncated).toBe(false);
  });

  it('reads any encoding that the file states or shows', async () => {
    const text = '<testsuite name="s"><testcase name="größe"/></testsuite>';
    const utf16 = Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${text}`, 'utf16le');
    expect(Object.keys(await testsOf(utf16))).toEqual(['s > größe']);
    expect(Object.keys(await testsOf(Buffer.from(utf16).swap16()))).toEqual(['s > größe']);
    expect(Object.keys(await testsOf(Buffer.from(text, 'utf16le')))).toEqual(['s > größe']);
    const latin = Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${text}`, 'latin1');
    expect(Object.keys(await testsOf(latin))).toEqual(['s > größe']);
    // Converted by somebody who left the first line alone.
    expect(Object.keys(await testsOf(`<?xml version="1.0" encoding="utf-16"?>${text}`))).toEqual(['s > größe']);
    expect(Object.keys(await testsOf(Buffer.from(text, 'latin1')))).toEqual(['s > gr\ufffd\ufffde']);
    expect(await faultOf('<?xml version="1.0" encoding="klingon"?><testsuite/>')).toBe('junit-encoding');
  });

  it.each([
    ['', 'junit-empty'],
    ['not a report', 'junit-malformed'],
    ['{"tests": []}', 'junit-malformed'],
    ['<html><body/></html>', 'junit-unknown'],
    ['<testsuite><testcase name="a"></testsuite></testcase>', 'junit-malformed'],
    [Uint8Array.of(0x1f, 0x8b, 8, 0), 'junit-compressed'],
    [`<testsuite>${'<a>'.repeat(200)}`, 'junit-too-deep'],
    [`<testsuite ${Array.from({ length: 1_100 }, (_, at) => `a${at}="x"`).join(' ')}/>`, 'junit-too-large'],
    [`<testsuite><testcase name="${'x'.repeat(2 * TOKEN_LIMIT)}"/></testsuite>`, 'junit-too-large'],
  ])('says what is wrong with %.30s', async (content, code) => {
    expect(await faultOf(content)).toBe(code);
  });

  it('is not stopped by a folder or by nothing', async () => {
    for (const path of [folder, join(folder, 'none.xml')]) {
      await expect(readTestReport(path)).rejects.toMatchObject({ code: 'junit-unreadable' });
    }
  });

  it('keeps one long text out of memory and one long name apart from another', async () => {
    const long = 'line of output &amp; more\n'.repeat(200_000);
    const found = await testsOf(
      suite(
        `<testcase name="${'n'.repeat(1_000)}1"><system-out>${long}</system-out></testcase><testcase name="${'n'.repeat(1_000)}2"/>`,
      ),
    );
    expect(Object.values(found)).toEqual([['passed'], ['passed']]);
  });

  it('answers to any bytes with a report or a fault that names the file', async () => {
    const pieces = [
      '<testsuite>',
      '<testcase name="a">',
      '</testcase>',
      '<failure',
      ' message="',
      '">',
      '<![CDATA[',
      ']]>',
      '<!--',
      '&',
      '<',
      '\u0000',
      '<!DOCTYPE',
      'ü',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 5 })), { maxLength: 12 }),
        async (parts) => {
          const path = fileOf(parts.join(''));
          const found = await readTestReport(path).catch((error: unknown) => error);
          if (found instanceof Error) {
            expect((found as { code?: string }).code).toMatch(/^junit-/);
            expect(found.message).toContain(path);
          } else expect(found).toHaveProperty('tests');
        },
      ),
      { numRuns: 150 },
    );
  });
});
