//! The numbers of many addresses at once: the same bits as one by one, in loops that become vectors.

#![expect(clippy::inline_always, reason = "loops become vectors only where all that they do is inlined")]

use std::ops::Range;

use crate::math::instructions::{Instructions, Task};
use crate::math::ln_of_normal;

use super::{Field, open_uniform};

/// How many addresses are worked on together.
const ROW: usize = 64;
/// Loops go over a whole number of so many, for which the vectors of no machine are too wide.
const LANES: usize = 8;
/// A word of 32 bits.
const LOW: u64 = 0xFFFF_FFFF;

/// [`philox`](super::philox) with each word in 64 bits, of which the upper half is of no meaning: the products need no other form.
#[inline(always)]
fn philox([mut c0, mut c1, mut c2, mut c3]: [u64; 4], [mut k0, mut k1]: [u64; 2]) -> [u64; 4] {
    for _ in 0..10 {
        let p0 = 0xD251_1F53 * (c0 & LOW);
        let p1 = 0xCD9E_8D57 * (c2 & LOW);
        (c0, c1, c2, c3) = ((p1 >> 32) ^ c1 ^ k0, p1, (p0 >> 32) ^ c3 ^ k1, p0);
        k0 = k0.wrapping_add(0x9E37_79B9);
        k1 = k1.wrapping_add(0xBB67_AE85);
    }
    [c0, c1, c2, c3]
}

/// Addresses of one pair of trials, and the unit exponentials there.
struct Row {
    pair: u64,
    holders: [u64; ROW],
    keys: [[u32; ROW]; 2],
    /// How many addresses there are.
    len: usize,
    exponentials: [[f64; ROW]; 2],
}

/// The exponentials of a row.
struct Exponentials<'a>(&'a mut Row);

impl Task for Exponentials<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Row { pair, holders, keys: [k0, k1], len, exponentials: [even, odd] } = self.0;
        for i in 0..len.next_multiple_of(LANES).min(ROW) {
            let counter = [*pair, *pair >> 32, holders[i], holders[i] >> 32];
            let [a, b, c, d] = philox(counter, [u64::from(k0[i]), u64::from(k1[i])]);
            even[i] = -ln_of_normal(open_uniform(a & LOW | b << 32));
            odd[i] = -ln_of_normal(open_uniform(c & LOW | d << 32));
        }
    }
}

/// Appends the unit exponentials of holders in fields, in the trials `2 pair` and `2 pair + 1`: those of [`Field::exponential`].
pub fn exponential_pairs(
    instructions: Instructions,
    pair: u64,
    addresses: impl IntoIterator<Item = (Field, u64)>,
    [even, odd]: [&mut Vec<f64>; 2],
) {
    let mut row = Row { pair, holders: [0; ROW], keys: [[0; ROW]; 2], len: 0, exponentials: [[0.0; ROW]; 2] };
    let mut addresses = addresses.into_iter();
    loop {
        row.len = 0;
        for (field, holder) in addresses.by_ref().take(ROW) {
            row.holders[row.len] = holder;
            [row.keys[0][row.len], row.keys[1][row.len]] = field.key;
            row.len += 1;
        }
        instructions.run(Exponentials(&mut row));
        even.extend_from_slice(&row.exponentials[0][..row.len]);
        odd.extend_from_slice(&row.exponentials[1][..row.len]);
        if row.len < ROW {
            return;
        }
    }
}

/// The words of holders in a field in the trials `2 pair` and `2 pair + 1`.
struct Words<'a> {
    field: Field,
    pair: u64,
    holders: &'a [u64],
    found: [&'a mut [u64]; 2],
}

impl Task for Words<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { field, pair, holders, found: [even, odd] } = self;
        let key = field.key.map(u64::from);
        for ((&holder, even), odd) in holders.iter().zip(even).zip(odd) {
            let [a, b, c, d] = philox([pair, pair >> 32, holder, holder >> 32], key);
            (*even, *odd) = (a & LOW | b << 32, c & LOW | d << 32);
        }
    }
}

