//! One trial of a lab, told event by event.

use std::fmt;

use crate::calendar::Date;
use crate::explain::Story;
use crate::explain::story::Chapter;
use crate::report::story;
use crate::scenario::Scenario;
use crate::simulate::Model;

/// One trial: one of many possible futures. It says nothing about any person.
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/llama.toml")?;
/// let trial = lab.trial(17)?;
/// println!("{} events; {} of the opening roster are there at the end", trial.events().len(), trial.retained().len());
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    story: Story,
    events: Vec<Event>,
}

/// Something that happened in a trial. Displayed it is a sentence, with what made it likely.
///
/// # Example
/// ```
/// let trial = stayput::read("scenarios/llama.toml")?.trial(17)?;
/// for exit in trial.events().iter().filter(|event| event.kind == "exit") {
///     println!("{}: {} leaves ({})", exit.date, exit.person, exit.channel);
/// }
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When.
    pub date: Date,
    /// What: `exit`, `decision`, `founding`, `return`, `hire`, `shock`, `counter_offer_kept`, `policy_begins`...
    pub kind: &'static str,
    /// To whom, as an id of the roster; empty where it is nobody's.
    pub person: String,
    /// Through which channel somebody leaves; of a shock or a policy its name.
    pub channel: String,
    /// Where to, or what opens; empty where it has no name.
    pub to: String,
    sentence: String,
}

impl Trial {
    pub(super) fn new(scenario: &Scenario, trial: u64) -> Self {
        let model = Model::new(scenario, scenario.seed).for_trials(scenario.trials);
        let story = Story::new(&model, trial);
        let events = story.chapters.iter().map(Event::new).collect();
        Self { story, events }
    }

    /// What happened, in order of time.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The ids of those of the opening roster who are there at the horizon.
    pub fn retained(&self) -> &[String] {
        &self.story.retained
    }
}

impl Event {
    fn new(chapter: &Chapter) -> Self {
        let named = chapter.named.clone();
        Self {
            date: chapter.date,
            kind: named.kind,
            person: named.researcher,
            channel: named.channel,
            to: named.competitor,
            sentence: story::sentence(chapter),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.date, self.sentence)
    }
}
