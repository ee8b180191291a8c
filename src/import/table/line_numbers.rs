//! Numbers of lines in words.

/// Lines in words: `line 7`, `lines 3-5, 9`; of many the first and how many there are besides.
pub(in crate::import) fn lines(lines: &[usize]) -> String {
    const SHOWN: usize = 30;
    let mut sorted = lines.to_vec();
    sorted.sort_unstable();
    let runs: Vec<String> = sorted
        .chunk_by(|one, other| *other <= one + 1)
        .map(|run| if run[0] == run[run.len() - 1] { run[0].to_string() } else { format!("{}-{}", run[0], run[run.len() - 1]) })
        .collect();
    let shown: usize = sorted.chunk_by(|one, other| *other <= one + 1).take(SHOWN).map(<[usize]>::len).sum();
    let more = if runs.len() > SHOWN { format!(" and {} more", sorted.len() - shown) } else { String::new() };
    format!("line{} {}{more}", if sorted.len() == 1 { "" } else { "s" }, runs[..runs.len().min(SHOWN)].join(", "))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn of_many_lines_the_first_are_listed() {
        assert_eq!(lines(&[7]), "line 7");
        assert_eq!(lines(&[9, 3, 5, 4]), "lines 3-5, 9");
        let odd: Vec<usize> = (0..100).map(|k| 2 * k + 1).collect();
        assert!(lines(&odd).ends_with(", 57, 59 and 70 more"), "{}", lines(&odd));
    }
}
