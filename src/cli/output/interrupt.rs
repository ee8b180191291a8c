//! Ctrl-C: the first one asks a run to end, the second one ends it; a calibration and a merge end at the first.
//!
//! Signal handlers only set a flag. A thread looks at it: what is to be done at a second Ctrl-C, removing files, cannot be done in a
//! handler. SIGTERM, with which batch systems announce that time is up, counts as Ctrl-C. SIGHUP does not: `nohup` would be undone.

use std::process::{self, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use stayput::Cancellation;
use stayput::internals::report::files::folder::Traces;

use super::console::Console;
use crate::cli::INTERRUPTED;

/// Time between two looks at the flag: two Ctrl-C within it count as one.
const GLANCE: Duration = Duration::from_millis(25);

/// How long after the first Ctrl-C something may be worked on that can be left out.
const GRACE: Duration = Duration::from_millis(500);

/// What is said at the first Ctrl-C.
const NOTE: &str = "interrupted: writing the trials that are done; Ctrl-C again leaves at once";

/// Whether somebody wants the run to end.
#[derive(Clone, Debug)]
pub struct Interrupt {
    told: Arc<AtomicBool>,
    grace: Cancellation,
}

impl Interrupt {
    /// Watches for signals from now to the end of the process.
    pub fn watch(traces: Traces, console: Console) -> Self {
        Self::watch_from(traces, console, false)
    }

    /// The same where nothing that is done in part is of use: the first Ctrl-C leaves at once, and leaves nothing behind.
    pub fn leave_at_once(traces: Traces, console: Console) {
        Self::watch_from(traces, console, true);
    }

    fn watch_from(traces: Traces, console: Console, told: bool) -> Self {
        let (signal, told) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(told)));
        // Where a handler cannot be set, a signal ends the process as it does every other.
        for number in [SIGINT, SIGTERM] {
            let _ = flag::register(number, Arc::clone(&signal));
        }
        // A limit on the size of files (`ulimit -f`) is then an error of the write, with a message, instead of the end.
        #[cfg(unix)]
        let _ = flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
        let interrupt = Self { told, grace: Cancellation::default() };
        let ours = interrupt.clone();
        thread::spawn(move || {
            let mut first: Option<Instant> = None;
            loop {
                thread::sleep(GLANCE);
                if first.is_some_and(|first| first.elapsed() >= GRACE) {
                    ours.grace.cancel();
                }
                if signal.swap(false, Ordering::Relaxed) {
                    if ours.told.swap(true, Ordering::Relaxed) {
                        let _held = traces.remove();
                        process::exit(INTERRUPTED.into());
                    }
                    first = Some(Instant::now());
                    // Not behind the progress line and the `^C` of the terminal.
                    let above = if console.shows_progress() { "\n" } else { "" };
                    console.note(&format!("{above}{NOTE}"));
                }
            }
        });
        interrupt
    }

    /// Whether somebody wants the run to end.
    pub fn told(&self) -> bool {
        self.told.load(Ordering::Relaxed)
    }

    /// The word that is given when somebody has wanted the run to end for [`GRACE`].
    pub fn grace(&self) -> &Cancellation {
        &self.grace
    }

    /// Says that nothing is done that could be written, and how to exit.
    pub fn before_the_first_trial(console: Console) -> ExitCode {
        console.note("interrupted before the first trial was done: nothing is written");
        ExitCode::from(INTERRUPTED)
    }
}
