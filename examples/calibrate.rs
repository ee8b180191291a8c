//! A calibration: what a history says of a lab's uncertain numbers, and the draws that a forecast takes up.
//!
//!     cargo run --release --example calibrate scenarios/llama.toml posterior.csv

use std::env;
use std::path::PathBuf;

fn main() -> Result<(), stayput::Error> {
    let file = env::args().nth(1).unwrap_or_else(|| "scenarios/llama.toml".to_owned());
    let lab = stayput::read(file)?;
    let fit = lab.calibrate().draws(400).without_comparison().run()?;
    for doubt in fit.doubts() {
        println!("do not rely on these draws: {doubt}");
    }
    for number in fit.learned() {
        println!("{}: {:.3} ({:.3} to {:.3})", number.path, number.median, number.low, number.high);
    }
    // A scenario draws from these once it names them: [parameters] posterior = "posterior.csv".
    let file = env::args().nth(2).map_or_else(|| env::temp_dir().join("posterior.csv"), PathBuf::from);
    fit.posterior().write(&file)?;
    println!("{} draws in {}", fit.posterior().len(), file.display());
    Ok(())
}
