import { describe, expect, it } from 'vitest';
import { targetsIn } from '../../../../test/support/code-tree.ts';
import { scanPhp } from './scan.ts';
import { phpSupport } from './support.ts';

describe('scanPhp', () => {
  it('makes names full by the namespace and its imports', () => {
    const { references, declares, mentions } = scanPhp(`<h1>new Markup</h1><?php
      namespace App\\Shop;
      use Acme\\{Tax, Money as Cash, function total}; use Lib\\Model, Lib\\Base; use function Lib\\sum;
      #[Model\\Entity] final class Cart extends Base implements \\Countable, Pay {
        use Loud; const LIMIT = 5;
        public function add(?Cash $cash, int|Line $line): ?Sale { return new Tax\\Rate(Gone::X, $this->Not, self::class); }
      }
      enum State: string { case Open = 'Text'; } interface Pay {} trait Loud {}
      function open() { total(1); strlen('x'); try {} catch (Oops | \\Fatal) {} } ?> <b>Foo::bar()</b>`);
    expect(references.map(({ text }) => text)).toEqual([
      ...['Acme\\Tax', 'Acme\\Money', 'function Acme\\total', 'Lib\\Model', 'Lib\\Base', 'function Lib\\sum'],
      ...['Lib\\Model\\Entity', 'Countable', 'App\\Shop\\Pay', 'App\\Shop\\Loud', 'App\\Shop\\Line', 'App\\Shop\\Sale'],
      ...['Acme\\Tax\\Rate', 'App\\Shop\\Gone', 'App\\Shop\\Oops', 'Fatal'],
    ]);
    expect(declares).toEqual([
      'namespace App\\Shop',
      ...['Cart', 'State', 'Pay', 'Loud', 'open()'].map((name) => `App\\Shop\\${name}`),
    ]);
    expect(mentions).toEqual(['Acme\\total()', 'App\\Shop\\strlen()']);
  });

  it('reads no text, whatever quotes it', () => {
    const { references } = scanPhp(`<?php $a = <<<SQL
      new Heredoc SQLX
      SQL; $b = <<<'TXT'
      new Nowdoc
TXT; # new Hash
      // new Line ?> new Html <?php
      $c = 'new Single' . "new Double {$x["y"]}" . new Real;`);
    expect(references.map(({ text }) => text)).toEqual(['Real']);
  });

  it('follows included paths as far as they are written down', () => {
    const { references, computed } = scanPhp(`<?php require 'a.php'; require_once(__DIR__ . '/b.php');
      include dirname(__FILE__).'/c.php'; include dirname(__DIR__, 2) . '/d.php'; require ROOT . '/lib/e.php';
      require base_path('routes/f.php') ?> <?php`);
    expect(references.map(({ text }) => text.replace('include ', ''))).toEqual([
      ...['a.php', './b.php', './c.php', './../../d.php', '*/lib/e.php', '*/routes/f.php'],
    ]);
    expect(computed).toBe(false);
    expect(scanPhp('<?php include $file; ').computed).toBe(true);
  });

  it('takes conditional classes and functions for global, methods and closures for neither', () => {
    const { declares } = scanPhp(`<?php if (!class_exists('A')) { class A { function m() { $f = function () {}; } } }
      if (1) { function g() {} } $o = new class { function n() {} };`);
    expect(declares).toEqual(['A', 'g()']);
  });
});

describe('the resolver of PHP', () => {
  it('leads classes, functions and paths to files', () => {
    const files = {
      'composer.json': '{"autoload": {"psr-4": {"App\\\\": "src/"}}, "require": {"symfony/http-foundation": "*"}}',
      'composer.lock': '{"packages": [{"name": "acme/tax", "autoload": {"psr-4": {"Acme\\\\Vat\\\\": "src"}}}]}',
      'src/Cart.php': `<?php namespace App; use Symfony\\Component\\HttpFoundation\\Request; use Acme\\Vat\\Rate;
        class Cart extends Base { function f(Gone $x) { helper(); \\strlen(''); throw new \\LogicException; } }
        require __DIR__ . '/../lib/old.php'; require 'vendor/autoload.php'; require './none.php';`,
      'src/Base.php': '<?php namespace App; class Base {}',
      'legacy/Base.php': '<?php namespace App; class Base {}',
      'lib/old.php': '<?php function helper() {}',
    };
    expect(targetsIn({ support: phpSupport, files, from: 'src/Cart.php' })).toEqual([
      'external acme/tax',
      'external symfony/http-foundation',
      'external vendor/autoload.php',
      'file lib/old.php',
      'file src/Base.php',
      'standard LogicException',
      'unresolved ./none.php',
      'unresolved App\\Gone',
    ]);
  });

  it('survives a broken composer.json', () => {
    const files = { 'composer.json': '{"autoload": [', 'a.php': '<?php new B;', 'b.php': '<?php class B {}' };
    expect(targetsIn({ support: phpSupport, files, from: 'a.php' })).toEqual(['file b.php']);
  });
});
