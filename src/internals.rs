//! What the command line, tests, benches and fuzz targets of this package use: no part of the library, and may change with any version.

pub mod calendar {
    pub use crate::calendar::{Clock, DAYS_PER_YEAR, Date, DateInterval, Duration, Unit, days_between};
}

pub mod calibrate {
    pub use crate::calibrate::{
        AugmentedPosterior, CalibrationInputs, Competitor, Ending, Hazards, Hired, LeftOut, Likelihood, LogDensity, Maximum, NoPosterior,
        PathSteps, Period, Possible, Posterior, PosteriorSummary, Side, Spell, SurvivalData, Unknown, When, distant, goodness, likelihood,
        maximum, sampler, selection,
    };
}

pub mod compare {
    pub use crate::compare::{
        Arm, Comparison, Measure, Source, Versus, agree, arms, icer, regression, run, run_to_precision, twice, value_of_information,
        verdict,
    };
}

pub mod diagnostic {
    pub use crate::diagnostic::{Diagnostic, Problems, escaped, escaped_but_for_colours, is_unseen, nearest};
}

pub mod diff {
    pub use crate::diff::{Answer, Diff, Question};
}

pub mod discover {
    pub use crate::discover::{By, Row, Settings, Study, condition, judge, prim, results, share};
}

pub mod ensemble {
    pub use crate::ensemble::{
        Plan, Progress, metadata, moved_exits, run, run_shard, run_to_precision, shard, state, stopping, to_the_end, told_again,
    };
}

pub mod equal_money {
    pub use crate::equal_money::{frontier, root, scaled, spending, wanted};
}

pub mod estimate {
    pub use crate::estimate::{
        Curve, Destination, Estimate, Estimates, Figure, Group, Metric, Probabilities, QUANTILES, RunMetadata, Split, Summary, TrialRow,
        run_metadata, verdict,
    };
}

pub mod example {
    pub use crate::example::{ALL, write};
}

pub mod explain {
    pub use crate::explain::{Explained, Explanation, Line, Question, Story};
}

pub mod hazard {
    pub use crate::hazard::{baseline, calendar_effects, contagion, frailty, kernel, spinout, terms};
}

pub mod import {
    pub use crate::import::{
        Ask, Encoding, Failed, Fate, Field, Import, Key, Mark, Order, Written, encoding, field, import, to_folder, today,
    };
}

pub mod lab {
    pub use crate::lab::plans;
}

pub mod math {
    pub use crate::math::{GAUSS_LEGENDRE_4, GAUSS_LEGENDRE_8, NORMAL_P95, NORMAL_P975, exp, ln};
}

pub mod optimise {
    pub use crate::optimise::{mixes, results, selection};
}

pub mod page {
    pub use crate::page::{charts, document, figure, figures, results};
}

pub mod parameter {
    pub use crate::parameter::{Distribution, Parameter, Quantity};
}

pub mod people {
    pub use crate::people::{Hire, HistoryRow, Outcome, Researcher, Roster};
}

pub mod random {
    pub use crate::math::instructions::Instructions;
    pub use crate::random::lanes::exponential_pairs;
    pub use crate::random::streams::Streams;
    pub use crate::random::{Field, Purpose, Stream, name_hash};
}

pub mod report {
    pub use crate::report::{
        NO_POLICY, Run, calibration, columns, comparison, diff, discover, explanation, files, json, names, number, optimise, plain,
        schemas, screen, sensitivity, sentence, story, sweep, table, verdicts,
    };
}

pub mod scenario {
    pub use crate::scenario::{
        Assertion, Baseline, Capability, Channel, Competitor, Contagion, Decay, Heat, HeatPath, Hiring, Holders, Input, Interpolation,
        Kind, LeaderExit, Loaded, MIN_GROUP, Override, Pull, Returns, Scenario, Settings, Spinouts, Statistic, Template, TenureBand,
        TenureEffect, Ties, policy, read, read_priors, read_str, schema,
    };
}

pub mod sensitivity {
    pub use crate::sensitivity::{Row, Study, numbers, records, results, run, shares, tornado, worth};
}

pub mod simulate {
    pub use crate::simulate::{
        Destination, Event, EventKind, Individual, Model, Replay, Risk, Simulator, Trajectory, World, event_log, model, policies, risk,
        trajectory, trial,
    };
}

pub mod statistics {
    pub use crate::statistics::{clusters, convergence, nelson_aalen};
}

pub mod sweep {
    pub use crate::sweep::{Axis, Counts, Grid, Legend, MOST_POINTS, Sweep, results, state};
}
