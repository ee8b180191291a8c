//! The figures of a comparison: what each policy keeps, at what cost, which is best at what value of a person, what becomes of exits; at equal
//! money what each keeps for what it spends; what may happen, who would be hardest to lose, and regret.

mod acceptability;
mod equal_money;
mod forest;
mod hardest;
mod plane;
mod regret;
mod shifts;
mod what_if;

use crate::page::compared::Compared;
use crate::page::figure::Figure;
use crate::page::results::Results;

/// The figures, in the order of the page.
pub fn of(results: &Results) -> Vec<Option<Figure>> {
    let document = &results.document;
    let compared = Compared::of(document);
    let compared = compared.as_ref();
    let mut figures = vec![
        compared.and_then(forest::figure),
        equal_money::figure(results),
        compared.and_then(plane::figure),
        compared.and_then(|compared| acceptability::figure(compared, results)),
        compared.and_then(shifts::figure),
        hardest::figure(document),
    ];
    figures.extend(what_if::figures(document).into_iter().map(Some));
    figures.extend(regret::figures(document).into_iter().map(Some));
    figures
}

/// The first sentence of a text, without its full stop.
fn first_sentence(text: &str) -> &str {
    let ends = text.match_indices(". ").map(|(place, _)| place);
    let end = ends.into_iter().find(|&place| text[place + 2..].starts_with(|letter: char| letter.is_ascii_uppercase()));
    text[..end.unwrap_or(text.len())].trim_end_matches('.')
}

/// The names of `--hardest-to-lose`, which a comparison also has among what may happen.
fn hardest(document: &serde_json::Value) -> Vec<&str> {
    document["hardest_to_lose"].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_before_the_next() {
        assert_eq!(first_sentence("If a: 1.2 more of 3 (0.1 to 2). In 8 % of futures so."), "If a: 1.2 more of 3 (0.1 to 2)");
        assert_eq!(first_sentence("All of it."), "All of it");
    }
}
