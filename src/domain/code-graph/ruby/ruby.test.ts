import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePath } from '../../change/index.ts';
import type { FileScan, SourceTree } from '../model.ts';
import { maskRuby } from './mask.ts';
import { scanRuby } from './scan.ts';
import { rubySupport } from './support.ts';

describe('maskRuby', () => {
  it.each([
    ['a = 1 # Text', 'a = 1  ', []],
    ['x / Rest / y', 'x / Rest / y', []],
    ['puts /Text#{a["/"]}/, Rest', 'puts ¤0¤, Rest', ['Text#{a["/"]}']],
    ['a = %w[Text (a) [b]] + Rest', 'a = ¤0¤ + Rest', ['Text (a) [b]']],
    ['a % Rest', 'a % Rest', []],
    ['c = ?" ; Rest', 'c = ?" ; Rest', []],
    ["f($', Rest)", "f($', Rest)", []],
    ['"a#{b["x"]}" + Rest', '¤0¤ + Rest', ['a#{b["x"]}']],
    ['class << self\nRest', 'class << self\nRest', []],
    ['1 <<Rest', '1 <<Rest', []],
    ['Rest\n=begin\nText\n=end\nRest', 'Rest\n \nRest', []],
    ['Rest\n__END__\nText', 'Rest\n ', []],
  ])('masks %j', (text, code, strings) => {
    expect(maskRuby(text)).toEqual({ code, strings });
  });

  it('takes the bodies of here-documents from the lines below, in order', () => {
    const masked = maskRuby('f(<<~ONE, <<-"TWO", Rest)\n  Text\n  ONE\n Words\n TWO\nMore\n');
    expect(masked.strings).toEqual(['  Text\n', ' Words\n']);
    expect(masked.code).toMatch(/^f\(¤0¤, ¤1¤, Rest\)\n\s+More\n$/);
  });
});

describe('scanRuby', () => {
  it('reads what is required in every form', () => {
    const scan = scanRuby(`
require 'json'
require_relative "order/line"
load "tasks/x.rake"
autoload :Tax, 'shop/tax'
require File.expand_path('../../config/boot', __FILE__)
require File.join(File.dirname(__FILE__), 'helper')
# require 'no'
text = "require 'no'"
gem 'x', require: false
`);
    expect(scan.references).toEqual([
      { text: 'json', form: 'import' },
      { text: './order/line', form: 'import' },
      { text: 'load tasks/x.rake', form: 'dynamic' },
      { text: 'shop/tax', form: 'dynamic' },
      { text: './../config/boot', form: 'import' },
      { text: './helper', form: 'import' },
    ]);
    expect(scan.computed).toBe(false);
    expect(scanRuby('require name').computed).toBe(true);
    expect(scanRuby('require "a/#{name}"').computed).toBe(true);
  });

  it('declares what a file fills and not the namespace around it', () => {
    const scan = scanRuby(`module Shop
  class Order < Base
    LIMIT = 3
    class Error < StandardError; end
    class << self
      def find; end
    end
    if x
      1
    end
  end
  Line = Struct.new(:a)
  class Empty
  end
end
class ::Top; end
`);
    expect([...scan.declares].sort()).toEqual(
      ['Shop', 'Shop::Empty', 'Shop::Line', 'Shop::Order', 'Shop::Order::Error', 'Shop::Order::LIMIT', 'Top'].sort(),
    );
    expect(scanRuby('module Shop\n  class Order\n    x\n  end\nend\n').declares).toEqual(['Shop::Order']);
  });

  it('mentions constants with the classes around them', () => {
    const scan = scanRuby(`module Shop
  class Order < Base
    has_many :lines, class_name: "Line"
    def total = Tax::Rate.of(::Money, :Symbol, key: Kind, Old: 1, x.Const)
    text = "#{Words.new} Not"
  end
end
`);
    expect([...scan.mentions].sort()).toEqual(
      ['::Money', 'Shop Base', 'Shop>Order Kind', 'Shop>Order Line', 'Shop>Order Tax::Rate', 'Shop>Order Words'].sort(),
    );
  });

  it('never throws and stays linear on text made to be slow', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => scanRuby(text).references.length >= 0));
    const parts = [
      '"',
      "'",
      '/ ',
      ' /',
      '<<~A\n',
      '%w[',
      '#{',
      '=begin\n',
      'class A\n',
      'end\n',
      'require ',
      'A::',
      ' %(',
      '?',
      '`',
    ];
    fc.assert(fc.property(fc.array(fc.constantFrom(...parts)), (all) => scanRuby(all.join('')).references.length >= 0));
    const started = process.hrtime.bigint();
    for (const piece of [...parts, 'x /a', 'f <<A, ', 'File.join(', 'require File.join('])
      scanRuby(piece.repeat(100_000));
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(20_000);
  });
});

