//! A line on the terminal that says how far a run is, while it runs.

use std::fmt::Write;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressState, ProgressStyle};
use stayput::internals::ensemble::Progress;
use stayput::internals::report::number;

const LINE: &str = "{bar:16} {human_pos}/{human_len} trials  {rate}/s  {rest} left  {msg}";

const WORK: &str = "{spinner} {msg}  {elapsed}";

const DRAWS: &str = "{bar:16} {human_pos}/{human_len} draws  {rest} left";

/// How often a line is drawn anew that hears nothing.
const TICK: Duration = Duration::from_millis(250);

/// The time that is left, which nobody knows before the first is done.
fn rest(state: &ProgressState, line: &mut dyn Write) {
    let _ = if state.pos() == 0 { line.write_str("?") } else { write!(line, "{:#}", HumanDuration(state.eta())) };
}

/// The line; it is gone when this is dropped.
pub struct ProgressLine {
    bar: ProgressBar,
}

impl ProgressLine {
    /// A line for so many trials, or one that shows nothing.
    pub fn new(trials: u64, shown: bool) -> Self {
        let bar = if shown { ProgressBar::new(trials) } else { ProgressBar::hidden() };
        let rate = |state: &ProgressState, line: &mut dyn Write| {
            let _ = line.write_str(&number::count(state.per_sec() as u64));
        };
        // The template is ours and constant; were it wrong, indicatif's own would do.
        let style = ProgressStyle::with_template(LINE).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.with_key("rate", rate).with_key("rest", rest).progress_chars("█▒░"));
        Self { bar }
    }

    /// After a block, or while none is done.
    pub fn update(&self, progress: &Progress) {
        self.bar.set_length(progress.trials);
        self.bar.set_position(progress.done);
        self.bar.tick();
        if let Some(width) = progress.half_width.and_then(number::rounded_up) {
            self.bar.set_message(format!("± {width}"));
        }
    }
}

/// A line that says how many draws of a posterior there are; it is gone when this is dropped.
pub struct DrawsLine {
    bar: ProgressBar,
}

impl DrawsLine {
    /// A line for so many draws, or one that shows nothing.
    pub fn new(draws: u64, shown: bool) -> Self {
        let bar = if shown { ProgressBar::new(draws) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template(DRAWS).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.with_key("rest", rest).progress_chars("█▒░"));
        bar.enable_steady_tick(TICK);
        Self { bar }
    }

    /// After a draw.
    pub fn draw(&self) {
        self.bar.inc(1);
    }
}

/// A line that says what is being worked on, and for how long, where nobody knows how much is left; it is gone when this is dropped.
pub struct WorkLine {
    bar: ProgressBar,
}

impl WorkLine {
    /// A line for some work, or one that shows nothing.
    pub fn new(work: &'static str, shown: bool) -> Self {
        let bar = if shown { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        bar.set_style(ProgressStyle::with_template(WORK).unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.set_message(work);
        bar.enable_steady_tick(TICK);
        Self { bar }
    }
}

impl Drop for WorkLine {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for DrawsLine {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
