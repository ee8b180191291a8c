//! Sums over many terms on several threads, with the same bits at any number of them: blocks of fixed size, folded in their order.

use std::ops::Range;
use std::thread;

use super::jet::{Jet, Order};

/// The sum of what `add` adds for each block of the indices below `count`.
pub fn sum(
    count: usize,
    block: usize,
    threads: usize,
    coordinates: usize,
    order: Order,
    add: impl Fn(Range<usize>, &mut Jet) + Sync,
) -> Jet {
    let blocks = count.div_ceil(block);
    let of_block = |index: usize| {
        let mut jet = Jet::zero(coordinates, order);
        add(index * block..((index + 1) * block).min(count), &mut jet);
        jet
    };
    let mut sum = Jet::zero(coordinates, order);
    let threads = threads.min(blocks);
    if threads <= 1 {
        for index in 0..blocks {
            sum.add(1.0, &of_block(index));
        }
        return sum;
    }
    let parts: Vec<Vec<Jet>> = thread::scope(|scope| {
        let work = |thread: usize| (thread..blocks).step_by(threads).map(of_block).collect();
        let handles: Vec<_> = (0..threads).map(|thread| scope.spawn(move || work(thread))).collect();
        handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    for index in 0..blocks {
        sum.add(1.0, &parts[index % threads][index / threads]);
    }
    sum
}
