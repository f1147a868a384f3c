// The part of Vitis HLS's hls_math.h that Heddle's kernels use, for C simulation without the vendor's tools.
//
// The elementary functions do the same operations in the same order as Heddle's lib/numeric/math*.ts, so a C simulation
// gives the same bits as the kernel running in Node; change both together. A float result is the double result rounded.
// Compile with -ffp-contract=off and without -ffast-math. The vendor's own functions may differ in the last place.
//
// Names mean what they mean in the vendor's header: hls::round rounds ties away from zero, hls::fmin ignores NaN. Where
// TypeScript means something else (Math.round, Math.min, Math.max, Math.sign), emitted code carries a short helper made
// of hls::floor, hls::copysign and hls::signbit (lib/numeric/cpp-math.ts), so it compiles with either header.
#ifndef HEDDLE_HLS_MATH_H
#define HEDDLE_HLS_MATH_H

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#if defined(__FAST_MATH__)
#error "Heddle's C simulation needs exact floating point: compile without -ffast-math"
#endif
#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0
#error "Heddle's C simulation needs double arithmetic without excess precision (on x86: -msse2 -mfpmath=sse)"
#endif

namespace hls {
namespace heddle_detail {

// ---- constants (lib/numeric/math-tables.ts) ----

constexpr double roundBig = 6755399441055744.0;
constexpr double ln2High = 0.6931471805598903;
constexpr double ln2Low = 5.497923018708371e-14;
constexpr double stepHigh = 0.010830424696223417;
constexpr double stepLow = 2.572804622327669e-14;
constexpr double stepsPerUnit = 92.33248261689366;
constexpr double twoOverPi = 0.6366197723675814;
constexpr double halfPiHigh = 1.5707963267948966;
constexpr double halfPiLow = 6.123233995736766e-17;
constexpr double halfPi1 = 1.5707963267341256;
constexpr double halfPi2 = 6.077100506303966e-11;
constexpr double halfPi3 = 2.0222662487111665e-21;
constexpr double halfPi4 = 8.4784276603689e-32;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// 2^(j/64), then what it lacks.
inline const double* powersOfTwo() {
  static const double table[] = {
      1.0, 0.0,  1.0108892860517005, -1.5234778603368577e-17,
      1.0218971486541166, 5.109225028973444e-17,  1.0330248790212284, 7.600838874027088e-18,
      1.0442737824274138, 8.551889705537965e-17,  1.0556451783605572, 1.759325738772092e-18,
      1.0671404006768237, -7.899853966841582e-17,  1.0787607977571199, -6.656660436056593e-17,
      1.0905077326652577, -3.046782079812471e-17,  1.102382583307841, 5.2660368715706944e-17,
      1.1143867425958924, 1.0410278456845571e-16,  1.1265216186082418, 5.165856758795457e-17,
      1.1387886347566916, 8.912812676025408e-17,  1.1511892299529827, 3.250710218863827e-17,
      1.1637248587775775, 3.8292048369240935e-17,  1.1763969916502812, 5.554203254218079e-17,
      1.189207115002721, 3.982015231465646e-17,  1.202156731452703, 6.644981499252301e-17,
      1.215247359980469, -7.712630692681488e-17,  1.22848053610687, -1.89878163130253e-17,
      1.241857812073484, 4.658027591836937e-17,  1.255380757024691, -6.7113898212968784e-18,
      1.2690509571917332, 2.667932131342186e-18,  1.2828700160787783, 1.713594918243561e-17,
      1.2968395546510096, 2.5382502794888315e-17,  1.3109612115247644, -7.181536135519454e-17,
      1.3252366431597413, -2.8587312100388614e-17,  1.339667524053303, 8.927282594831732e-17,
      1.3542555469368927, 7.70094837980299e-17,  1.3690024229745905, 9.593797919118849e-17,
      1.383909881963832, -6.770511658794786e-17,  1.3989796725383112, -9.614213209051323e-17,
      1.4142135623730951, -9.667293313452913e-17,  1.42961333839197, -1.2031642489053655e-17,
      1.4451808069770467, -3.0237581349939873e-17,  1.460917794180647, -5.600377186075216e-17,
      1.4768261459394993, -3.483994556892796e-17,  1.4929077282912648, 1.4192920154284036e-17,
      1.5091644275934228, -1.016455327754295e-16,  1.5255981507445384, -1.1024941712342561e-16,
      1.5422108254079407, 7.949834809697621e-17,  1.559004400237837, 3.7812070533575275e-17,
      1.5759808451078865, -1.0136916471278304e-17,  1.593142151342267, -1.0094406542311964e-16,
      1.6104903319492543, 2.4707192569797888e-17,  1.6280274218573478, -6.712955084707084e-17,
      1.645755478153965, -1.0125679913674773e-16,  1.6636765803267364, 5.8909926967131e-17,
      1.681792830507429, 8.199010020581497e-17,  1.7001063537185235, -8.0237193703977e-18,
      1.718619298122478, -1.851380418263111e-17,  1.7373338352737062, 3.164389299292957e-17,
      1.7562521603732995, 2.960140695448873e-17,  1.7753764925265212, 6.429731796556572e-17,
      1.7947090750031072, 1.8227458427912087e-17,  1.8142521755003989, -9.969531538920349e-17,
      1.8340080864093424, 3.283107224245627e-17,  1.8539791250833855, 9.761887490727594e-17,
      1.8741676341103, -6.122763413004143e-17,  1.8945759815869656, 3.4034035352165297e-17,
      1.9152065613971474, -1.0619946056195963e-16,  1.9360617934922943, 1.0332385960676326e-16,
      1.9571441241754002, 8.960767791036668e-17,  1.978456026387951, 4.0388753109278167e-17,
  };
  return table;
}

// 128/i rounded, minus its logarithm, then what that lacks, for i = logFirst ... 181.
constexpr int logFirst = 91;
inline const double* logarithms() {
  static const double table[] = {
      1.40673828125, -0.3412737489252322, 1.0213250583863636e-13,
      1.39111328125, -0.3301043483384092, -1.0070849441370008e-13,
      1.37646484375, -0.31951850495465806, -5.608981081516608e-14,
      1.36181640625, -0.3088194014680994, 8.836369091602878e-15,
      1.34716796875, -0.29800458805789276, 5.080186543352362e-15,
      1.33349609375, -0.287804135314218, -8.86033706746343e-14,
      1.31982421875, -0.27749856011701013, -3.90731661077848e-14,
      1.30615234375, -0.2670856731706408, -6.771620697839476e-14,
      1.29296875, -0.2569409308975992, 9.874803015966392e-14,
      1.27978515625, -0.24669221716408174, 7.380187015494114e-14,
      1.26708984375, -0.2367228094406073, 1.6697556757283146e-14,
      1.2548828125, -0.22704219172987905, 1.1971618944343003e-14,
      1.24267578125, -0.21726694282529024, 6.552964452924258e-14,
      1.23095703125, -0.2077919410285176, -3.8085843920456576e-15,
      1.21923828125, -0.19822630412045328, 7.84628155118984e-14,
      1.20751953125, -0.1885682813619951, -2.269656007844022e-14,
      1.1962890625, -0.179224317379294, -8.025827105453149e-14,
      1.18505859375, -0.16979221956717083, -3.214493479774187e-14,
      1.17431640625, -0.1606861963805386, 7.545255661831038e-14,
      1.16357421875, -0.1514964909392802, -6.352639387200413e-14,
      1.1533203125, -0.1426450105980166, 1.0738634766523493e-13,
      1.14306640625, -0.13371448133148078, -3.157875230549091e-14,
      1.1328125, -0.1247034785010328, 7.556920687451337e-14,
      1.123046875, -0.11604541575775329, -8.936559926276793e-14,
      1.11328125, -0.10731173578915332, 6.526678802731071e-14,
      1.103515625, -0.0985011061068235, -1.0965899689943145e-13,
      1.09423828125, -0.0900584876414996, -2.8998005812982816e-14,
      1.0849609375, -0.08154398404008134, -9.555983780806421e-14,
      1.07568359375, -0.07295636064304745, 1.0272657823119813e-13,
      1.06689453125, -0.06475212137024755, -4.457116903591918e-14,
      1.0576171875, -0.05601844140164758, 1.1006121825415946e-13,
      1.04931640625, -0.04813891048320329, 9.123479968292535e-14,
      1.04052734375, -0.0397276459391378, -8.093411874905585e-14,
      1.0322265625, -0.03171818027067275, -1.117930281017946e-13,
      1.02392578125, -0.023644044742468395, -5.3149232754812614e-14,
      1.01611328125, -0.015984840234295916, 5.989469622624518e-14,
      1.0078125, -0.0077821404420319595, -2.298941004620351e-14,
      1.0, 0.0, 0.0,
      0.9921875, 0.007843177460927109, 9.878410481031469e-14,
      0.984375, 0.01574835696806076, 7.840703382506278e-14,
      0.97705078125, 0.023216651575694414, -2.941941855800403e-14,
      0.9697265625, 0.030741141554244678, 3.582445626958196e-14,
      0.96240234375, 0.03832267900656916, 1.0904004679204982e-13,
      0.955078125, 0.04596213556465045, -1.4693284460141064e-14,
      0.9482421875, 0.053145337308023954, 1.0422852029705249e-13,
      0.94140625, 0.060380510988807146, 1.0033424888676119e-13,
      0.93408203125, 0.06819101671908356, 6.19644902596754e-14,
      0.927734375, 0.07500982100486908, -2.5061174934837362e-15,
      0.9208984375, 0.08240552296592796, 6.764194166322889e-14,
      0.9140625, 0.08985632912185793, 3.1218748807418837e-15,
      0.90771484375, 0.09682499843802361, -6.922541387831247e-14,
      0.9013671875, 0.10384257109649297, 1.0796188687604807e-13,
      0.89501953125, 0.11090973831960582, 8.756757626246673e-14,
      0.888671875, 0.11802720608852724, 3.013227959910772e-14,
      0.8828125, 0.12464244520720058, 7.601671269852866e-14,
      0.876953125, 0.13130173729723538, 1.811460150533731e-14,
      0.87060546875, 0.13856636829632407, -6.607634950405738e-14,
      0.86474609375, 0.14531934837646077, 1.0409731215117122e-13,
      0.85888671875, 0.1521182414219311, -9.085456631758683e-14,
      0.853515625, 0.1583914299440039, -8.626913488119114e-14,
      0.84765625, 0.16528009093917717, -7.424679100316254e-14,
      0.84228515625, 0.1716366566938632, 7.508450229038218e-14,
      0.83642578125, 0.178617487835254, 2.449915544893786e-14,
      0.8310546875, 0.18505967702617454, -9.558151758503085e-14,
      0.82568359375, 0.19154363726079282, 2.5284664711565588e-14,
      0.8203125, 0.19806991376208316, 1.0634128304268335e-14,
      0.8154296875, 0.20404008074865487, -5.726056571219842e-14,
      0.81005859375, 0.2106486959689846, -3.069876565268571e-14,
      0.80517578125, 0.21669466359981016, -1.0654350935243396e-14,
      0.7998046875, 0.2233877217463487, 3.498161122982022e-14,
      0.794921875, 0.22951143959699039, -7.75890005756947e-14,
      0.7900390625, 0.23567288854087565, 8.57578692794238e-14,
      0.78515625, 0.24187253642048745, -7.252318953240293e-16,
      0.7802734375, 0.24811085983310477, 7.365833388300793e-14,
      0.77587890625, 0.2537588196225897, 9.269712054880407e-14,
      0.77099609375, 0.2600719719036988, 5.751762456294757e-14,
      0.7666015625, 0.26578808781709995, -5.5287314291314507e-14,
      0.76171875, 0.2721778859158803, -6.465103064005256e-14,
      0.75732421875, 0.27796382298288336, -2.3776015086266397e-14,
      0.7529296875, 0.28378343203621625, -9.26499207910109e-14,
      0.74853515625, 0.2896371072874899, 9.435248566514371e-14,
      0.744140625, 0.29552524991277096, 3.586053092023274e-14,
      0.73974609375, 0.3014482682158359, 9.296279827818519e-14,
      0.73583984375, 0.30674278753281214, 9.079972152942519e-14,
      0.7314453125, 0.3127328220821255, 1.0812127312337173e-13,
      0.72705078125, 0.31875895347548067, -9.124772258468615e-14,
      0.72314453125, 0.32414617189169803, -9.84105985197279e-14,
      0.71923828125, 0.32956256969669084, 7.72899031101633e-14,
      0.71484375, 0.3356912916381134, 2.8136969901227338e-14,
      0.7109375, 0.3411707574027787, -1.156568624616423e-14,
      0.70703125, 0.3466804132137895, -5.277820018864269e-14,
  };
  return table;
}

// 2 / pi: 64 zero bits, then the first 1280 bits after the point.
inline const std::uint32_t* twoOverPiWords() {
  static const std::uint32_t table[] = {
      0u, 0u, 0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u, 0x3c439041u,
      0xfe5163abu, 0xdebbc561u, 0xb7246e3au, 0x424dd2e0u, 0x06492eeau, 0x09d1921cu, 0xfe1deb1cu, 0xb129a73eu,
      0xe88235f5u, 0x2ebb4484u, 0xe99c7026u, 0xb45f7e41u, 0x3991d639u, 0x835339f4u, 0x9c845f8bu, 0xbdf9283bu,
      0x1ff897ffu, 0xde05980fu, 0xef2f118bu, 0x5a0a6d1fu, 0x6d367ecfu, 0x27cb09b7u, 0x4f463f66u, 0x9e5fea2du,
      0x7527bac7u, 0xebe5f17bu, 0x3d0739f7u, 0x8a5292eau, 0x6bfb5fb1u, 0x1f8d5d08u, 0x56033046u, 0xfc7b6babu,
      0xf0cfbc20u, 0x9af4361du};
  return table;
}

// ---- parts of doubles (lib/numeric/math-bits.ts) ----

inline double powerOfTwo(int e) {
  const std::uint64_t bits = static_cast<std::uint64_t>(e + 1023) << 52;
  double x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

inline double scale(double x, int e) {
  if (e >= -1020 && e <= 1022) return x * powerOfTwo(e);
  const int half = e >> 1;
  return x * powerOfTwo(half) * powerOfTwo(e - half);
}

// The exponent of a positive normal number; its mantissa, in [1, 2), goes to m.
inline int splitExponent(double x, double& m) {
  std::uint64_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  const std::uint64_t one = (bits & 0xfffffffffffffu) | 0x3ff0000000000000u;
  std::memcpy(&m, &one, sizeof m);
  return static_cast<int>(bits >> 52) - 1023;
}

inline double upperHalf(double a) {
  const double t = a * 134217729.0;
  return t - (t - a);
}

inline double productError(double a, double b, double p) {
  const double aHigh = upperHalf(a);
  const double aLow = a - aHigh;
  const double bHigh = upperHalf(b);
  const double bLow = b - bHigh;
  return aHigh * bHigh - p + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

inline double divideSums(double a, double aLow, double b, double bLow) {
  const double quotient = a / b;
  const double product = quotient * b;
  const double missing = a - product - productError(quotient, b, product);
  return quotient + (missing + (aLow - quotient * bLow)) / b;
}

// ---- exp, log, pow, tanh (lib/numeric/math-exp.ts) ----

inline double expRest(double r, int entry) {
  const double r2 = r * r;
  const double rest = r + r2 * (1.0 / 2 + r * (1.0 / 6) + r2 * (1.0 / 24 + r * (1.0 / 120) + r2 * (1.0 / 720)));
  return powersOfTwo()[entry + 1] + powersOfTwo()[entry] * rest;
}

inline double expOfSum(double hi, double lo) {
  const double steps = hi * stepsPerUnit + roundBig - roundBig;
  const double r = hi - steps * stepHigh - steps * stepLow + lo;
  const int k = static_cast<int>(steps);
  const int entry = (k & 63) * 2;
  return scale(powersOfTwo()[entry] + expRest(r, entry), k >> 6);
}

inline double logSeries(double r, double r2) {
  const double p =
      1.0 / 3 - r * (1.0 / 4) + r2 * (1.0 / 5 - r * (1.0 / 6) + r2 * (1.0 / 7 - r * (1.0 / 8) + r2 * (1.0 / 9)));
  return r * r2 * p;
}

// log x = high + low + log(1 + r + rRest).
struct LogParts {
  double high, low, r, rRest;
};

inline LogParts logParts(double x) {
  const bool subnormal = x < 2.2250738585072014e-308;
  double m;
  int e = splitExponent(subnormal ? x * 18014398509481984.0 : x, m) - (subnormal ? 54 : 0);
  if (m > 1.4142) {
    m *= 0.5;
    e += 1;
  }
  const int entry = (static_cast<int>(m * 128 + roundBig - roundBig) - logFirst) * 3;
  const double inverse = logarithms()[entry];
  const double upper = m + 201326592.0 - 201326592.0;
  const double rUpper = upper * inverse - 1;
  const double rLower = (m - upper) * inverse;
  const double r = rUpper + rLower;
  const double high = e * ln2High + logarithms()[entry + 1];
  const double low = e * ln2Low + logarithms()[entry + 2];
  return {high, low, r, rUpper - r + rLower};
}

inline double powOfPositive(double x, double y) {
  const LogParts l = logParts(x);
  const double sum = l.high + l.r;
  const double r2 = l.r * l.r;
  const double sum2 = sum - 0.5 * r2;
  const double rest = l.high - sum + l.r + (sum - sum2 - 0.5 * r2) + (l.rRest - l.r * l.rRest + l.low) +
                      (logSeries(l.r, r2) - 0.5 * productError(l.r, l.r, r2));
  const double logHigh = sum2 + rest;
  const double logLow = sum2 - logHigh + rest;
  const double product = y * logHigh;
  if (product > 710) return infinity;
  if (product < -746) return 0;
  return expOfSum(product, productError(y, logHigh, product) + y * logLow);
}

inline bool isOdd(double y) {
  return y < 9007199254740992.0 && std::floor(y) == y && std::floor(y * 0.5) * 2 != y;
}

inline double powOfMagnitude(double x, double y, double size) {
  if (x == 1) return 1;
  if (x == 0 || x == infinity || size > 36893488147419103232.0) return (x > 1) == (y > 0) ? infinity : 0;
  if (size < 2.710505431213761e-20) return 1;
  return powOfPositive(x, y);
}

inline double tanhSmall(double x, double a) {
  if (!(a >= 7.450580596923828e-9)) return x;
  const double z = x * x;
  const double p = -17.0 / 315 + z * (62.0 / 2835 + z * (-1382.0 / 155925 + z * (21844.0 / 6081075)));
  return x + x * z * (-1.0 / 3 + z * (2.0 / 15 + z * p));
}

// ---- sin, cos, tan (lib/numeric/math-trig.ts) ----

constexpr double tiny = 7.450580596923828e-9;

// argument = quadrant * pi/2 + r + rest
struct Reduced {
  int quadrant;
  double r, rest;
};

inline double sinRest(double r, double rest) {
  const double z = r * r;
  const double z2 = z * z;
  const double low = -1.0 / 6 + z * (1.0 / 120) + z2 * (-1.0 / 5040 + z * (1.0 / 362880));
  const double high =
      -1.0 / 39916800 + z * (1.0 / 6227020800.0) + z2 * (-1.0 / 1307674368000.0 + z * (1.0 / 355687428096000.0));
  return r * (z * (low + z2 * z2 * high)) + rest * (1 - 0.5 * z);
}

inline double upperBits(double r) { return r + 100663296.0 - 100663296.0; }

inline double cosHigh(double r) {
  const double upper = upperBits(r);
  return 1 - 0.5 * (upper * upper);
}

inline double cosRest(double r, double rest) {
  const double upper = upperBits(r);
  const double z = r * r;
  const double z2 = z * z;
  const double low = 1.0 / 24 + z * (-1.0 / 720) + z2 * (1.0 / 40320 + z * (-1.0 / 3628800));
  const double high = 1.0 / 479001600 + z * (-1.0 / 87178291200.0) + z2 * (1.0 / 20922789888000.0);
  return z2 * (low + z2 * z2 * high) - (0.5 * ((r - upper) * (r + upper)) + r * rest);
}

inline double differenceError(double a, double b, double d) {
  const double back = d - a;
  return a - (d - back) - (b + back);
}

constexpr int limbs = 6;

// m times the 192 bits of 2/pi (modulo 4) that matter for a number with exponent q, most significant limb first.
inline void multiplyWindow(std::uint64_t m, int q, std::uint32_t (&out)[limbs]) {
  const int skipped = q - 2 + 64;
  const std::uint32_t* words = twoOverPiWords() + skipped / 32;
  std::uint64_t carry = 0;
  for (int i = limbs - 1; i >= 0; i--) {
    // 64 bits of sum: the low limb goes out, the rest is carried. `above` is the high half of m times the limb below.
    const auto limb = [&](int j) {
      const std::uint64_t pair = static_cast<std::uint64_t>(words[j]) << 32 | words[j + 1];
      return pair << (skipped % 32) >> 32;
    };
    const std::uint64_t low = limb(i) * (m & 0xffffffffu);
    const std::uint64_t above = i + 1 < limbs ? limb(i + 1) * (m >> 32) : 0;
    const std::uint64_t sum = (low & 0xffffffffu) + (above & 0xffffffffu) + (carry & 0xffffffffu);
    out[i] = static_cast<std::uint32_t>(sum);
    carry = (carry >> 32) + (low >> 32) + (above >> 32) + (sum >> 32);
  }
}

// fraction * 2^-190 * pi/2, the fraction given in limbs.
inline Reduced reduceFraction(std::uint32_t (&f)[limbs], int quadrant, bool negative) {
  int length = 32 * limbs;
  while (length > 128 && (f[0] >> 31) == 0) {
    for (int i = 0; i < limbs; i++) f[i] = f[i] << 1 | (i + 1 < limbs ? f[i + 1] >> 31 : 0);
    length--;
  }
  const std::uint64_t first = static_cast<std::uint64_t>(f[0]) << 32 | f[1];
  const std::uint64_t second = static_cast<std::uint64_t>(f[2]) << 32 | f[3];
  const double unit = (negative ? -1 : 1) * powerOfTwo(length - 53 - 190);
  const double high = static_cast<double>(first >> 11) * unit;
  const double low = static_cast<double>((first & 0x7ffu) << 42 | second >> 22) * unit * 1.1102230246251565e-16;
  const double product = high * halfPiHigh;
  const double rest = productError(high, halfPiHigh, product) + (high * halfPiLow + low * halfPiHigh);
  const double r = product + rest;
  return {quadrant, r, product - r + rest};
}

inline Reduced reduceLarge(double x) {
  if (!(std::fabs(x) < infinity)) return {0, nan, 0};
  double mantissa;
  const int q = splitExponent(std::fabs(x), mantissa) - 52;
  std::uint32_t turns[limbs];
  multiplyWindow(static_cast<std::uint64_t>(mantissa * 4503599627370496.0), q, turns);
  int quadrant = static_cast<int>(turns[0] >> 30);
  turns[0] &= 0x3fffffffu;
  const bool upper = (turns[0] >> 29) != 0;
  if (upper) {  // more than half a quadrant: count from the next one, downward
    quadrant++;
    std::uint32_t borrow = 0;
    for (int i = limbs - 1; i >= 0; i--) {
      const std::uint64_t difference = static_cast<std::uint64_t>(i == 0 ? 0x40000000u : 0u) - turns[i] - borrow;
      turns[i] = static_cast<std::uint32_t>(difference);
      borrow = static_cast<std::uint32_t>(difference >> 63);
    }
  }
  return reduceFraction(turns, x < 0 ? -quadrant : quadrant, (x < 0) != upper);
}

inline Reduced reduce(double x) {
  const double a = std::fabs(x);
  if (a <= 0.7853981633974483) return {0, x, 0};
  if (!(a <= 1647000)) return reduceLarge(x);
  const double k = x * twoOverPi + roundBig - roundBig;
  const double first = x - k * halfPi1;
  const double part2 = k * halfPi2;
  const double second = first - part2;
  const double lost2 = differenceError(first, part2, second);
  const double part3 = k * halfPi3;
  const double third = second - part3;
  const double low = lost2 + differenceError(second, part3, third) - k * halfPi4;
  const double r = third + low;
  return {static_cast<int>(k), r, third - r + low};
}

// ---- hypot (lib/numeric/math.ts) ----

inline double hypotScaled(double a, double b) {
  const double aa = a * a;
  const double bb = b * b;
  const double sum = aa + bb;
  const double sumLow = aa - sum + bb + (productError(a, a, aa) + productError(b, b, bb));
  const double root = std::sqrt(sum);
  const double square = root * root;
  const double missing = sum - square - productError(root, root, square) + sumLow;
  return root + (0.5 * missing) / root;
}

}  // namespace heddle_detail

inline double exp(double x) {
  if (!(x > -746)) return x <= -746 ? 0 : x;
  if (x > 710) return heddle_detail::infinity;
  return heddle_detail::expOfSum(x, 0);
}

inline double log(double x) {
  using namespace heddle_detail;
  if (!(x > 0)) return x == 0 ? -infinity : nan;
  if (x == infinity) return x;
  const LogParts l = logParts(x);
  const double sum = l.high + l.r;
  const double r2 = l.r * l.r;
  return sum + (l.high - sum + l.r + l.rRest + l.low + (logSeries(l.r, r2) - 0.5 * r2));
}

// The special cases are those of JavaScript's Math.pow: pow(1, NaN) and pow(1, infinity) are NaN.
inline double pow(double x, double y) {
  using namespace heddle_detail;
  if (y == 0) return 1;
  if (x != x || y != y) return nan;
  const double magnitude = std::fabs(x);
  const double size = std::fabs(y);
  if (size == infinity) return magnitude == 1 ? nan : (magnitude > 1) == (y > 0) ? infinity : 0;
  const bool negative = std::signbit(x) && isOdd(size);
  if (x < 0 && std::floor(y) != y && x != -infinity) return nan;
  const double result = powOfMagnitude(magnitude, y, size);
  return negative ? -result : result;
}

inline double tanh(double x) {
  using namespace heddle_detail;
  const double a = std::fabs(x);
  if (!(a >= 0.0625)) return tanhSmall(x, a);
  if (a > 22) return x < 0 ? -1 : 1;
  const double steps = 2 * a * stepsPerUnit + roundBig - roundBig;
  const double r = 2 * a - steps * stepHigh - steps * stepLow;
  const int k = static_cast<int>(steps);
  const int entry = (k & 63) * 2;
  const double power = powerOfTwo(k >> 6);
  const double upper = powersOfTwo()[entry] * power;
  const double lower = expRest(r, entry) * power;
  const double below = upper - 1;
  const double belowLow = upper - below - 1 + lower;
  const double above = upper + 1;
  const double aboveLow = upper - above + 1 + lower;
  const double numerator = below + belowLow;
  const double denominator = above + aboveLow;
  const double result =
      divideSums(numerator, below - numerator + belowLow, denominator, above - denominator + aboveLow);
  return x < 0 ? -result : result;
}

inline double sin(double x) {
  using namespace heddle_detail;
  if (std::fabs(x) < tiny) return x;
  const Reduced a = reduce(x);
  const double value = (a.quadrant & 1) == 0 ? a.r + sinRest(a.r, a.rest) : cosHigh(a.r) + cosRest(a.r, a.rest);
  return (a.quadrant & 2) == 0 ? value : -value;
}

inline double cos(double x) {
  using namespace heddle_detail;
  if (std::fabs(x) < tiny) return 1;
  const Reduced a = reduce(x);
  const double value = (a.quadrant & 1) == 0 ? cosHigh(a.r) + cosRest(a.r, a.rest) : a.r + sinRest(a.r, a.rest);
  return ((a.quadrant + 1) & 2) == 0 ? value : -value;
}

inline double tan(double x) {
  using namespace heddle_detail;
  if (std::fabs(x) < tiny) return x;
  const Reduced a = reduce(x);
  const double sineRest = sinRest(a.r, a.rest);
  const double sine = a.r + sineRest;
  const double sineLow = a.r - sine + sineRest;
  const double cosineHigh = cosHigh(a.r);
  const double cosineRest = cosRest(a.r, a.rest);
  const double cosine = cosineHigh + cosineRest;
  const double cosineLow = cosineHigh - cosine + cosineRest;
  if ((a.quadrant & 1) != 0) return -divideSums(cosine, cosineLow, sine, sineLow);
  return divideSums(sine, sineLow, cosine, cosineLow);
}

inline double hypot(double x, double y) {
  using namespace heddle_detail;
  const double p = std::fabs(x);
  const double q = std::fabs(y);
  if (p == infinity || q == infinity) return infinity;
  if (p != p || q != q) return nan;
  const double a = p > q ? p : q;
  const double b = p > q ? q : p;
  if (b < a * 8.673617379884035e-19 || b == 0) return a;
  if (a > 3.273390607896142e150) {
    return hypotScaled(a * 2.409919865102884e-181, b * 2.409919865102884e-181) * 4.149515568880993e180;
  }
  if (a < 3.054936363499605e-151) {
    return hypotScaled(a * 4.149515568880993e180, b * 4.149515568880993e180) * 2.409919865102884e-181;
  }
  return hypotScaled(a, b);
}

inline float exp(float x) { return static_cast<float>(exp(static_cast<double>(x))); }
inline float log(float x) { return static_cast<float>(log(static_cast<double>(x))); }
inline float sin(float x) { return static_cast<float>(sin(static_cast<double>(x))); }
inline float cos(float x) { return static_cast<float>(cos(static_cast<double>(x))); }
inline float tan(float x) { return static_cast<float>(tan(static_cast<double>(x))); }
inline float tanh(float x) { return static_cast<float>(tanh(static_cast<double>(x))); }
inline float pow(float x, float y) { return static_cast<float>(pow(static_cast<double>(x), static_cast<double>(y))); }
inline float hypot(float x, float y) {
  return static_cast<float>(hypot(static_cast<double>(x), static_cast<double>(y)));
}

// Exact or correctly rounded in C++ too.
using std::ceil;
using std::copysign;
using std::fabs;
using std::floor;
using std::fmax;
using std::fmin;
using std::fmod;
using std::isfinite;
using std::isinf;
using std::isnan;
using std::round;
using std::signbit;
using std::sqrt;
using std::trunc;

inline double abs(double x) { return std::fabs(x); }
inline float abs(float x) { return std::fabs(x); }
inline int abs(int x) { return x < 0 ? -x : x; }
inline long long abs(long long x) { return x < 0 ? -x : x; }

}  // namespace hls

#endif  // HEDDLE_HLS_MATH_H