/// Writes the words of holders in a field, in the trials `2 pair` and `2 pair + 1`: those of [`Field::word`].
pub fn words(instructions: Instructions, field: Field, pair: u64, holders: &[u64], found: [&mut [u64]; 2]) {
    instructions.run(Words { field, pair, holders, found });
}

/// How many trials are looked at together.
pub const TRIALS: usize = 256;
/// Trials whose bits share a word of [`Places`].
const WORD: usize = 64;

/// A set of places of trials that are looked at together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places([u64; TRIALS / WORD]);

impl Places {
    /// Each place of the set.
    #[inline(always)]
    pub fn for_each(&self, mut visit: impl FnMut(usize)) {
        for (word, mut bits) in self.0.into_iter().enumerate() {
            while bits != 0 {
                visit(word * WORD + bits.trailing_zeros() as usize);
                bits &= bits - 1;
            }
        }
    }
}

/// The trial at a place of these pairs of trials: first stand the even trials, then the odd ones.
pub fn trial_at(pairs: &Range<u64>, place: usize) -> u64 {
    let place = place as u64;
    let half = TRIALS as u64 / 2;
    2 * (pairs.start + place % half) + place / half
}

/// The bits of the numbers below a limit.
#[inline(always)]
fn bits_below(numbers: &[u32], limit: u32) -> u64 {
    let [mut low, mut high] = [0u32; 2];
    for place in 0..WORD / 2 {
        low |= u32::from(numbers[place] < limit) << place;
        high |= u32::from(numbers[WORD / 2 + place] < limit) << place;
    }
    u64::from(low) | u64::from(high) << 32
}

/// The heads of one address in pairs of trials.
struct Heads<'a> {
    field: Field,
    first: u64,
    holder: u64,
    lowest: u32,
    /// Pairs whose heads are written, a multiple of [`WORD`].
    pairs: usize,
    found: &'a mut [u32; TRIALS],
    places: &'a mut Places,
}

impl Task for Heads<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let key = self.field.key.map(u64::from);
        let (even, odd) = self.found.split_at_mut(TRIALS / 2);
        for i in 0..self.pairs.min(TRIALS / 2) {
            let pair = self.first + i as u64;
            let [_, head, _, next] = philox([pair, pair >> 32, self.holder, self.holder >> 32], key);
            even[i] = head as u32;
            odd[i] = next as u32;
        }
        for half in 0..2 {
            for word in 0..self.pairs / WORD {
                let word = half * (TRIALS / 2 / WORD) + word;
                self.places.0[word] = !bits_below(&self.found[word * WORD..][..WORD], self.lowest);
            }
        }
    }
}

/// Writes the heads of a holder in a field, the upper halves of its words, in pairs of trials (of [`TRIALS`] trials at most); gives the
/// places whose head is not below `lowest`.
pub fn heads(instructions: Instructions, field: Field, pairs: Range<u64>, holder: u64, lowest: u32, heads: &mut [u32; TRIALS]) -> Places {
    let mut places = Places::default();
    let len = (pairs.end - pairs.start) as usize;
    instructions.run(Heads {
        field,
        first: pairs.start,
        holder,
        lowest,
        pairs: len.next_multiple_of(WORD),
        found: heads,
        places: &mut places,
    });
    for (word, bits) in places.0.iter_mut().enumerate() {
        let there = len.saturating_sub(word % (TRIALS / 2 / WORD) * WORD);
        if there < WORD {
            *bits &= (1 << there) - 1;
        }
    }
    places
}

/// The numbers below a limit.
struct Below<'a> {
    numbers: &'a [u32; TRIALS],
    limit: u32,
}

impl Task for Below<'_> {
    type Output = Places;

    #[inline(always)]
    fn run(self) -> Places {
        let mut places = Places::default();
        for (bits, numbers) in places.0.iter_mut().zip(self.numbers.chunks_exact(WORD)) {
            *bits = bits_below(numbers, self.limit);
        }
        places
    }
}

