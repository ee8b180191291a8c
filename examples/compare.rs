//! A comparison: what each policy keeps on the same luck, and what it costs.
//!
//!     cargo run --release --example compare scenarios/new-lab.toml

use std::env;

fn main() -> Result<(), stayput::Error> {
    let file = env::args().nth(1).unwrap_or_else(|| "scenarios/new-lab.toml".to_owned());
    let lab = stayput::read(file)?;
    let comparison = lab.compare().trials(2_000).run()?;
    let (kept, error) = comparison.reference();
    println!("without any policy: {kept:.2} ± {:.2}", 1.96 * error);
    for arm in comparison.arms() {
        println!("{} keeps {} more people, and costs {}", arm.name(), arm.kept(), arm.cost());
    }
    for (what, why) in comparison.withheld() {
        println!("withheld: {what} ({why})");
    }
    Ok(())
}
