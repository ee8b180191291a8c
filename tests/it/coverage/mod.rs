//! How often the stated intervals hold the truth, over many seeds. By default each table uses few seeds, so that the suite stays quick;
//! `STAYPUT_SEEDS=200 cargo test --release --test it coverage -- --nocapture` prints the tables of docs/validation.md.

mod clustered;
mod decisions;
mod maximum;
mod nobody_left;
mod value_of_information;

/// How many seeds a table uses: `STAYPUT_SEEDS`, or else so many as are cheap.
pub fn seeds(cheap: u64) -> u64 {
    std::env::var("STAYPUT_SEEDS").map_or(cheap, |text| text.parse().expect("STAYPUT_SEEDS is a number of seeds"))
}

/// Whether `held` of `seeds` intervals may be the doing of intervals that hold the truth with probability `low` to `high`: not further
/// than five standard deviations of the binomial below the one or above the other.
pub fn is_within(held: u64, seeds: u64, [low, high]: [f64; 2]) -> bool {
    let n = seeds as f64;
    let sigma = |p: f64| (n * p * (1.0 - p)).sqrt();
    let held = held as f64;
    held >= n * low - 5.0 * sigma(low) && held <= n * high + 5.0 * sigma(high)
}

#[test]
fn intervals_that_cover_too_rarely_are_found() {
    assert!(seeds(3) >= 1);
    assert!(is_within(190, 200, [0.95, 0.95]));
    assert!(!is_within(162, 200, [0.95, 0.95]), "81 %");
    assert!(!is_within(200, 200, [0.5, 0.6]));
}
