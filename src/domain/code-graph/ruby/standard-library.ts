/** Whether a required name is of Ruby's own library, default and bundled gems included (https://stdgems.org). */
export function isStandardLibrary(required: string): boolean {
  return STANDARD.has(required.split('/', 1)[0] ?? '');
}

const STANDARD: ReadonlySet<string> = new Set(
  (
    'English abbrev base64 benchmark bigdecimal bundler cgi cmath coverage csv date dbm debug delegate did_you_mean digest drb ' +
    'e2mmap erb error_highlight etc expect fcntl fiber fiddle fileutils find forwardable gdbm getoptlong io ipaddr irb json ' +
    'logger matrix minitest mkmf monitor mutex_m net nkf objspace observer open-uri open3 openssl optionparser optparse ostruct ' +
    'pathname pp prettyprint prime profile prism pstore psych pty racc rake rbconfig rdoc readline reline resolv rexml rinda ' +
    'ripper rss rubygems scanf sdbm securerandom set shell shellwords singleton socket stringio strscan sync syntax_suggest ' +
    'syslog tempfile test thread thwait time timeout tmpdir tracer tsort un unicode_normalize uri weakref webrick win32ole ' +
    'xmlrpc yaml zlib'
  ).split(' '),
);
