//! A sweep: how the forecast changes with one number of the scenario, all points on the same luck.
//!
//!     cargo run --release --example sweep scenarios/llama.toml contagion.ratio 1 1.5 2

use std::env;

fn main() -> Result<(), stayput::Error> {
    let typed: Vec<String> = env::args().skip(1).collect();
    let (file, path, values) = match typed.as_slice() {
        [file, path, values @ ..] if !values.is_empty() => (file.as_str(), path.as_str(), values.to_vec()),
        _ => ("scenarios/llama.toml", "contagion.ratio", ["1", "1.5", "2"].map(str::to_owned).to_vec()),
    };
    let lab = stayput::read(file)?;
    for value in values {
        let kept = lab.set(path, &value)?.simulate().trials(2_000).run()?.retained().at_horizon();
        println!("{path} = {value}: {:.2} ± {:.2}", kept.mean, 1.96 * kept.mcse);
    }
    Ok(())
}
