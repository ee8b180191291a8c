//! Gamma and beta numbers, by rejection. Word by word they are those of rand's `Gamma` and `Beta`, but for the logarithms and exponentials,
//! which are ours (see `normal`), and a gamma of shape 1, which is an exponential by inversion.

use super::Stream;
use crate::math;

impl Stream {
    /// The next number of a gamma distribution; its mean is `shape * scale`.
    ///
    /// Marsaglia & Tsang 2000, *A simple method for generating gamma variables*: a cubed normal number. Below a shape of 1 that of the shape
    /// more by 1, times a power of a uniform number.
    ///
    /// # Panics
    /// Where shape or scale is not positive.
    pub fn gamma(&mut self, shape: f64, scale: f64) -> f64 {
        assert!(shape > 0.0 && scale > 0.0, "a gamma distribution has positive mean and sd");
        if shape == 1.0 {
            -scale * math::ln(self.uniform())
        } else if shape < 1.0 {
            let u = self.uniform();
            let (d, v) = self.cube(shape + 1.0);
            // The scale last: the others are small.
            (v * math::pow(u, 1.0 / shape) * d) * scale
        } else {
            let (d, v) = self.cube(shape);
            v * (d * scale)
        }
    }

    /// A gamma number of a shape of at least 1 as a product of two.
    #[expect(clippy::many_single_char_names, reason = "the names of the paper")]
    fn cube(&mut self, shape: f64) -> (f64, f64) {
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / math::sqrt(9.0 * d);
        loop {
            let x = self.normal();
            let root = 1.0 + c * x;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            let u = self.uniform();
            let square = x * x;
            if u < 1.0 - 0.0331 * square * square || math::ln(u) < 0.5 * square + d * (1.0 - v + math::ln(v)) {
                return (d, v);
            }
        }
    }

    /// The next number of a beta distribution, of mean `alpha / (alpha + beta)`.
    ///
    /// Cheng 1978, *Generating beta variates with nonintegral shape parameters*: algorithm BB where both are above 1, else BC.
    ///
    /// # Panics
    /// Where one of the parameters is not positive.
    pub fn beta(&mut self, alpha: f64, beta: f64) -> f64 {
        assert!(alpha > 0.0 && beta > 0.0, "a beta distribution has mean in (0, 1) and a possible sd");
        let (low, high) = if alpha < beta { (alpha, beta) } else { (beta, alpha) };
        let is_first_low = alpha < beta;
        if low > 1.0 {
            share(self.ratio_above_1(low, high), high, is_first_low)
        } else {
            share(self.ratio_below_1(high, low), low, !is_first_low)
        }
    }

    /// Algorithm BB: the odds of the smaller parameter times the larger.
    #[expect(clippy::many_single_char_names, reason = "the names of the paper")]
    fn ratio_above_1(&mut self, a: f64, b: f64) -> f64 {
        let both = a + b;
        let lambda = math::sqrt((both - 2.0) / (2.0 * a * b - both));
        let gamma = a + 1.0 / lambda;
        loop {
            let (u1, u2) = (self.uniform(), self.uniform());
            let v = lambda * math::ln(u1 / (1.0 - u1));
            let w = a * math::exp(v);
            let z = u1 * u1 * u2;
            let r = gamma * v - math::ln(4.0);
            let s = a + r - w;
            let t = math::ln(z);
            let is_sure = s + 1.0 + math::ln(5.0) >= 5.0 * z || s >= t;
            let is_out = r + both * math::ln(both / (b + w)) < t;
            if is_sure || !is_out {
                return w;
            }
        }
    }

