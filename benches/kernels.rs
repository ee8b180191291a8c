//! The kernels that a trial is made of, alone: `cargo bench --bench kernels`. Each bench does a thousand of them in one go; items a second.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use stayput::internals::hazard::calendar_effects::{CalendarEffects, Stretch};
use stayput::internals::hazard::contagion::{Influence, Source};
use stayput::internals::hazard::kernel::{Effect, Kernel};
use stayput::internals::random::{self, Field, Instructions, Purpose};

fn main() {
    divan::main();
}

/// How many at once.
const COUNT: u64 = 1_000;
/// Channels of the calendar, and its months.
const CHANNELS: usize = 3;
const MONTHS: usize = 36;

/// Benches a thousand calls, whose results are added up.
fn thousand(bencher: Bencher, one: impl Fn(u64) -> f64 + Sync) {
    bencher.counter(ItemsCount::new(COUNT)).bench(|| (0..black_box(COUNT)).map(&one).sum::<f64>());
}

/// Unevenly over (0, 1), the same each time.
fn spread(k: u64) -> f64 {
    (k as f64 + 0.5) * 0.618_033_988_749_895 % 1.0
}

/// 64 random bits at an address.
#[divan::bench]
fn random_word(bencher: Bencher) {
    let field = Field::new(1, Purpose::Patience, 7, 0, 0);
    bencher.counter(ItemsCount::new(COUNT)).bench(|| (0..black_box(COUNT)).fold(0, |all, k| all ^ field.word(k, 3)));
}

/// A unit exponential at an address.
#[divan::bench]
fn exponential(bencher: Bencher) {
    let field = Field::new(1, Purpose::Patience, 7, 0, 0);
    thousand(bencher, |k| field.exponential(k, 3));
}

/// Those of a thousand people in two consecutive trials, drawn in vectors: 2,000 exponentials.
#[divan::bench]
fn exponential_pairs(bencher: Bencher) {
    let field = Field::new(1, Purpose::Patience, 7, 0, 0);
    let (mut even, mut odd) = (Vec::new(), Vec::new());
    bencher.counter(ItemsCount::new(2 * COUNT)).bench_local(|| {
        even.clear();
        odd.clear();
        let addresses = (0..black_box(COUNT)).map(|person| (field, person));
        random::exponential_pairs(Instructions::default(), 5, addresses, [&mut even, &mut odd]);
        even[0] + odd[0]
    });
}

/// When one whose hazard nobody moves leaves by a channel whose calendar has 36 different months; two in five do not.
#[divan::bench]
fn calendar_draw(bencher: Bencher) {
    let month = 1.0 / 12.0;
    let stretch = |k: usize| Stretch { from: k as f64 * month, to: (k + 1) as f64 * month, month: k };
    let mut calendar = CalendarEffects::still(CHANNELS, (0..MONTHS).map(stretch).collect());
    calendar.heat(&[0, 1, 2], |stretch| 1.0 + 0.01 * stretch.month as f64);
    calendar.integrate();
    let end = MONTHS as f64 * month;
    thousand(bencher, |k| match calendar.exit((k % 3) as usize, 0.25, f64::INFINITY, 0.0, end, -libm::log(spread(k))) {
        Ok(time) => time,
        Err(left) => left,
    });
}

/// What exits did, with a half-life of six months, after `exits` of them in the last year.
fn influence(exits: u32) -> Influence {
    let kernel = Kernel::Exponential(std::f64::consts::LN_2 / 0.5);
    let effect = Effect { log_ratio: 0.3, delay: 0.0, kernel };
    let mut influence = Influence::new(1.0, kernel, Kernel::Permanent, f64::INFINITY);
    for exit in 0..exits {
        influence.add(Source::Contagion, &effect, f64::from(exit) / f64::from(exits), 1.0);
    }
    influence
}

/// The integral of the hazard ratio over up to a month, where all that fades does so at one rate.
#[divan::bench(args = [1, 5])]
fn influence_integral(bencher: Bencher, exits: u32) {
    let influence = influence(exits);
    thousand(bencher, |k| influence.integral(1.0 + spread(k) / 12.0));
}

/// The same with a limit on what is accepted, which may bind: by quadrature.
#[divan::bench]
fn influence_integral_below_a_limit(bencher: Bencher) {
    let influence = influence(5);
    thousand(bencher, |k| influence.integral_below(1.0 + spread(k) / 12.0, 0.5, 0.0));
}

/// A look ahead at a month, and the time at which a part of what was seen is used up: the clock of a group at an exit.
#[divan::bench(args = [1, 5])]
fn influence_look_and_inverse(bencher: Bencher, exits: u32) {
    let influence = influence(exits);
    thousand(bencher, |k| {
        let mut influence = influence.clone();
        let end = 1.0 + 1.0 / 12.0;
        let whole = influence.look(end, None);
        influence.inverse(end, f64::INFINITY, 0.0, spread(k) * whole, whole)
    });
}
