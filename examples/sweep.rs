//! A sweep: how the forecast changes with one number of the scenario, and what each policy is worth then, all points on the same luck.
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
    let policies = lab.policies();
    let sweep = policies.iter().fold(lab.sweep().over(path, values).trials(2_000), |sweep, policy| sweep.policy(policy)).run()?;
    println!("as it is: {:.2} of {}", sweep.as_it_is().at_horizon().mean, lab.people());
    for point in sweep.points() {
        println!("{path} = {}: {:.2}, by {}", point.value(0), point.retained().at_horizon().mean, point.change());
        for policy in &policies {
            if let Some(kept) = point.kept_by(policy) {
                println!("  {policy} keeps {kept}");
            }
        }
    }
    Ok(())
}
