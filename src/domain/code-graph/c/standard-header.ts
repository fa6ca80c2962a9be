/**
 * Whether a header belongs to the C or C++ standard library or to POSIX.1-2024: those a compiler finds without any package.
 */
export function isStandardHeader(name: string): boolean {
  return STANDARD.has(name) || (name.endsWith('.h') && STANDARD_H.has(name.slice(0, -2)));
}

const STANDARD_H: ReadonlySet<string> = new Set(
  // ISO C (N3220, 7.1.2).
  (
    'assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic stdbit ' +
    'stdbool stdckdint stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype ' +
    // POSIX.1-2024, volume 1, chapter 14.
    'aio arpa/inet cpio devctl dirent dlfcn endian fcntl fmtmsg fnmatch ftw glob grp iconv langinfo libgen libintl monetary ' +
    'mqueue ndbm net/if netdb netinet/in netinet/tcp nl_types poll pthread pwd regex sched search semaphore spawn strings ' +
    'sys/ipc sys/mman sys/msg sys/resource sys/select sys/sem sys/shm sys/socket sys/stat sys/statvfs sys/time sys/times ' +
    'sys/types sys/uio sys/un sys/utsname sys/wait syslog tar termios unistd utime utmpx wordexp ' +
    // What every Unix C library adds.
    'alloca byteswap elf err error execinfo features fts getopt ifaddrs malloc memory mntent net/ethernet net/if_arp ' +
    'net/route netinet/ether netinet/icmp6 netinet/if_ether netinet/ip netinet/ip6 netinet/ip_icmp netinet/udp netpacket/packet ' +
    'obstack paths printf pty resolv shadow stropts sys/cdefs sys/epoll sys/event sys/eventfd sys/file sys/fsuid sys/inotify ' +
    'sys/ioctl sys/klog sys/mount sys/param sys/personality sys/pidfd sys/poll sys/prctl sys/procfs sys/ptrace sys/queue sys/random ' +
    'sys/reboot sys/reg sys/sendfile sys/signal sys/signalfd sys/statfs sys/swap sys/syscall sys/sysctl sys/sysinfo ' +
    'sys/syslog sys/sysmacros sys/termios sys/timeb sys/timerfd sys/timex sys/ttydefaults sys/ucontext sys/user sys/vfs sys/xattr ' +
    'syscall sysexits termio thread_db ucontext ulimit ustat util utmp values varargs wait xlocale arpa/nameser crypt link libutil'
  ).split(' '),
);

/** ISO C++ (N4950, 16.4.2.3). */
const STANDARD: ReadonlySet<string> = new Set(
  (
    'algorithm any array atomic barrier bit bitset charconv chrono codecvt compare complex concepts condition_variable ' +
    'coroutine debugging deque exception execution expected filesystem flat_map flat_set format forward_list fstream ' +
    'functional future generator hazard_pointer initializer_list inplace_vector iomanip ios iosfwd iostream istream iterator ' +
    'latch limits linalg list locale map mdspan memory memory_resource mutex new numbers numeric optional ostream print queue ' +
    'random ranges ratio rcu regex scoped_allocator semaphore set shared_mutex simd source_location span spanstream sstream ' +
    'stack stacktrace stdexcept stdfloat stop_token streambuf string string_view strstream syncstream system_error ' +
    'text_encoding thread tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector ' +
    'version cassert ccomplex cctype cerrno cfenv cfloat cinttypes ciso646 climits clocale cmath csetjmp csignal cstdalign ' +
    'cstdarg cstdbool cstddef cstdint cstdio cstdlib cstring ctgmath ctime cuchar cwchar cwctype cxxabi.h'
  ).split(' '),
);
