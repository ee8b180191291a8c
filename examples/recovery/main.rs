//! Maximum likelihood on large synthetic histories: does it find the ten numbers that made them, and how long does it take?
//!
//!     cargo run --release --example recovery -- 100000

mod history;

use std::time::Instant;

use stayput::internals::calibrate::{Likelihood, Maximum, SurvivalData, maximum};

use history::{START, TRUTH, covered, hazards, scores, spells};

/// Histories whose intervals are counted.
const HISTORIES: u64 = 20;

fn main() {
    let people = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(100_000_usize);
    for threads in [1, 2] {
        let study = SurvivalData::new(spells(people, 1));
        let began = Instant::now();
        let fit = fitted(&study, threads);
        println!("{people} people, {threads} threads: laid out and fitted in {:.2} s", began.elapsed().as_secs_f64());
        if threads > 1 {
            continue;
        }
        println!("  log-likelihood {:.4}, largest derivative {:.1e}, {:?} starts", fit.log_likelihood, fit.gradient_norm, fit.starts);
        for ((estimate, truth), score) in fit.estimates.iter().zip(TRUTH).zip(scores(&fit)) {
            let (low, high) = estimate.wald.unwrap_or((f64::NAN, f64::NAN));
            println!("  {truth:<5} {:.4} ({low:.4} to {high:.4}), {score:+.2} standard errors off", estimate.value);
        }
    }
    let covered: usize = (1..=HISTORIES).map(|seed| covered(&fitted(&SurvivalData::new(spells(people, seed)), 2))).sum();
    println!("{HISTORIES} histories: {covered} of {} 95 % intervals hold the truth", HISTORIES as usize * TRUTH.len());
}

fn fitted(study: &SurvivalData, threads: usize) -> Maximum {
    let likelihood = Likelihood::new(study, &hazards()).expect("people under observation").with_threads(threads);
    maximum(&likelihood, &START, &[], false)
}
