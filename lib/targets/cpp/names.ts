/** Spells the IR's names in C++: the user's own, made legal, and different wherever two would meet. */
import type { Sym } from "../../ir/ir.js";
import { helperNames } from "./helpers.js";

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Keywords, and what headers define as macros or types: no name of ours may be one. */
const reserved: ReadonlySet<string> = new Set(words(`
  alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class compl
  concept const consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete do
  double dynamic_cast else enum explicit export extern false final float for friend goto if inline int long mutable
  namespace new noexcept not not_eq nullptr operator or or_eq override private protected public register
  reinterpret_cast requires return restrict short signed sizeof static static_assert static_cast struct switch template
  this thread_local throw true try typedef typeid typename typeof union unsigned using virtual void volatile wchar_t
  while xor xor_eq
  int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t intmax_t uintmax_t size_t ssize_t
  ap_int ap_uint ap_fixed ap_ufixed ap_int_base ap_fixed_base hls std half bfloat16 heddle
  AP_TRN AP_TRN_ZERO AP_RND AP_RND_ZERO AP_RND_MIN_INF AP_RND_INF AP_RND_CONV
  AP_WRAP AP_WRAP_SM AP_SAT AP_SAT_ZERO AP_SAT_SYM
  NULL EOF NAN INFINITY HUGE_VAL errno assert stdin stdout stderr offsetof linux unix i386 main
  INT8_MIN INT16_MIN INT32_MIN INT64_MIN INT8_MAX INT16_MAX INT32_MAX INT64_MAX UINT8_MAX UINT16_MAX UINT32_MAX
  UINT64_MAX INT_MIN INT_MAX UINT_MAX LONG_MIN LONG_MAX CHAR_BIT SIZE_MAX INTMAX_MAX INTMAX_MIN UINTMAX_MAX
  M_E M_LOG2E M_LOG10E M_LN2 M_LN10 M_PI M_PI_2 M_PI_4 M_1_PI M_2_PI M_2_SQRTPI M_SQRT2 M_SQRT1_2 DOMAIN OVERFLOW
  UNDERFLOW SING PLOSS TLOSS MAXFLOAT BUFSIZ RAND_MAX SEEK_SET SEEK_CUR SEEK_END
  HEDDLE_PROCESS HEDDLE_NAME HEDDLE_PRINT HEDDLE_ASSERT AP_INT_MAX_W`).concat(helperNames));

/** What C's library declares outside any namespace: functions of ours must not take these names. */
const library: ReadonlySet<string> = new Set(words(`
  abort abs acos acosh asctime asin asinh atan atan2 atanh atexit atof atoi atol bcmp bcopy bsearch bzero calloc cbrt ceil
  clearerr clock close copysign cos cosh ctime difftime div drem dup erand48 erf erfc exit exp exp10 exp2 expm1 fabs fclose
  fdim feof ferror ffs fflush fgets finite floor fma fmax fmin fmod fopen fprintf fputc fputs fread free freopen frexp fscanf
  fseek ftell fwrite gamma getc getchar getenv gets gmtime hypot ilogb index isalnum isalpha isascii isblank iscntrl isdigit
  isfinite isgraph isinf islower isnan isnormal isprint ispunct isspace isupper isxdigit j0 j1 jn labs ldexp ldiv lgamma
  link llabs llrint llround localtime log log10 log1p log2 logb longjmp lrint lround malloc memchr memcmp memcpy memmove
  memset mktime modf nan nearbyint nextafter open perror pipe pow printf putc putchar puts qsort raise rand random read
  realloc remainder remove remquo rename rewind rindex rint round scalb scalbln scalbn scanf select setbuf setenv signal
  signbit signgam significand sin sincos sinh sleep sprintf sqrt srand sscanf strcat strchr strcmp strcoll strcpy strcspn
  strerror strlen strncat strncmp strncpy strpbrk strrchr strspn strstr strtod strtok strtol system tan tanh tgamma time
  tmpfile tmpnam toascii tolower toupper trunc ungetc unlink wait write y0 y1 yn`));

/** Letters, digits and single underscores; not starting like the names that C++ keeps for itself. */
export function legalName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_]/gu, "_").replace(/__+/g, "_").replace(/^_+(?=[A-Z_])/, "");
  const started = /^[A-Za-z_]/.test(plain) ? plain : `v${plain}`;
  return reserved.has(started) ? `${started}_` : started;
}

/** The same for a function's name, which is visible outside the file. */
export function legalFunctionName(name: string): string {
  const legal = legalName(name).replace(/^_+/, "") || "f";
  return library.has(legal) ? `${legal}_` : legal;
}

/** The names of a function as C++ sees them: blocks inside blocks. */
export interface NameScope {
  /** A new name for `sym` in the innermost block; what it is called from here on. */
  declare(sym: Sym): string;
  /** A new name that no symbol has. */
  fresh(base: string): string;
  /** A label; labels are the function's, not the block's. */
  label(base: string): string;
  of(sym: Sym): string;
  /** Runs `f` with a block of its own. */
  block<T>(f: () => T): T;
}

/** `outer` are the names visible around the function: no local name may hide one. */
export function nameScope(outer: ReadonlySet<string>): NameScope {
  const blocks: Set<string>[] = [new Set(outer)];
  const labels = new Set<string>();
  const names = new Map<number, string>();
  const isTaken = (n: string): boolean => blocks.some((b) => b.has(n));
  const take = (base: string): string => {
    const n = unique(legalName(base), isTaken);
    blocks.at(-1)?.add(n);
    return n;
  };
  return {
    declare: (sym) => {
      const n = take(sym.name);
      names.set(sym.id, n);
      return n;
    },
    fresh: take,
    label: (base) => {
      const n = unique(legalName(base), (l) => labels.has(l));
      labels.add(n);
      return n;
    },
    of: (sym) => {
      const n = names.get(sym.id);
      if (n === undefined) throw new Error(`${sym.name} has no name yet`);
      return n;
    },
    block: (f) => {
      blocks.push(new Set());
      const result = f();
      blocks.pop();
      return result;
    },
  };
}

/** `x`, `x_1`, `x_2` … */
export function unique(base: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(base)) return base;
  for (let n = 1; ; n += 1) {
    const candidate = `${base}_${n}`;
    if (!isTaken(candidate)) return candidate;
  }
}
