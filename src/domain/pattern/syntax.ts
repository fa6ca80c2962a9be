import type { Language } from '../code-graph/index.ts';

/** How fragments are told apart in a language: by braces, or by how far lines are indented. */
export type BlockStyle = 'brace' | 'indent';

/** What a quote opens. */
export type QuoteRule =
  /** A string that ends at the same quote or with its line; a backslash escapes. */
  | 'line'
  /** As `line`, and three of them open a string over lines. */
  | 'triple'
  /** A string over lines; a backslash escapes. */
  | 'lines'
  /** A string over lines without escapes. */
  | 'raw'
  /** JavaScript's template: code between `${` and `}` belongs to it. */
  | 'template'
  /** One character, or nothing (a lifetime, a digit separator). */
  | 'character';

/** What the tokeniser has to know of one language. */
export interface Syntax {
  readonly blocks: BlockStyle;
  /** What begins a comment that ends with its line: `//`, `#`. */
  readonly lineComments: readonly string[];
  /** Opener, closer and whether they nest. */
  readonly blockComment: { readonly open: string; readonly close: string; readonly nested: boolean } | null;
  readonly quotes: Readonly<Record<string, QuoteRule>>;
  /** Further forms of its own. */
  readonly special: 'none' | 'regex' | 'rust' | 'csharp' | 'cpp' | 'php' | 'ruby';
  /** Whether a line that begins with `#` speaks to a preprocessor. */
  readonly directives: boolean;
  readonly keywords: readonly string[];
  /** Words that open a block which is no function: its parts are looked at by themselves. */
  readonly typeWords: readonly string[];
}

const COMMON =
  'if else for while do return break continue switch case default try catch throw new this true false null';
const JVM = `${COMMON} finally class interface enum extends super import package abstract private protected public final`;
const TYPES = ['class', 'interface', 'enum'];
const C_COMMENT = { open: '/*', close: '*/', nested: false };
const NESTED_COMMENT = { ...C_COMMENT, nested: true };

/** The syntax of every language of the code graph. */
export const SYNTAXES: Readonly<Record<Language, Syntax>> = {
  javascript: brace({
    quotes: { '"': 'line', "'": 'line', '`': 'template' },
    special: 'regex',
    keywords: `${COMMON} finally class interface enum extends super import export from as async await yield function var let const of in typeof instanceof delete void undefined static get set type implements private protected public readonly namespace declare abstract`,
    typeWords: [...TYPES, 'namespace'],
  }),
  java: brace({
    quotes: { '"': 'triple', "'": 'character' },
    keywords: `${JVM} implements static synchronized volatile transient native instanceof throws void int long double float boolean char byte short assert record var yield sealed permits`,
    typeWords: [...TYPES, 'record'],
  }),
  kotlin: brace({
    blockComment: NESTED_COMMENT,
    quotes: { '"': 'triple', "'": 'character' },
    keywords: `${JVM} fun val var when is in object companion data sealed override open internal suspend inline lateinit as init typealias by constructor where out`,
    typeWords: [...TYPES, 'object'],
  }),
  csharp: brace({
    quotes: { '"': 'line', "'": 'character' },
    special: 'csharp',
    directives: true,
    keywords: `${COMMON} finally class interface enum struct record namespace using abstract private protected public internal static readonly sealed override virtual async await var void int long double float bool char byte string object foreach in is as out ref params lock yield where get set init base typeof nameof delegate event const`,
    typeWords: [...TYPES, 'struct', 'namespace', 'record'],
  }),
  php: brace({
    lineComments: ['//', '#'],
    quotes: { '"': 'lines', "'": 'lines' },
    special: 'php',
    keywords: `${COMMON} finally class interface enum trait extends implements abstract private protected public final static function fn use namespace foreach as elseif echo isset unset empty array instanceof const global yield match readonly self parent require include print`,
    typeWords: [...TYPES, 'trait', 'namespace'],
  }),
  go: brace({
    quotes: { '"': 'line', "'": 'character', '`': 'raw' },
    keywords:
      'if else for return break continue switch case default func var const type struct interface map chan range go defer select package import fallthrough goto nil true false make append len cap copy delete panic recover error string int int64 bool byte',
    typeWords: [],
  }),
  rust: brace({
    blockComment: NESTED_COMMENT,
    quotes: { '"': 'lines', "'": 'character' },
    special: 'rust',
    keywords:
      'if else for while loop return break continue match fn let mut const static struct enum trait impl mod pub use crate self super as in where async await move ref dyn unsafe type true false extern',
    typeWords: ['impl', 'trait', 'mod', 'enum', 'extern'],
  }),
  c: brace({
    quotes: { '"': 'line', "'": 'character' },
    special: 'cpp',
    directives: true,
    keywords: `${COMMON} goto sizeof struct union enum class namespace template typename typedef static extern inline const volatile unsigned signed void int long double float char short bool auto public private protected virtual override using operator delete nullptr NULL constexpr noexcept`,
    typeWords: ['class', 'namespace'],
  }),
  python: {
    blocks: 'indent',
    lineComments: ['#'],
    blockComment: null,
    quotes: { '"': 'triple', "'": 'triple' },
    special: 'none',
    directives: false,
    keywords: words(
      'if elif else for while return break continue def class try except finally raise with as import from in is not and or lambda yield async await pass global nonlocal del assert True False None self cls match case',
    ),
    typeWords: ['class'],
  },
  ruby: {
    blocks: 'indent',
    lineComments: ['#'],
    blockComment: { open: '\n=begin', close: '\n=end', nested: false },
    quotes: { '"': 'lines', "'": 'lines', '`': 'line' },
    special: 'ruby',
    directives: false,
    keywords: words(
      'if elsif else unless for while until return break next def class module begin rescue ensure raise end do yield self super nil true false and or not then case when in require lambda proc loop puts attr_accessor attr_reader private protected public',
    ),
    typeWords: ['class', 'module'],
  },
};

function brace(
  given: Partial<Omit<Syntax, 'keywords'>> & Pick<Syntax, 'quotes' | 'typeWords'> & { readonly keywords: string },
): Syntax {
  return {
    blocks: 'brace',
    lineComments: ['//'],
    blockComment: C_COMMENT,
    special: 'none',
    directives: false,
    ...given,
    keywords: words(given.keywords),
  };
}

function words(text: string): readonly string[] {
  return [...new Set(text.split(' '))];
}
