//! Randomness by address: every random number is a pure function of who it belongs to, never "the next of a stream".
//!
//! The generator is Philox 4x32-10 (Salmon, Moraes, Dror & Shaw, *Parallel random numbers: as easy as 1, 2, 3*, 2011): a keyed
//! bijection from a 128-bit counter to 128 random bits. A *field* of random numbers has the key made of seed, purpose, name and
//! attempt; within it the counter is (trial, holder). So a trial can be computed alone, anywhere, and adding a person, a channel
//! or a policy changes nobody else's luck.

pub mod lanes;
mod normal;
mod shapes;
pub mod streams;

use std::convert::Infallible;

use rand::rand_core::TryRng;
use sha2::{Digest, Sha256};

use crate::math;

/// What a field of random numbers decides. The numbers are part of the keys: never change one, never use one again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Purpose {
    /// The cumulative hazard at which a researcher leaves through a channel.
    Patience = 1,
    /// The personal hazard ratio.
    Frailty = 2,
    /// The steps of the market's path.
    Heat = 3,
    /// Whether a possible shock happens, and when.
    Shock = 4,
    /// The tenure of a generated researcher.
    Tenure = 5,
    /// An uncertain parameter.
    Parameter = 6,
    /// A coarse date of hire.
    Hire = 7,
    /// A coarse date of exit in the history.
    HistoryExit = 8,
    /// The cumulative hazard at which a researcher follows the pull of a spin-out.
    Pull = 9,
    /// Which competitor an exit leads to.
    Destination = 10,
    /// Whether a team-mate founds with a founder.
    Cofound = 11,
    /// When one who left comes back.
    Return = 12,
    /// Whether an exit opens a seat.
    Refill = 13,
    /// How long it takes to fill a seat.
    Fill = 14,
    /// Whether somebody about to leave through a channel is kept by an answer.
    CounterOffer = 15,
    /// Whether somebody about to follow a pull is kept by an answer.
    CounterOfferToPull = 16,
    /// The offers that are declined.
    Declined = 20,
    /// The offers that are declined of a spin-out that pulls.
    DeclinedPull = 21,
    /// The seed of a chain's trajectories.
    Trajectory = 40,
    /// Where a chain starts.
    FirstPoint = 41,
    /// Which row of a posterior a parameter draw uses.
    PosteriorRow = 42,
    /// What a regression over draws leaves open.
    Surrogate = 60,
    /// How a Sobol' sequence is scrambled.
    Scrambling = 61,
    /// Which draws are in a random half of them.
    Halves = 65,
    /// Which case of the possible shocks stands for a draw where a fit is judged.
    ShockCase = 47,
    /// The moment that a chain offers a coarse exit, and whether it is accepted.
    CoarseExit = 43,
    /// A point at which an integral over the parameters is taken.
    Importance = 45,
    /// The moment of a coarse exit at such a point.
    ImportanceTime = 46,
}

/// The 64-bit hash that stands for an id or a name in keys: the first eight bytes of its SHA-256, the same everywhere and for ever.
pub fn name_hash(name: &str) -> u64 {
    let digest = Sha256::digest(name.as_bytes());
    digest[..8].iter().fold(0, |hash, &byte| hash << 8 | u64::from(byte))
}

/// The hash that stands for the `n`-th kin of a name: the `n`-th newcomer in somebody's seat, the spin-out of somebody's `n`-th exit.
pub fn kin(name: u64, n: u32) -> u64 {
    let [a, b, ..] = philox([name as u32, (name >> 32) as u32, n, 0], [0x6B69_6E00, 0]);
    u64::from(a) | u64::from(b) << 32
}

/// Philox 4x32 with ten rounds: 128 random bits for a counter under a key.
#[inline]
pub fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    const MULTIPLIERS: [u64; 2] = [0xD251_1F53, 0xCD9E_8D57];
    const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    let [mut k0, mut k1] = key;
    for _ in 0..10 {
        let p0 = MULTIPLIERS[0] * u64::from(c0);
        let p1 = MULTIPLIERS[1] * u64::from(c2);
        (c0, c1, c2, c3) = ((p1 >> 32) as u32 ^ c1 ^ k0, p1 as u32, (p0 >> 32) as u32 ^ c3 ^ k1, p0 as u32);
        k0 = k0.wrapping_add(WEYL[0]);
        k1 = k1.wrapping_add(WEYL[1]);
    }
    [c0, c1, c2, c3]
}

/// A field of random numbers: one 64-bit word for each trial and holder (a researcher, a month, a draw).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    key: [u32; 2],
}

impl Field {
    /// The field of a purpose under a name (0 where the purpose needs none), for one spell and attempt.
    ///
    /// The key is a Philox block of all of them under the seed, so that fields are as independent as blocks are.
    pub fn new(seed: u64, purpose: Purpose, name: u64, spell: u16, attempt: u32) -> Self {
        let counter = [name as u32, (name >> 32) as u32, purpose as u32 | u32::from(spell) << 16, attempt];
        let [k0, k1, ..] = philox(counter, [seed as u32, (seed >> 32) as u32]);
        Self { key: [k0, k1] }
    }

    /// The words of a holder in two consecutive trials, `2 pair` and `2 pair + 1`: the two halves of one block.
    #[inline]
    fn words(self, pair: u64, holder: u64) -> [u64; 2] {
        let [a, b, c, d] = philox([pair as u32, (pair >> 32) as u32, holder as u32, (holder >> 32) as u32], self.key);
        [u64::from(a) | u64::from(b) << 32, u64::from(c) | u64::from(d) << 32]
    }

    /// The word of a holder in a trial.
    #[inline]
    pub fn word(self, trial: u64, holder: u64) -> u64 {
        self.words(trial >> 1, holder)[(trial & 1) as usize]
    }

