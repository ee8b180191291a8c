//! The streams of many holders: their first words are worked out together, and for two trials at once.

use super::{Field, Purpose, Stream, lanes};
use crate::math::instructions::Instructions;

/// The first words of the streams of a purpose in two consecutive trials, which share their blocks of random bits.
#[derive(Clone, Debug, Default)]
pub struct Streams {
    /// The field and the number of the pair of trials held, if any.
    held: Option<(Field, u64)>,
    holders: Vec<u64>,
    /// In the even and the odd trial, by holder.
    words: [Vec<u64>; 2],
    instructions: Instructions,
}

impl Streams {
    /// The streams of a purpose for holders in a trial, in their order: [`Stream::new`] of each.
    pub fn of_trial(
        &mut self,
        seed: u64,
        purpose: Purpose,
        trial: u64,
        holders: impl Iterator<Item = u64> + Clone,
    ) -> impl Iterator<Item = Stream> + '_ {
        let (field, pair) = (Field::new(seed, purpose, 0, 0, 0), trial >> 1);
        if self.held != Some((field, pair)) || !self.holders.iter().copied().eq(holders.clone()) {
            self.held = Some((field, pair));
            self.holders.clear();
            self.holders.extend(holders);
            self.words.iter_mut().for_each(|words| words.resize(self.holders.len(), 0));
            let [even, odd] = &mut self.words;
            lanes::words(self.instructions, field, pair, &self.holders, [even, odd]);
        }
        let words = &self.words[(trial & 1) as usize];
        self.holders
            .iter()
            .zip(words)
            .map(move |(&holder, &word)| Stream { first: Some(word), ..Stream::new(seed, purpose, 0, trial, holder) })
    }
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;

    #[test]
    fn streams_of_many_holders_are_those_of_each() {
        let mut streams = Streams::default();
        let holders = [7, 1 << 40, 3, u64::MAX, 0];
        // The pair anew, the pair held, other holders, another purpose, another seed.
        for (seed, purpose, trial, count) in [
            (1, Purpose::Heat, 4, 5),
            (1, Purpose::Heat, 5, 5),
            (1, Purpose::Heat, 5, 3),
            (1, Purpose::Frailty, 5, 3),
            (2, Purpose::Frailty, 4, 3),
            (2, Purpose::Frailty, u64::MAX, 5),
        ] {
            let found = streams.of_trial(seed, purpose, trial, holders[..count].iter().copied());
            for (mut found, &holder) in found.zip(&holders) {
                let mut own = Stream::new(seed, purpose, 0, trial, holder);
                assert_eq!([found.next_u64(), found.next_u64()], [own.next_u64(), own.next_u64()], "{purpose:?}, {trial}, {holder}");
            }
        }
        assert_eq!(streams.of_trial(1, Purpose::Heat, 0, std::iter::empty()).count(), 0);
    }
}
