//! Person-trials a second of the three workloads on one thread: `cargo bench`. `benches/peers/` has others beside us.

mod workloads;

use divan::Bencher;
use divan::counter::ItemsCount;
use stayput::internals::ensemble::{self, Plan};
use stayput::internals::scenario::Scenario;

fn main() {
    divan::main();
}

fn trials(bencher: Bencher, scenario: &Scenario, trials: u64) {
    let people = scenario.roster.researchers.len() as u64;
    bencher.counter(ItemsCount::new(people * trials)).bench(|| {
        ensemble::run(divan::black_box(scenario), &Plan { trials, seed: 1, threads: 1 }, &mut ensemble::to_the_end, None)
            .expect("nothing is written")
    });
}

/// A run of the library from call to answer, which `benches/peers/call.py` asks for from Python too.
#[divan::bench(sample_count = 50)]
fn library_call(bencher: Bencher) {
    let lab = stayput::read("scenarios/llama.toml").expect("it is sound");
    bencher.bench(|| lab.simulate().trials(2_000).threads(1).run().expect("it runs"));
}

#[divan::bench(sample_count = 10)]
fn w1(bencher: Bencher) {
    trials(bencher, &workloads::w1(), 100_000);
}

#[divan::bench(sample_count = 10)]
fn w2(bencher: Bencher) {
    trials(bencher, &workloads::w2(), 20_000);
}

#[divan::bench(sample_count = 5)]
fn w3(bencher: Bencher) {
    trials(bencher, &workloads::w3(), 40);
}