    /// A uniform number on the open interval (0, 1), in steps of 2^-52.
    #[inline]
    pub fn uniform(self, trial: u64, holder: u64) -> f64 {
        open_uniform(self.word(trial, holder))
    }

    /// A unit exponential by inversion.
    #[inline]
    pub fn exponential(self, trial: u64, holder: u64) -> f64 {
        -math::ln(self.uniform(trial, holder))
    }

    /// The unit exponentials of a holder in the trials `2 pair` and `2 pair + 1`: one by one what [`lanes`] gives of many.
    #[cfg(test)]
    pub fn exponential_pair(self, pair: u64, holder: u64) -> [f64; 2] {
        self.words(pair, holder).map(|word| -math::ln(open_uniform(word)))
    }
}

/// The middle of one of 2^52 equal steps of (0, 1): exact, never 0 and never 1.
#[inline(always)]
#[expect(clippy::inline_always, reason = "loops become vectors only where it is inlined")]
pub(crate) fn open_uniform(word: u64) -> f64 {
    (math::small_integer(word >> 12) + 0.5) * (1.0 / (1u64 << 52) as f64)
}

/// A generator that starts at one address: the n-th word it gives is the word of the n-th attempt there. It makes uniform, normal, gamma and
/// beta numbers.
///
/// Distributions that reject take as many words as they need without touching any other address.
#[derive(Clone, Debug)]
pub struct Stream {
    seed: u64,
    purpose: Purpose,
    name: u64,
    trial: u64,
    holder: u64,
    attempt: u32,
    /// The first word, where it is known.
    first: Option<u64>,
}

impl Stream {
    /// The stream of a purpose and name for a holder in a trial.
    pub fn new(seed: u64, purpose: Purpose, name: u64, trial: u64, holder: u64) -> Self {
        Self { seed, purpose, name, trial, holder, attempt: 0, first: None }
    }

    /// The next word as a uniform number on (0, 1).
    pub fn uniform(&mut self) -> f64 {
        open_uniform(self.next())
    }

    #[inline]
    fn next(&mut self) -> u64 {
        let known = self.first.take();
        let word = known.unwrap_or_else(|| Field::new(self.seed, self.purpose, self.name, 0, self.attempt).word(self.trial, self.holder));
        self.attempt += 1;
        word
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.next() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known-answer vectors that the authors of Philox publish with Random123 (`kat_vectors`, philox4x32 10).
    #[test]
    fn philox_gives_its_known_answers() {
        assert_eq!(philox([0; 4], [0; 2]), [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]);
        assert_eq!(philox([u32::MAX; 4], [u32::MAX; 2]), [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]);
        assert_eq!(
            philox([0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], [0xA409_3822, 0x299F_31D0]),
            [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
        );
    }

    #[test]
    fn names_hash_to_the_head_of_their_sha_256() {
        assert_eq!(name_hash("abc"), 0xBA78_16BF_8F01_CFEA);
        assert_ne!(name_hash("lab"), name_hash("labs"));
    }

    #[test]
    fn uniforms_are_never_0_nor_1() {
        assert_eq!(open_uniform(0), 0.5 / (1u64 << 52) as f64);
        assert_eq!(1.0 - open_uniform(u64::MAX), 0.5 / (1u64 << 52) as f64);
    }

    #[test]
    fn every_part_of_an_address_changes_the_number() {
        let word = |seed, purpose, name, spell, attempt, trial, holder| Field::new(seed, purpose, name, spell, attempt).word(trial, holder);
        let words = [
            word(1, Purpose::Patience, 2, 0, 0, 4, 5),
            word(2, Purpose::Patience, 2, 0, 0, 4, 5),
            word(1, Purpose::Frailty, 2, 0, 0, 4, 5),
            word(1, Purpose::Patience, 3, 0, 0, 4, 5),
            word(1, Purpose::Patience, 2 | 1 << 40, 0, 0, 4, 5),
            word(1, Purpose::Patience, 2, 1, 0, 4, 5),
            word(1, Purpose::Patience, 2, 0, 1, 4, 5),
            word(1, Purpose::Patience, 2, 0, 0, 5, 5),
            word(1, Purpose::Patience, 2, 0, 0, 4 | 1 << 40, 5),
            word(1, Purpose::Patience, 2, 0, 0, 4, 5 | 1 << 40),
        ];
        for (i, a) in words.iter().enumerate() {
            for b in &words[i + 1..] {
                assert_ne!(a, b);
            }
        }
    }

    #[test]
    fn exponentials_have_the_moments_of_the_unit_exponential() {
        let field = Field::new(7, Purpose::Patience, name_hash("lab"), 0, 0);
        let n = 200_000;
        let draws: Vec<f64> = (0..n).map(|trial| field.exponential(trial, 11)).collect();
        let mean = draws.iter().sum::<f64>() / n as f64;
        let square = draws.iter().map(|x| x * x).sum::<f64>() / n as f64;
        // Five standard errors: Var(E) = 1, Var(E^2) = 4! - 2^2 = 20.
        assert!((mean - 1.0).abs() < 5.0 / (n as f64).sqrt());
        assert!((square - 2.0).abs() < 5.0 * (20.0 / n as f64).sqrt());
        assert!(draws.iter().all(|&x| x > 0.0 && x.is_finite()));
    }

    #[test]
    fn a_stream_is_a_generator_for_rand() {
        use rand::Rng;
        let mut a = Stream::new(1, Purpose::Parameter, 2, 3, 4);
        let mut b = a.clone();
        let mut bytes = [0; 12];
        a.fill_bytes(&mut bytes);
        assert_eq!(bytes[..8], b.next_u64().to_le_bytes());
        assert_eq!(bytes[8..], b.next_u64().to_le_bytes()[..4]);
    }
}
