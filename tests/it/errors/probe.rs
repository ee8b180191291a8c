use std::path::Path;
#[test]
fn shipped() {
    for name in ["llama", "new-lab", "large-org"] {
        match stayput::scenario::read(Path::new(&format!("scenarios/{name}.toml")), &[]) {
            Ok(l) => {
                println!("{}", l.remarks);
                println!("{} {:?} {}", l.scenario.name, l.inputs, l.scenario.roster.researchers.len());
                for p in &l.scenario.parameters {
                    println!("{} {:?}", p.path, p.distribution)
                }
            }
            Err(p) => println!("{p}"),
        }
    }
}
