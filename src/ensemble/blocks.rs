//! Blocks of parameter draws, which threads take as they get free.
//!
//! Blocks are begun in order and a block that was begun is always finished, so that what is done when a run ends early are its first
//! draws, without a gap.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};

/// Trials in a block, about: enough to make the hand-over of blocks cheap, few enough to share out evenly.
const TRIALS: u64 = 256;

/// The blocks of some draws.
#[derive(Debug)]
pub struct Blocks {
    draws: Range<u64>,
    per_block: u64,
    next: AtomicU64,
    stop: AtomicBool,
}

impl Blocks {
    /// Divides draws of so many trials each.
    pub fn of(draws: Range<u64>, trials_a_draw: u64) -> Self {
        Self { draws, per_block: TRIALS.div_ceil(trials_a_draw), next: AtomicU64::new(0), stop: AtomicBool::new(false) }
    }

    /// How many draws there are.
    pub fn draws(&self) -> u64 {
        self.draws.end - self.draws.start
    }

    /// The next block and its draws; nothing where none is left, or where they were stopped.
    pub fn take(&self) -> Option<(u64, Range<u64>)> {
        if self.stop.load(Ordering::Relaxed) {
            return None;
        }
        let block = self.next.fetch_add(1, Ordering::Relaxed);
        let first = self.draws.start + block * self.per_block;
        (first < self.draws.end).then(|| (block, first..(first + self.per_block).min(self.draws.end)))
    }

    /// Begins no further block.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Lets threads work until no block is left, hears what they report of each, and returns what each thread gathered.
    ///
    /// # Panics
    /// Where a thread did.
    pub fn share<R: Send, T: Send>(&self, threads: u64, work: impl Fn(&Sender<R>) -> T + Sync, mut on_report: impl FnMut(R)) -> Vec<T> {
        // More threads than blocks would have nothing to do.
        let threads = threads.min(self.draws().div_ceil(self.per_block)).max(1);
        std::thread::scope(|scope| {
            let (sender, reports) = mpsc::channel();
            let workers: Vec<_> = (0..threads)
                .map(|_| {
                    let (sender, work) = (sender.clone(), &work);
                    scope.spawn(move || work(&sender))
                })
                .collect();
            drop(sender);
            reports.iter().for_each(&mut on_report);
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        })
    }
}
