//! Elementary functions whose bits do not depend on the machine, and quadrature.
//!
//! `std` calls the platform's functions, which answer differently with and without fused multiply-add. Everything that can reach a
//! result file goes through this module, which is plain IEEE 754 arithmetic: the `libm` crate, and where a simulation spends its time
//! branch-free polynomials that the compiler may turn into vectors without changing a bit ([`instructions`]).

pub mod instructions;

/// Natural logarithm.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Natural logarithm of a positive, normal and finite number: [`ln`] to the bit, without a branch.
///
/// The operations of the `libm` crate in their order: `x = 2^k (1 + f)` with `1 + f` between the square roots of a half and of two, and a
/// polynomial in `s = f / (2 + f)`.
#[inline(always)]
#[expect(clippy::many_single_char_names, reason = "a formula; its loops become vectors only where it is inlined")]
pub fn ln_of_normal(x: f64) -> f64 {
    const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    /// The upper half of the bits of the square root of a half.
    const ROOT_HALF: u64 = 0x3FE6_A09E_0000_0000;
    const ONE: u64 = 0x3FF0_0000_0000_0000;
    let shifted = x.to_bits().wrapping_add(ONE - ROOT_HALF);
    let k = small_integer(shifted >> 52) - 1_023.0;
    let f = f64::from_bits((shifted & 0x000F_FFFF_FFFF_FFFF) + ROOT_HALF) - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (0.399_999_999_994_094_2 + w * (0.222_221_984_321_497_84 + w * 0.153_138_376_992_093_73));
    let odd = z * (0.666_666_666_666_673_5 + w * (0.285_714_287_436_623_9 + w * (0.181_835_721_616_180_5 + w * 0.147_981_986_051_165_86)));
    s * (half_square + (odd + even)) + k * LN_2_LOW - half_square + f + k * LN_2_HIGH
}

/// A whole number below 2^52 as a float: exact, in two instructions that any vector unit has.
#[inline(always)]
pub fn small_integer(number: u64) -> f64 {
    /// 2^52, in whose lowest bits a number up to there stands as it is.
    const TWO_52: f64 = 4_503_599_627_370_496.0;
    f64::from_bits(number | TWO_52.to_bits()) - TWO_52
}

/// The smaller of two numbers, one instruction where `f64::min` also looks for NaN.
#[inline]
pub fn least(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The larger of two numbers; the second where the first is none.
#[inline]
pub fn largest(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// Exponential function, to two units in the last place; e^-708 (about 3e-308) below -708 and e^709 above 709.
///
/// `e^x = 2^k e^r` with `|r| <= ln 2 / 2` and the Taylor polynomial of degree 13 for `e^r`, whose remainder is below 2^-57.
#[inline(always)]
#[expect(clippy::many_single_char_names, reason = "a formula; its loops become vectors only where it is inlined")]
pub fn exp(x: f64) -> f64 {
    /// Adding 1.5 * 2^52 rounds to the nearest integer and leaves it in the low bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let clamped = least(-least(-x, 708.0), 709.0);
    let shifted = clamped * std::f64::consts::LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = (clamped - k * LN_2_HIGH) - k * LN_2_LOW;
    let r2 = r * r;
    let r4 = r2 * r2;
    // Estrin's scheme: short chains, the same order of operations everywhere.
    let a = (1.0 / 6.0 + r * (1.0 / 24.0)) + r2 * (1.0 / 120.0 + r * (1.0 / 720.0));
    let b = (1.0 / 5_040.0 + r * (1.0 / 40_320.0)) + r2 * (1.0 / 362_880.0 + r * (1.0 / 3_628_800.0));
    let c = 1.0 / 39_916_800.0 + r * (1.0 / 479_001_600.0) + r2 * (1.0 / 6_227_020_800.0);
    let tail = a + r4 * (b + r4 * c);
    let e = 1.0 + (r + r2 * (0.5 + r * tail));
    let scale = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1023 << 52));
    e * scale
}

/// `e^x - 1`, without loss of digits next to 0.
#[inline]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// `ln(1 + x)`, without loss of digits next to 0.
#[inline]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// `x` to the power of `y`.
#[inline]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// 2 to the power of `x`.
#[inline]
pub fn exp2(x: f64) -> f64 {
    libm::exp2(x)
}

/// Square root, correctly rounded everywhere.
#[inline]
pub fn sqrt(x: f64) -> f64 {
    libm::sqrt(x)
}

/// Natural logarithm of 10.
pub const LN_10: f64 = std::f64::consts::LN_10;

/// Natural logarithm of 2.
pub const LN_2: f64 = std::f64::consts::LN_2;
/// Half of `ln(2 pi)`.
pub const HALF_LN_2_PI: f64 = 0.918_938_533_204_672_7;

/// The 95th percentile of the standard normal distribution.
pub const NORMAL_P95: f64 = 1.644_853_626_951_472_7;

/// The 97.5th percentile of the standard normal distribution: half-width of a 95 % interval in standard errors.
pub const NORMAL_P975: f64 = 1.959_963_984_540_054;

