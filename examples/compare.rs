//! A comparison: what each policy keeps on the same luck, and what it costs.
//!
//!     cargo run --release --example compare scenarios/new-lab.toml

use std::env;

fn main() -> Result<(), stayput::Error> {
    let file = env::args().nth(1).unwrap_or_else(|| "scenarios/new-lab.toml".to_owned());
    let lab = stayput::read(file)?;
    let comparison = lab.compare().trials(2_000).run()?;
    let kept = comparison.reference().at_horizon();
    println!("without any policy: {:.2} ± {:.2}", kept.mean, 1.96 * kept.mcse);
    for arm in comparison.arms() {
        println!("{} keeps {} more people, and costs {}", arm.name(), arm.kept(), arm.cost());
    }
    for (what, why) in comparison.withheld() {
        println!("withheld: {what} ({why})");
    }
    Ok(())
}