describe('rubyResolver', () => {
  const FILES = {
    Gemfile: "gem 'rspec-rails'\n",
    'core/shop_core.gemspec': "s.add_dependency 'activerecord'\n",
    'core/lib/shop_core.rb': 'module Shop\n  def self.x; end\nend\n',
    'core/lib/shop/tax.rb': 'module Shop\n  module Tax\n    RATE = 1\n  end\nend\n',
    'core/app/models/shop/order.rb': 'module Shop\n  class Order < Base\n    x\n  end\nend\n',
    'core/app/models/shop/order_decorator.rb': 'module Shop\n  class Order\n    y\n  end\nend\n',
    'core/app/models/order.rb': 'class Order\n  x\nend\n',
    'core/spec/models/order_spec.rb': 'class FakeOrder\n  x\nend\n',
    'core/spec/spec_helper.rb': 'x\n',
    'api/shop_api.gemspec': '',
    'api/lib/shop_api.rb': '',
  };

  it.each([
    ["require 'shop_core'", 'core/lib/shop_core.rb'],
    ["require 'shop/tax'", 'core/lib/shop/tax.rb'],
    ["require_relative '../../core/lib/shop_core'", 'core/lib/shop_core.rb'],
    ["require 'json/add/core'", 'standard json/add/core'],
    ["require 'rspec/rails'", 'external rspec-rails'],
    ["require 'active_record'", 'external activerecord'],
    ["require 'nowhere'", 'unresolved nowhere'],
    ["require_relative 'nowhere'", 'unresolved ./nowhere'],
    ['module Shop\n  Order.new\nend', 'core/app/models/shop/order.rb'],
    ['Shop::Order.new', 'core/app/models/shop/order.rb'],
    ['module Shop\n  ::Order.new\nend', 'core/app/models/order.rb'],
    ['Shop::Tax::RATE', 'core/lib/shop/tax.rb'],
    ['Shop::Order::UNKNOWN', 'core/app/models/shop/order.rb'],
  ])('leads %j to %s', (text, target) => {
    expect(targets(text, 'api/lib/new.rb')).toEqual([target]);
  });

  it('lets code mean no test, and tests their helpers', () => {
    expect(targets('FakeOrder.new', 'api/lib/new.rb')).toEqual([]);
    expect(targets('FakeOrder.new', 'core/spec/new_spec.rb')).toEqual(['core/spec/models/order_spec.rb']);
    expect(targets("require 'spec_helper'", 'core/spec/new_spec.rb')).toEqual(['core/spec/spec_helper.rb']);
  });

  function targets(text: string, path: string): readonly string[] {
    const tree = treeOf({ ...FILES, [path]: text });
    return rubySupport
      .resolver(tree)(path as FilePath, rubySupport.scan(text))
      .map(({ target }) => {
        if (target.kind === 'file') return target.path;
        return `${target.kind} ${target.kind === 'unresolved' ? target.text : target.name}`;
      });
  }

  function treeOf(files: Readonly<Record<string, string>>): SourceTree {
    const scans = new Map<string, FileScan>();
    for (const [path, text] of Object.entries(files)) if (path.endsWith('.rb')) scans.set(path, scanRuby(text));
    return {
      paths: Object.keys(files).sort() as FilePath[],
      has: (path) => path in files,
      manifest: (path) => (rubySupport.isManifest(path) ? (files[path] ?? null) : null),
      declaring: (name) =>
        [...scans].flatMap(([path, scan]) => (scan.declares.includes(name) ? [path as FilePath] : [])),
      scan: (path) => scans.get(path) ?? null,
    };
  }
});
