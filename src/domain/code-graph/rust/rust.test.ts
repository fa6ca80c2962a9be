import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePath } from '../../change/index.ts';
import type { FileScan, SourceTree } from '../model.ts';
import { scanRust } from './scan.ts';
import { rustSupport } from './support.ts';

describe('scanRust', () => {
  it('flattens use trees and leaves out what stands in comments, strings and characters', () => {
    const scan = scanRust(`
/* use no::a; /* nested */ use no::b; */
use std::{fmt, collections::{HashMap as Map, self}};
pub use crate::order::{Order, line::*};
extern crate serde as ser;
const TEXT: &str = r#"use no::c; ""#;
const QUOTE: char = '"';
fn life<'a>(x: &'a str) { let c = '\\''; use super::tax; }
`);
    expect(scan.references).toEqual([
      { text: 'std::fmt', form: 'import' },
      { text: 'std::collections::HashMap as Map', form: 'import' },
      { text: 'std::collections', form: 'import' },
      { text: 'crate::order::Order', form: 'export' },
      { text: 'crate::order::line::*', form: 'export' },
      { text: '::serde as ser', form: 'import' },
      { text: 'super::tax', form: 'import' },
    ]);
  });

  it('reads modules in other files, and writes inline ones as the file would', () => {
    const scan = scanRust(`
mod a;
#[path = "other/b.rs"]
pub(crate) mod b;
mod outer { mod inner; use self::inner::X; use super::a::Y; use super::super::Z; }
#[cfg(test)]
mod tests { use super::*; use super::super::*; }
`);
    expect(scan.references.map(({ text }) => text)).toEqual([
      'mod a',
      'mod b "other/b.rs"',
      'mod outer::inner',
      'self::outer::inner::X',
      'self::a::Y',
      'super::Z',
      'super::*',
    ]);
    expect(scan.declares).toEqual(['outer', 'tests']);
  });

  it('reads paths, macros and included files', () => {
    const scan = scanRust(`
macro_rules! own { () => {} }
pub const fn start() { crate::order::Order::new(); tax::of(1); u32::from(1); x.y::<u8>(); local!(); a != b; }
const A: &str = include_str!("a.txt");
include!(concat!(env!("OUT_DIR"), "/x.rs"));
`);
    expect(scan.declares).toEqual(['own!', 'start', 'A']);
    expect(scan.mentions).toEqual(expect.arrayContaining(['crate::order::Order', 'tax::of', 'local!']));
    expect(scan.mentions).not.toContain('u32::from');
    expect(scan.mentions).not.toContain('a!');
    expect(scan.references.map(({ text }) => text)).toEqual(['include a.txt']);
    expect(scan.computed).toBe(true);
  });

  it('never throws and stays linear on text made to be slow', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => scanRust(text).references.length >= 0));
    const parts = [
      'use',
      'a',
      '::',
      '{',
      '}',
      '*',
      ',',
      ';',
      'as',
      'mod',
      'self',
      'super',
      '!',
      "'",
      'r#"',
      'include!(',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts)), (all) => scanRust(all.join(' ')).references.length >= 0),
    );
    const started = process.hrtime.bigint();
    for (const piece of [...parts, 'use a::{', 'mod a {', 'a::', '/*', '"', 'use super::', 'extern crate ']) {
      scanRust(piece.repeat(200_000));
    }
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(20_000);
  });
});