/// The value that a standard normal variable exceeds with a probability up to one half, by bisection to the last bit.
pub fn normal_upper_quantile(probability: f64) -> f64 {
    let exceeded = |x: f64| 0.5 * libm::erfc(x / std::f64::consts::SQRT_2);
    let (mut low, mut high) = (0.0, 40.0);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if exceeded(middle) > probability { low = middle } else { high = middle }
    }
}

/// Nodes on (0, 1) and weights of Gauss-Legendre quadrature: `integral over (0, 1) of f = sum of weight * f(node)`.
pub type Rule<const N: usize> = [(f64, f64); N];

/// Four nodes: exact for polynomials up to degree 7.
pub const GAUSS_LEGENDRE_4: Rule<4> = [
    (0.069_431_844_202_973_71, 0.173_927_422_568_726_93),
    (0.330_009_478_207_571_87, 0.326_072_577_431_273_07),
    (0.669_990_521_792_428_1, 0.326_072_577_431_273_07),
    (0.930_568_155_797_026_3, 0.173_927_422_568_726_93),
];

/// Eight nodes: exact for polynomials up to degree 15.
pub const GAUSS_LEGENDRE_8: Rule<8> = [
    (0.019_855_071_751_231_884, 0.050_614_268_145_188_13),
    (0.101_666_761_293_186_63, 0.111_190_517_226_687_24),
    (0.237_233_795_041_835_5, 0.156_853_322_938_943_64),
    (0.408_282_678_752_175_1, 0.181_341_891_689_181),
    (0.591_717_321_247_825, 0.181_341_891_689_181),
    (0.762_766_204_958_164_5, 0.156_853_322_938_943_64),
    (0.898_333_238_706_813_4, 0.111_190_517_226_687_24),
    (0.980_144_928_248_768_1, 0.050_614_268_145_188_13),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// A rule of n nodes integrates x^k to 1 / (k + 1) for every k up to 2 n - 1.
    fn is_exact_to<const N: usize>(rule: &Rule<N>) {
        for k in 0..2 * N {
            let sum: f64 = rule.iter().map(|&(x, w)| w * (0..k).fold(1.0, |p, _| p * x)).sum();
            assert!((sum * (k + 1) as f64 - 1.0).abs() < 1e-14, "degree {k}: {sum}");
        }
    }

    #[test]
    fn gauss_legendre_is_exact_for_polynomials() {
        is_exact_to(&GAUSS_LEGENDRE_4);
        is_exact_to(&GAUSS_LEGENDRE_8);
    }

    #[test]
    fn the_exponential_is_libms_to_two_units_in_the_last_place() {
        let mut worst: f64 = 0.0;
        for k in -69_900..=69_900 {
            let x = f64::from(k) * 0.010_123;
            worst = worst.max((exp(x) / libm::exp(x) - 1.0).abs());
        }
        assert!(worst <= 2.0 * f64::EPSILON, "{worst}");
    }

    #[test]
    fn the_logarithm_without_a_branch_is_that_of_libm_to_the_bit() {
        let is_the_same = |x: f64| assert_eq!(ln_of_normal(x).to_bits(), ln(x).to_bits(), "{x:e}");
        [f64::MIN_POSITIVE, 0.5, std::f64::consts::FRAC_1_SQRT_2, 1.0 - f64::EPSILON / 2.0, 1.0, 1.0 + f64::EPSILON, 2.0, f64::MAX]
            .into_iter()
            .for_each(is_the_same);
        // All exponents of uniform numbers and some more, with digits of a sequence that leaves none out.
        let mut digits: u64 = 1;
        for exponent in 900..1_100 {
            for _ in 0..2_000 {
                digits = digits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                is_the_same(f64::from_bits(exponent << 52 | digits >> 12));
            }
        }
    }

    #[test]
    fn small_integers_are_exact() {
        for number in [0, 1, 1_023, (1 << 52) - 1] {
            assert_eq!(small_integer(number), number as f64);
        }
    }

    #[test]
    fn the_normal_quantile_is_the_constants() {
        assert!((normal_upper_quantile(0.025) - NORMAL_P975).abs() < 1e-14);
        assert!((normal_upper_quantile(0.05) - NORMAL_P95).abs() < 1e-14);
        assert!(normal_upper_quantile(0.5).abs() < 1e-14);
    }

    #[test]
    fn known_values_to_the_last_bit() {
        assert!((exp(1.0) - std::f64::consts::E).abs() <= 2.0 * f64::EPSILON);
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(f64::NEG_INFINITY) < 4e-308 && exp(f64::INFINITY) > 8e307);
        assert_eq!(ln(10.0), std::f64::consts::LN_10);
        assert_eq!(exp2(-3.0), 0.125);
        assert_eq!((exp_m1(1e-300), exp_m1(f64::NEG_INFINITY)), (1e-300, -1.0));
        assert_eq!((ln_1p(1e-300), ln_1p(-1.0)), (1e-300, f64::NEG_INFINITY));
        assert_eq!(sqrt(2.0), std::f64::consts::SQRT_2);
    }
}
