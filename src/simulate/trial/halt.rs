//! A halt: the word to break off, which a trial looks for at each exit, so that no trial is too long to be stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A word that whoever runs trials gives, once and for all, and that trials heed. What was broken off is of no use.
#[derive(Clone, Debug, Default)]
pub struct Halt(Arc<AtomicBool>);

impl Halt {
    /// Gives the word.
    pub fn give(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the word was given.
    #[inline]
    pub fn is_given(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