describe('rustResolver', () => {
  const FILES = {
    'Cargo.toml':
      '[workspace]\nmembers = ["crates/*"]\n[workspace.dependencies]\nshop-tax = { path = "crates/tax" }\nserde = "1"\n',
    'crates/shop/Cargo.toml': `[package]
name = "shop-app" # "x
[lib]
name = "shop"
[dependencies]
shop-tax = { workspace = true }
renamed = { package = "shop-log", path = "../log" }
serde.workspace = true
[dev-dependencies.insta]
version = "1"
`,
    'crates/shop/src/lib.rs':
      'pub mod order;\nmod hidden;\npub use hidden::*;\npub use order::line::Line as OrderLine;\npub mod inner { pub mod deep; }\n',
    'crates/shop/src/order.rs': 'pub mod line;\nuse crate::hidden::Secret;\npub struct Order;\n',
    'crates/shop/src/order/line.rs': 'pub struct Line;\n',
    'crates/shop/src/hidden/mod.rs': 'pub struct Secret;\nuse crate::order::Order;\n',
    'crates/shop/src/inner/deep.rs': 'pub fn go() {}\n',
    'crates/tax/Cargo.toml': '[package]\nname = "shop-tax"\n',
    'crates/tax/src/lib.rs': 'mod rate;\npub use self::rate::Rate;\nmod macros;\n',
    'crates/tax/src/rate.rs': 'pub struct Rate;\n',
    'crates/tax/src/macros.rs': '#[macro_export]\nmacro_rules! taxed { () => {} }\n',
    'crates/log/Cargo.toml': '[package]\nname = "shop-log"\n',
    'crates/log/src/lib.rs': 'pub fn say() {}\nmod ring;\npub use ring::*;\n',
    'crates/log/src/ring.rs': 'pub use crate::*;\n',
  };

  it.each([
    ['use crate::order::Order;', 'crates/shop/src/order.rs'],
    ['use crate::OrderLine;', 'crates/shop/src/order/line.rs'],
    ['use crate::Secret;', 'crates/shop/src/hidden/mod.rs'],
    ['use crate::inner::deep::go;', 'crates/shop/src/inner/deep.rs'],
    ['fn f() { crate::order::line::Line::new(); }', 'crates/shop/src/order/line.rs'],
    ['use shop_tax::Rate;', 'crates/tax/src/rate.rs'],
    ['use shop_tax::taxed;', 'crates/tax/src/macros.rs'],
    ['use renamed::say;', 'crates/log/src/lib.rs'],
    ['use serde::Serialize;', 'external serde'],
    ['use insta::assert_snapshot;', 'external insta'],
    ['use std::fmt;', 'standard std'],
    ['use nowhere::Thing;', 'unresolved nowhere::Thing'],
    ['mod gone;', 'unresolved mod gone'],
  ])('leads %s to %s', (text, target) => {
    expect(targets(text, 'crates/shop/src/new.rs')).toEqual([target]);
  });

  it('does not see private imports of another module', () => {
    expect(targets('use crate::order::Secret;', 'crates/shop/src/new.rs')).toEqual(['crates/shop/src/order.rs']);
  });

  it('takes of a glob what is mentioned', () => {
    expect(targets('use crate::*;\nfn f(l: OrderLine) {}', 'crates/shop/src/new.rs')).toEqual([
      'crates/shop/src/order/line.rs',
    ]);
    expect(targets('use crate::*;', 'crates/shop/src/new.rs')).toEqual(['crates/shop/src/lib.rs']);
  });

  it('knows the library of its own package in tests and programs', () => {
    expect(targets('use shop::order::Order;', 'crates/shop/tests/a.rs')).toEqual(['crates/shop/src/order.rs']);
  });

  it('ends on globs that lead in a circle', () => {
    expect(targets('use renamed::nothing;', 'crates/shop/src/new.rs')).toEqual(['crates/log/src/lib.rs']);
  });

  function targets(text: string, path: string): readonly string[] {
    const lib = `${FILES['crates/shop/src/lib.rs']}mod new;\n`;
    const tree = treeOf({ ...FILES, 'crates/shop/src/lib.rs': lib, [path]: text });
    return rustSupport
      .resolver(tree)(path as FilePath, rustSupport.scan(text))
      .map(({ target }) => {
        if (target.kind === 'file') return target.path;
        return `${target.kind} ${target.kind === 'unresolved' ? target.text : target.name}`;
      });
  }

  function treeOf(files: Readonly<Record<string, string>>): SourceTree {
    const scans = new Map<string, FileScan>();
    for (const [path, text] of Object.entries(files)) if (path.endsWith('.rs')) scans.set(path, scanRust(text));
    return {
      paths: Object.keys(files).sort() as FilePath[],
      has: (path) => path in files,
      manifest: (path) => (rustSupport.isManifest(path) ? (files[path] ?? null) : null),
      declaring: (name) =>
        [...scans].flatMap(([path, scan]) => (scan.declares.includes(name) ? [path as FilePath] : [])),
      scan: (path) => scans.get(path) ?? null,
    };
  }
});
