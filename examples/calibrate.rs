//! A calibration: what a history says of a lab's uncertain numbers, and a forecast that draws from it.
//!
//!     cargo run --release --example calibrate scenarios/llama.toml

use std::env;

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
    let posterior = env::temp_dir().join(format!("stayput-posterior-{}.csv", std::process::id()));
    fit.posterior().write(&posterior)?;
    let informed = lab.set("parameters.posterior", &format!("'{}'", posterior.display()))?;
    println!("{}", informed.simulate().trials(2_000).run()?.sentence());
    std::fs::remove_file(&posterior).map_or(Ok(()), |()| Ok(()))
}