/// The places of the numbers below a limit.
pub fn below(instructions: Instructions, numbers: &[u32; TRIALS], limit: u32) -> Places {
    instructions.run(Below { numbers, limit })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, name_hash};

    #[test]
    fn numbers_of_many_addresses_are_those_of_each_with_any_instructions() {
        let fields = ["lab", "startup", "found"].map(|name| Field::new(7, Purpose::Patience, name_hash(name), 0, 0));
        for len in [0, 1, 7, 8, 9, 63, 64, 65, 200] {
            for pair in [0, 1, u64::MAX >> 1] {
                let address = |index: usize| (fields[index % 3], name_hash(&index.to_string()));
                let expected: Vec<[u64; 2]> = (0..len)
                    .map(|index| {
                        let (field, holder) = address(index);
                        field.exponential_pair(pair, holder).map(f64::to_bits)
                    })
                    .collect();
                for instructions in [Instructions::of_any_machine(), Instructions::default()] {
                    let [mut even, mut odd] = [Vec::new(), Vec::new()];
                    exponential_pairs(instructions, pair, (0..len).map(address), [&mut even, &mut odd]);
                    let found: Vec<[u64; 2]> = even.iter().zip(&odd).map(|(even, odd)| [even.to_bits(), odd.to_bits()]).collect();
                    assert_eq!(found, expected, "{len} addresses, {instructions:?}");
                }
            }
        }
    }

    #[test]
    fn words_of_many_holders_are_those_of_each_with_any_instructions() {
        let field = Field::new(7, Purpose::Tenure, 0, 0, 0);
        for len in [0, 1, 3, 8, 21] {
            let holders: Vec<u64> = (0..len).map(|holder| name_hash(&holder.to_string())).collect();
            for pair in [0, u64::MAX >> 1] {
                for instructions in [Instructions::of_any_machine(), Instructions::default()] {
                    let [mut even, mut odd] = [vec![0; holders.len()], vec![0; holders.len()]];
                    words(instructions, field, pair, &holders, [&mut even, &mut odd]);
                    let words = |trial: u64| holders.iter().map(move |&holder| field.word(trial, holder));
                    assert!(even.into_iter().eq(words(2 * pair)) && odd.into_iter().eq(words(2 * pair + 1)), "{len}, {instructions:?}");
                }
            }
        }
    }

    #[test]
    fn heads_are_the_upper_halves_of_words_with_any_instructions() {
        let field = Field::new(7, Purpose::Patience, name_hash("lab"), 0, 0);
        for pairs in [0..128, 5..6, u64::MAX / 2 - 70..u64::MAX / 2 - 5] {
            for instructions in [Instructions::of_any_machine(), Instructions::default()] {
                let mut found = [0; TRIALS];
                let lowest = 3 << 30;
                let places = heads(instructions, field, pairs.clone(), 11, lowest, &mut found);
                let mut trials: Vec<(u64, usize)> = Vec::new();
                places.for_each(|place| trials.push((trial_at(&pairs, place), place)));
                trials.sort_unstable();
                let head = |trial: u64| (field.word(trial, 11) >> 32) as u32;
                let expected = (2 * pairs.start..2 * pairs.end).filter(|&trial| head(trial) >= lowest);
                assert!(trials.iter().map(|&(trial, _)| trial).eq(expected), "{pairs:?}");
                assert!(trials.iter().all(|&(trial, place)| found[place] == head(trial)));
            }
        }
    }

    #[test]
    fn places_below_a_limit_are_found_with_any_instructions() {
        let numbers = std::array::from_fn(|place| (place as u32).wrapping_mul(0x9E37_79B9));
        for limit in [0, 1, 1 << 30, u32::MAX] {
            for instructions in [Instructions::of_any_machine(), Instructions::default()] {
                let mut found = Vec::new();
                below(instructions, &numbers, limit).for_each(|place| found.push(place));
                assert!(found.into_iter().eq((0..TRIALS).filter(|&place| numbers[place] < limit)));
            }
        }
    }
}
