//! Which instructions loops over many numbers run with, chosen where the program runs.
//!
//! The loops are plain arithmetic in one order, without fused multiply-add: their results have the same bits with any instructions.

#![expect(clippy::inline_always, reason = "loops become vectors only where all that they do is inlined")]

/// The instructions to run a [`Task`] with.
#[derive(Clone, Copy, Debug)]
pub struct Instructions {
    #[cfg(target_arch = "x86_64")]
    avx2: Option<pulp::x86::V3>,
}

/// Something to compute whose loops are over many numbers: `run` and all that it calls in them is to be inlined always, since only what
/// is inlined is compiled once more for each kind of instructions.
pub trait Task {
    /// What it gives.
    type Output;

    /// Computes it.
    fn run(self) -> Self::Output;
}

impl Default for Instructions {
    /// The widest that this machine has, up to vectors of 256 bits: wider ones were no faster.
    fn default() -> Self {
        Self {
            #[cfg(target_arch = "x86_64")]
            avx2: pulp::x86::V3::try_new(),
        }
    }
}

impl Instructions {
    /// Those that any machine has which the program was compiled for.
    #[cfg(test)]
    pub fn of_any_machine() -> Self {
        Self {
            #[cfg(target_arch = "x86_64")]
            avx2: None,
        }
    }

    /// Computes something with them.
    #[inline]
    pub fn run<T: Task>(self, task: T) -> T::Output {
        #[cfg(target_arch = "x86_64")]
        if let Some(avx2) = self.avx2 {
            return avx2.vectorize(Vectorized(task));
        }
        task.run()
    }
}

/// A task as `pulp` has it.
#[cfg(target_arch = "x86_64")]
struct Vectorized<T>(T);

#[cfg(target_arch = "x86_64")]
impl<T: Task> pulp::NullaryFnOnce for Vectorized<T> {
    type Output = T::Output;

    #[inline(always)]
    fn call(self) -> T::Output {
        self.0.run()
    }
}
