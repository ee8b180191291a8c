//! Blocks of parameter draws, which threads take as they get free.
//!
//! Blocks are begun in order and are as large as some time allows: a thread takes more draws where its last block was done early, one
//! where that took long, and fewer towards the end, so that all threads are done at about the same time. What is counted is put together
//! in the order of the draws ([`InOrder`]), so that what is done when a run ends early are its first draws, without a gap.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::sync::Mutex;
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

use crate::Cancellation;

/// How long a block takes, about, where little is handed over: short enough to hear often of how far a run is.
const BLOCK: Duration = Duration::from_millis(50);
/// How much longer for each column: some thirty times what it takes to hand it over.
const COLUMN: Duration = Duration::from_micros(20);
/// How long at most.
const LONGEST: Duration = Duration::from_millis(500);
/// How often somebody hears of how far a run is, at least.
const TICK: Duration = Duration::from_millis(100);

/// The blocks of some draws.
#[derive(Debug)]
struct Blocks {
    threads: u64,
    left: Mutex<Range<u64>>,
    cancellation: Cancellation,
}

impl Blocks {
    /// Of draws to be shared out among so many threads.
    fn of(draws: Range<u64>, threads: u64) -> Self {
        let threads = threads.min(draws.end.saturating_sub(draws.start)).max(1);
        Self { threads, left: Mutex::new(draws), cancellation: Cancellation::default() }
    }

    /// The next block, of no more than `most` draws; nothing where none is left, or where they were stopped.
    fn take(&self, most: u64) -> Option<Range<u64>> {
        // Whoever panicked while it held the draws has left them as they were.
        let mut left = self.left.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if self.cancellation.is_cancelled() || left.is_empty() {
            return None;
        }
        let all = left.end - left.start;
        // The last blocks are smaller, so that threads end together, but not so small that they are all hand-over.
        let share = if self.threads == 1 { all } else { all.div_ceil(2 * self.threads).max(most / 8).min(all) };
        let block = left.start..left.start + most.min(share);
        left.start = block.end;
        Some(block)
    }

    /// Lets each thread work on block after block until none is left, or until the word to break off. `worker` makes what works on blocks,
    /// one a thread: it gives what it counted in a block, or nothing where it was broken off. `hear` gets that, block by block as they
    /// are done, and nothing at least every [`TICK`].
    ///
    /// # Panics
    /// Where a thread did.
    fn share<T: Join + Send, W: FnMut(Range<u64>) -> Option<T>>(
        &self,
        worker: impl Fn() -> W + Sync,
        mut hear: impl FnMut(Option<(Range<u64>, T)>),
    ) {
        std::thread::scope(|scope| {
            // Bounded, so that blocks do not pile up where they come faster than they are heard.
            let (sender, blocks) = mpsc::sync_channel(self.threads as usize);
            let threads: Vec<_> = (0..self.threads)
                .map(|_| {
                    let (sender, worker) = (sender.clone(), &worker);
                    scope.spawn(move || self.work(&mut worker(), &sender))
                })
                .collect();
            drop(sender);
            loop {
                match blocks.recv_timeout(TICK) {
                    Ok(block) => hear(Some(block)),
                    Err(RecvTimeoutError::Timeout) => hear(None),
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            }
            for thread in threads {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            }
        });
    }

    /// What one thread does.
    fn work<T: Join>(&self, count: &mut impl FnMut(Range<u64>) -> Option<T>, sender: &SyncSender<(Range<u64>, T)>) {
        let mut most = 1;
        while let Some(draws) = self.take(most) {
            let begun = Instant::now();
            let Some(counted) = count(draws.clone()) else { return };
            let took = begun.elapsed();
            let block = (BLOCK + COLUMN * counted.columns() as u32).min(LONGEST);
            if took < block / 2 {
                most = 2 * most.min(u64::MAX / 2);
            } else if took > 2 * block {
                most = (most / 2).max(1);
            }
            if sender.send((draws, counted)).is_err() {
                return;
            }
        }
    }
}

/// What can be put together with the same of later draws.
pub trait Join {
    /// Adds what was counted in later draws.
    fn join(&mut self, later: Self);

    /// How many columns of counts are handed over with it; none where it is only a few numbers.
    fn columns(&self) -> usize {
        0
    }
}

/// What was counted, put together in the order of the draws.
///
/// Memory: one for each gap between blocks that are done, of which there are no more than threads.
#[derive(Debug)]
struct InOrder<T> {
    next: u64,
    /// What lies beyond a gap: by its first draw the draw after its last, and what was counted.
    ahead: BTreeMap<u64, (u64, T)>,
}

impl<T: Join> InOrder<T> {
    /// Nothing yet, from a draw on.
    fn from(first: u64) -> Self {
        Self { next: first, ahead: BTreeMap::new() }
    }

