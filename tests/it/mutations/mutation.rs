//! Ways to spoil a file.

use proptest::prelude::*;
use proptest::sample::Index;

use super::sound_files::Base;

/// What somebody, or something, might put in the place of a value.
#[rustfmt::skip]
const NASTY: [&str; 84] = [
    "", "0", "-0.0", "1", "-1", "2", "0.5", "1e308", "1e-308", "5e-324", "1e400", "nan", "inf", "-inf", "12", "13", "366", "1000", "1e6",
    "1000000", "99999999999999999999", "18446744073709551615", "9223372036854775808", "-9223372036854775808", "0x7f", "1_000", "1,5",
    "\"1,5\"", "5%", "\"5 % a month\"", "true", "\"\"", "\"a\"", "\"never\"", "\"0 days\"", "\"1 day\"", "\"0.001 days\"",
    "\"999 years\"", "\"1001 years\"", "\"12 months\"", "\"1 year\"", "\"100 years\"", "\"-1 days\"", "\"99999999999999999999 days\"",
    "1900-01-01", "2300-12-31", "0001-01-01", "9999-12-31", "2023-02-29", "2024-02-29", "2023", "\"2023\"", "2023-02", "\"2023-02\"",
    "2023-01-01T00:00:00Z", "00:00:00", "44927", "31.12.2023", "=1+1", "@a", "#REF!", "NA", "{ median = 1, p95 = 1e300 }",
    "{ median = 0.1, p95 = 0.2 }", "{ mean = 0.5, sd = 0.4999 }", "{ mean = 1e-300, sd = 1e300 }", "{ low = 0, high = 1e-300 }",
    "{ low = 0, high = 12 }", "{ values = [ 0 ] }", "{ values = [] }", "{ median = \"1 day\", p95 = \"900 years\" }", "{ mean = 1 }",
    "[]", "{}", "[ [] ]", "[[[[[[[[[[[[[[[[", "\0", "\u{feff}", "\u{202e}", "\r", "\t", ";", "'''", "é\u{301}",
];

/// One change to a file.
#[derive(Clone, Debug)]
pub enum Mutation {
    /// Turns a bit around.
    Flip(Index, u8),
    /// Puts a byte in the place of another.
    Byte(Index, u8),
    /// Takes some bytes out.
    Delete(Index, usize),
    /// Ends the file early.
    Truncate(Index),
    /// Puts something nasty anywhere.
    Insert(Index, usize),
    /// Puts something nasty in the place of a word.
    Replace(Index, usize),
    /// Exchanges two words.
    SwapWords(Index, Index),
    /// Puts one word in the place of another.
    CopyWord(Index, Index),
    /// Exchanges two lines.
    SwapLines(Index, Index),
    /// Says a line twice, the second time elsewhere.
    CopyLine(Index, Index),
    /// Takes a line out.
    DeleteLine(Index),
    /// Brings in a line of another file.
    Graft(Index, Index, Index),
}

/// One change or a few, mostly of words and lines: changes of bytes are refused by the syntax soon.
pub fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    let at = any::<Index>;
    let one = prop_oneof![
        2 => (at(), 0_u8..8).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        2 => (at(), any::<u8>()).prop_map(|(at, byte)| Mutation::Byte(at, byte)),
        2 => (at(), 1_usize..60).prop_map(|(at, count)| Mutation::Delete(at, count)),
        1 => at().prop_map(Mutation::Truncate),
        2 => (at(), 0..NASTY.len()).prop_map(|(at, which)| Mutation::Insert(at, which)),
        12 => (at(), 0..NASTY.len()).prop_map(|(at, which)| Mutation::Replace(at, which)),
        4 => (at(), at()).prop_map(|(one, other)| Mutation::SwapWords(one, other)),
        4 => (at(), at()).prop_map(|(one, other)| Mutation::CopyWord(one, other)),
        2 => (at(), at()).prop_map(|(one, other)| Mutation::SwapLines(one, other)),
        2 => (at(), at()).prop_map(|(one, other)| Mutation::CopyLine(one, other)),
        3 => at().prop_map(Mutation::DeleteLine),
        2 => (at(), at(), at()).prop_map(|(file, line, at)| Mutation::Graft(file, line, at)),
    ]
    .boxed();
    prop_oneof![
        6 => prop::collection::vec(one.clone(), 1),
        2 => prop::collection::vec(one.clone(), 2),
        1 => prop::collection::vec(one, 3..5),
    ]
}

