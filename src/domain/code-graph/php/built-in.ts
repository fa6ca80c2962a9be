/** Whether a class without namespace comes with PHP or one of the extensions that ship with it. */
export function isBuiltInClass(name: string): boolean {
  const lower = name.toLowerCase();
  return BUILT_IN.has(lower) || FAMILIES.test(lower);
}

/** Families whose members all carry the same word. */
const FAMILIES =
  /^(?:reflection|spl|dom(?:[a-z]|$)|pdo|mysqli|intl|date(?:time|interval|period)?|xml|xsl|soap|sqlite3|simplexml|random|ffi|weak|zip|curl|ldap|pgsql|openssl|imagick|gmagick|redis|memcache|gmp|phar|recursive\w{0,40}iterator)/;

const BUILT_IN: ReadonlySet<string> = new Set(
  [
    'Error Exception ErrorException ArgumentCountError ArithmeticError AssertionError DivisionByZeroError ParseError',
    'TypeError ValueError UnhandledMatchError CompileError JsonException Throwable Stringable Traversable Iterator',
    'IteratorAggregate ArrayAccess Serializable Countable JsonSerializable UnitEnum BackedEnum Closure Generator Fiber',
    'FiberError stdClass Attribute ReturnTypeWillChange AllowDynamicProperties SensitiveParameter Override Deprecated',
    'InternalIterator __PHP_Incomplete_Class php_user_filter Directory HashContext',
    'BadFunctionCallException BadMethodCallException DomainException InvalidArgumentException LengthException',
    'LogicException OutOfBoundsException OutOfRangeException OverflowException RangeException RuntimeException',
    'UnderflowException UnexpectedValueException',
    'AppendIterator ArrayIterator ArrayObject CachingIterator CallbackFilterIterator DirectoryIterator EmptyIterator',
    'FilesystemIterator FilterIterator GlobIterator InfiniteIterator IteratorIterator LimitIterator MultipleIterator',
    'NoRewindIterator OuterIterator ParentIterator RegexIterator SeekableIterator',
    'Collator NumberFormatter Locale Normalizer MessageFormatter ResourceBundle Spoofchecker Transliterator UConverter',
    'libXMLError SessionHandler SessionHandlerInterface finfo tidy tidyNode SNMP SysvMessageQueue SysvSemaphore',
    'SysvSharedMemory Shmop Socket AddressInfo CURLFile COM VARIANT DOTNET Memcached GdImage GdFont InflateContext',
    'DeflateContext EnchantBroker EnchantDictionary FTP OCICollection OCILob SVM Ds Yaconf APCUIterator APCIterator',
    'NumberFormatter IntlException BcMath PropertyHookType RoundingMode NoDiscard',
  ]
    .join(' ')
    .toLowerCase()
    .split(' '),
);
