//! A forecast: how many of a lab's people are still there, month by month.
//!
//!     cargo run --release --example run scenarios/new-lab.toml

use std::env;

fn main() -> Result<(), stayput::Error> {
    let file = env::args().nth(1).unwrap_or_else(|| "scenarios/new-lab.toml".to_owned());
    let lab = stayput::read(file)?;
    let run = lab.simulate().trials(4_000).run()?;
    println!("{}", run.sentence());
    for point in run.retained().points() {
        let [low, high] = [0.1, 0.9].map(|p| point.quantile(p).unwrap_or(f64::NAN));
        println!("{} {:6.2} ± {:.2}; {low:.0} to {high:.0} in 80 % of the trials", point.date, point.mean, 1.96 * point.mcse);
    }
    Ok(())
}
