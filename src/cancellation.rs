//! Cancellation: the word to break off.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The word to break off, which may be given once and for all, from any thread. Copies share it.
///
/// A run that is cancelled ends within a fifth of a second, also in the midst of a trial; the trials that were done by then are its results.
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/new-lab.toml")?;
/// let cancellation = stayput::Cancellation::default();
/// cancellation.cancel();
/// let run = lab.simulate().trials(1_000_000).cancellation(&cancellation).run()?;
/// assert!(run.trials() < 1_000_000 && !run.is_complete());
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Gives the word.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the word was given.
    #[inline]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