impl Mutation {
    /// The file after the change.
    pub fn apply(&self, mut bytes: Vec<u8>, bases: &[Base]) -> Vec<u8> {
        if bytes.is_empty() {
            return bytes;
        }
        let length = bytes.len();
        match self {
            Self::Flip(at, bit) => bytes[at.index(length)] ^= 1 << bit,
            Self::Byte(at, byte) => bytes[at.index(length)] = *byte,
            Self::Delete(at, count) => {
                let at = at.index(length);
                bytes.drain(at..(at + count).min(length));
            }
            Self::Truncate(at) => bytes.truncate(at.index(length)),
            Self::Insert(at, which) => {
                let at = at.index(length);
                bytes.splice(at..at, NASTY[*which].bytes());
            }
            Self::Replace(at, which) => {
                let word = pick(&words(&bytes), *at);
                bytes.splice(word, NASTY[*which].bytes());
            }
            Self::SwapWords(one, other) => {
                let words = words(&bytes);
                return swapped(&bytes, pick(&words, *one), pick(&words, *other));
            }
            Self::CopyWord(one, other) => {
                let words = words(&bytes);
                let word = bytes[pick(&words, *one)].to_vec();
                bytes.splice(pick(&words, *other), word);
            }
            Self::SwapLines(one, other) => {
                let lines = lines(&bytes);
                return swapped(&bytes, pick(&lines, *one), pick(&lines, *other));
            }
            Self::CopyLine(one, other) => {
                let lines = lines(&bytes);
                let line = bytes[pick(&lines, *one)].to_vec();
                let at = pick(&lines, *other).start;
                bytes.splice(at..at, line);
            }
            Self::DeleteLine(at) => {
                let line = pick(&lines(&bytes), *at);
                bytes.drain(line);
            }
            Self::Graft(file, line, at) => {
                let files: Vec<_> = bases.iter().flat_map(|base| &base.files).collect();
                let other = &files[file.index(files.len())].1;
                let line = other[pick(&lines(other), *line)].to_vec();
                let at = pick(&lines(&bytes), *at).start;
                bytes.splice(at..at, line);
            }
        }
        bytes
    }
}

type Bytes = std::ops::Range<usize>;

/// One of some stretches; nothing at the start if there are none.
fn pick(stretches: &[Bytes], at: Index) -> Bytes {
    if stretches.is_empty() { 0..0 } else { stretches[at.index(stretches.len())].clone() }
}

/// The stretches between separators.
fn words(bytes: &[u8]) -> Vec<Bytes> {
    let mut words = Vec::new();
    let mut start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if b"=,[]{}\n \"".contains(byte) {
            if at > start {
                words.push(start..at);
            }
            start = at + 1;
        }
    }
    words
}

/// The lines with their ends.
fn lines(bytes: &[u8]) -> Vec<Bytes> {
    let mut start = 0;
    bytes
        .split_inclusive(|&byte| byte == b'\n')
        .map(|line| {
            start += line.len();
            start - line.len()..start
        })
        .collect()
}

/// Two stretches exchanged.
fn swapped(bytes: &[u8], one: Bytes, other: Bytes) -> Vec<u8> {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    if first.end > second.start {
        return bytes.to_vec();
    }
    [&bytes[..first.start], &bytes[second.clone()], &bytes[first.end..second.start], &bytes[first], &bytes[second.end..]].concat()
}
