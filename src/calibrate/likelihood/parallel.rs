//! Work on several threads with the same bits at any number of them: parts of fixed size, put together in their order.

use std::ops::Range;
use std::thread;

use super::derivatives::{Derivatives, Order};

/// What `work` gives for each index below `count`, in order.
pub fn map<T: Send>(count: usize, threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = threads.min(count);
    if threads <= 1 {
        return (0..count).map(work).collect();
    }
    let work = &work;
    let mut parts: Vec<_> = thread::scope(|scope| {
        let share = |thread: usize| (thread..count).step_by(threads).map(work).collect::<Vec<T>>();
        let handles: Vec<_> = (0..threads).map(|thread| scope.spawn(move || share(thread))).collect();
        let joined = handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.map(Vec::into_iter).collect()
    });
    (0..count).filter_map(|index| parts[index % threads].next()).collect()
}

/// The sum of what `add` adds for each block of the indices below `count`.
pub fn sum(
    count: usize,
    block: usize,
    threads: usize,
    coordinates: usize,
    order: Order,
    add: impl Fn(Range<usize>, &mut Derivatives) + Sync,
) -> Derivatives {
    let parts = map(count.div_ceil(block), threads, |index| {
        let mut sum = Derivatives::zero(coordinates, order);
        add(index * block..((index + 1) * block).min(count), &mut sum);
        sum
    });
    let mut sum = Derivatives::zero(coordinates, order);
    for part in &parts {
        sum.add(1.0, part);
    }
    sum
}