    /// Adds a block; gives what has become the next after all that was given before.
    fn add(&mut self, draws: Range<u64>, counted: T) -> Option<T> {
        let (mut start, mut whole) = (draws.start, counted);
        if let Some(before) = self.ahead.range(..draws.start).next_back().filter(|(_, (end, _))| *end == draws.start).map(|(&at, _)| at)
            && let Some((_, mut earlier)) = self.ahead.remove(&before)
        {
            earlier.join(whole);
            (start, whole) = (before, earlier);
        }
        let mut end = draws.end;
        if let Some((later_end, later)) = self.ahead.remove(&end) {
            whole.join(later);
            end = later_end;
        }
        if start == self.next {
            self.next = end;
            return Some(whole);
        }
        self.ahead.insert(start, (end, whole));
        None
    }
}

/// Lets threads count draws, and hands over what they counted in the order of the draws. `worker` makes what works on blocks, one a thread,
/// and gets the word to break off: it gives what it counted in a block, or nothing where it was broken off. `hear` gets the next of what was
/// counted, or nothing at least every [`TICK`], and says whether to go on.
///
/// # Errors
/// The first error of `hear`, after which nothing more is counted.
pub fn in_order<T: Join + Send, W: FnMut(Range<u64>) -> Option<T>, E>(
    draws: Range<u64>,
    threads: u64,
    worker: impl Fn(&Cancellation) -> W + Sync,
    mut hear: impl FnMut(Option<T>) -> Result<ControlFlow<()>, E>,
) -> Result<ControlFlow<()>, E> {
    let mut in_order = InOrder::from(draws.start);
    let blocks = Blocks::of(draws, threads);
    let mut outcome = Ok(ControlFlow::Continue(()));
    blocks.share(
        || worker(&blocks.cancellation),
        |block| {
            if matches!(outcome, Ok(ControlFlow::Continue(()))) {
                outcome = hear(block.and_then(|(draws, counted)| in_order.add(draws, counted)));
                if !matches!(outcome, Ok(ControlFlow::Continue(()))) {
                    blocks.cancellation.cancel();
                }
            }
        },
    );
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Join for u64 {
        fn join(&mut self, later: Self) {
            *self += later;
        }
    }

    impl Join for Vec<u64> {
        fn join(&mut self, later: Self) {
            self.extend(later);
        }
    }

    #[test]
    fn blocks_are_put_together_in_order() {
        let mut in_order = InOrder::from(10);
        assert_eq!(in_order.add(12..13, vec![12]), None);
        assert_eq!(in_order.add(15..16, vec![15]), None);
        assert_eq!(in_order.add(13..15, vec![13, 14]), None);
        assert_eq!(in_order.ahead.len(), 1);
        assert_eq!(in_order.add(10..12, vec![10, 11]), Some(vec![10, 11, 12, 13, 14, 15]));
        assert_eq!(in_order.add(16..17, vec![16]), Some(vec![16]));
    }

    #[test]
    fn every_draw_is_worked_on_once_however_long_it_takes() {
        for threads in [1, 3, 8] {
            let blocks = Blocks::of(5..305, threads);
            let (mut in_order, mut done) = (InOrder::from(5), Vec::new());
            let worker = || {
                |draws: Range<u64>| {
                    // The first takes longer than all others.
                    std::thread::sleep(Duration::from_millis(if draws.start == 5 { 60 } else { 0 }));
                    Some(draws.collect::<Vec<u64>>())
                }
            };
            blocks.share(worker, |block| {
                if let Some((draws, counted)) = block {
                    done.extend(in_order.add(draws, counted).unwrap_or_default());
                }
            });
            assert!(done.into_iter().eq(5..305), "with {threads} threads");
        }
    }

    #[test]
    fn the_last_blocks_are_smaller_but_not_tiny() {
        let sizes = |threads: u64, most: u64| {
            let blocks = Blocks::of(0..200, threads);
            std::iter::from_fn(|| blocks.take(most)).map(|block| block.end - block.start).collect::<Vec<u64>>()
        };
        assert_eq!(sizes(2, 64), [50, 38, 28, 21, 16, 12, 9, 8, 8, 8, 2]);
        assert_eq!(sizes(1, 64), [64, 64, 64, 8]);
    }

    #[test]
    fn few_draws_use_all_threads() {
        // Four draws that wait for each other: with fewer than four threads they would wait for ever.
        let (blocks, barrier) = (Blocks::of(0..4, 4), std::sync::Barrier::new(4));
        let worker = || {
            |draws: Range<u64>| {
                barrier.wait();
                Some(draws.end - draws.start)
            }
        };
        let mut sizes = Vec::new();
        blocks.share(worker, |block| sizes.extend(block.map(|(_, size)| size)));
        assert_eq!(sizes, [1; 4]);
    }

    #[test]
    fn what_was_broken_off_is_not_heard_of() {
        let blocks = Blocks::of(0..1_000, 2);
        let worker = || {
            |draws: Range<u64>| {
                while draws.start > 0 && !blocks.cancellation.is_cancelled() {
                    std::thread::yield_now();
                }
                (draws.start == 0).then_some(draws.end)
            }
        };
        let (mut ticks, mut heard) = (0, Vec::new());
        blocks.share(worker, |block| {
            if let Some((_, end)) = block {
                heard.push(end);
            } else {
                ticks += 1;
                blocks.cancellation.cancel();
            }
        });
        assert_eq!((ticks >= 1, heard), (true, vec![1]));
    }
}
