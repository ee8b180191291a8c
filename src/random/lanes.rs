//! The numbers of many addresses at once: the same bits as one by one, in loops that become vectors.

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

/// Appends the unit exponentials of holders in fields, in the trials `2 pair` and `2 pair + 1`: those of [`Field::exponential_pair`].
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
}