    /// Algorithm BC: the odds of the larger parameter times the smaller.
    #[expect(clippy::many_single_char_names, reason = "the names of the paper")]
    fn ratio_below_1(&mut self, a: f64, b: f64) -> f64 {
        let both = a + b;
        let lambda = 1.0 / b;
        let delta = 1.0 + a - b;
        let least = delta * (1.0 / 18.0 / 4.0 + 3.0 / 18.0 / 4.0 * b) / (a * lambda - 14.0 / 18.0);
        let most = 0.25 + (0.5 + 0.25 / delta) * b;
        loop {
            let (u1, u2) = (self.uniform(), self.uniform());
            let y = u1 * u2;
            let z = u1 * y;
            let v = lambda * math::ln(u1 / (1.0 - u1));
            let w = a * math::exp(v);
            if u1 < 0.5 {
                if 0.25 * u2 + z - y >= least {
                    continue;
                }
            } else if z <= 0.25 {
                return w;
            } else if z >= most {
                continue;
            }
            let is_out = both * (math::ln(both / (b + w)) + v) - math::ln(4.0) < math::ln(z);
            if !is_out {
                return w;
            }
        }
    }
}

/// The beta number of Cheng's ratio `w`, whose odds are `w / b`, or of its complement.
fn share(w: f64, b: f64, is_own: bool) -> f64 {
    match is_own {
        // All but infinite: `b` is nothing beside it.
        true if w == f64::INFINITY => 1.0,
        true => w / (b + w),
        false => b / (b + w),
    }
}

#[cfg(test)]
mod tests {
    use rand_distr::{Beta, Distribution, Gamma};

    use super::*;
    use crate::random::Purpose;

    const SHAPES: [f64; 6] = [0.05, 0.6, 1.5, 4.0, 1_000.0, 3e7];

    fn stream(draw: u64) -> Stream {
        Stream::new(9, Purpose::Importance, 0, draw, 0)
    }

    fn is_close(x: f64, y: f64) -> bool {
        (x - y).abs() <= 1e-12 * y
    }

    #[test]
    fn numbers_are_those_of_rand_word_by_word() {
        for draw in 0..5_000 {
            for shape in SHAPES {
                let (mut own, mut other) = (stream(draw), stream(draw));
                let (x, y) = (own.gamma(shape, 0.3), Gamma::new(shape, 0.3).unwrap().sample(&mut other));
                assert!(is_close(x, y) && own.attempt == other.attempt, "{draw} {shape}: {x} {y}");
                for second in SHAPES {
                    let (mut own, mut other) = (stream(draw), stream(draw));
                    let (x, y) = (own.beta(shape, second), Beta::new(shape, second).unwrap().sample(&mut other));
                    assert!(is_close(x, y) && own.attempt == other.attempt, "{draw} {shape} {second}: {x} {y}");
                }
            }
        }
    }

    #[test]
    fn a_shape_of_1_is_an_exponential() {
        assert_eq!(stream(3).gamma(1.0, 2.0), -2.0 * math::ln(stream(3).uniform()));
    }

    #[test]
    fn known_answers_to_the_last_bit() {
        let folded = |number: &dyn Fn(&mut Stream) -> f64| {
            (0..2_000).fold(0_u64, |sum, draw| sum.rotate_left(5) ^ number(&mut stream(draw)).to_bits())
        };
        let gammas = SHAPES.map(|shape| folded(&|stream| stream.gamma(shape, 0.3)));
        let betas = SHAPES.map(|shape| folded(&|stream| stream.beta(shape, 2.0)));
        assert_eq!((gammas, betas), (GAMMAS, BETAS), "{gammas:#x?} {betas:#x?}");
    }

    const GAMMAS: [u64; 6] = [
        0x27AF_3BC4_94C7_D7BD,
        0xE89D_E9B9_3AB0_E2DE,
        0x2FD9_2FC5_801F_D55C,
        0xF6F6_B484_FEC3_F293,
        0x0A03_470E_19C2_0485,
        0x605B_486B_699D_10CD,
    ];
    const BETAS: [u64; 6] = [
        0x0A0F_28CA_CA8B_DAA6,
        0x1101_53E4_0963_CDA9,
        0x6D81_E0E8_18AF_7C10,
        0x644F_0DE8_22E3_CCB8,
        0x4B2C_3448_D148_214D,
        0xEEB7_A75D_ED4D_CBA8,
    ];
}
