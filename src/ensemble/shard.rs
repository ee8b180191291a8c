//! Shards: a run in parts, on as many machines as there are, that merge to the bytes of one run.

use std::fmt;
use std::ops::Range;

/// One part of a run: the `index`-th of `count`, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: u64,
    count: u64,
}

impl Shard {
    /// The whole run.
    pub const WHOLE: Self = Self { index: 1, count: 1 };

    /// The `index`-th of `count` shards, from 1; `None` where there is no such shard.
    pub fn new(index: u64, count: u64) -> Option<Self> {
        (1..=count).contains(&index).then_some(Self { index, count })
    }

    /// Reads `2/5`, or `auto`: the index and count that a Slurm array or a Kubernetes indexed job gives its tasks in the environment.
    ///
    /// # Errors
    /// In one sentence, what is wrong and what to write.
    pub fn parse(text: &str, environment: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        if text == "auto" {
            return Self::from_environment(environment);
        }
        let numbers = text.split_once('/').and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
        let Some((index, count)) = numbers.filter(|&(_, count)| count > 0) else {
            return Err("expected a shard and how many there are, such as 2/5, or auto".to_owned());
        };
        Self::new(index, count).ok_or_else(|| format!("there is no shard {index} of {count}: shards count from 1 to {count}"))
    }

    /// From `SLURM_ARRAY_TASK_ID`, `_MIN` and `_COUNT`, or from `JOB_COMPLETION_INDEX` with `JOB_COMPLETIONS`, which a Kubernetes
    /// manifest has to set.
    fn from_environment(environment: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let number = |name: &str| -> Result<Option<u64>, String> {
            environment(name).map(|text| text.parse().map_err(|_| format!("{name} is `{text}`, not a whole number"))).transpose()
        };
        if let Some(task) = number("SLURM_ARRAY_TASK_ID")? {
            let (Some(least), Some(count)) = (number("SLURM_ARRAY_TASK_MIN")?, number("SLURM_ARRAY_TASK_COUNT")?) else {
                return Err("SLURM_ARRAY_TASK_ID is set, but not SLURM_ARRAY_TASK_MIN and SLURM_ARRAY_TASK_COUNT".to_owned());
            };
            let index = task.checked_sub(least).and_then(|index| index.checked_add(1));
            let shard = index.and_then(|index| Self::new(index, count));
            return shard.ok_or_else(|| format!("task {task} is not among {count} from {least} without a gap; number the array 1-{count}"));
        }
        if let Some(index) = number("JOB_COMPLETION_INDEX")? {
            let Some(count) = number("JOB_COMPLETIONS")? else {
                return Err("JOB_COMPLETION_INDEX is set, but not JOB_COMPLETIONS; set it in the job's env to its completions".to_owned());
            };
            let shard = index.checked_add(1).and_then(|index| Self::new(index, count));
            return shard.ok_or_else(|| format!("JOB_COMPLETION_INDEX {index} is not below JOB_COMPLETIONS {count}"));
        }
        Err("neither a Slurm array (SLURM_ARRAY_TASK_ID) nor a Kubernetes indexed job (JOB_COMPLETION_INDEX) is running this; \
             say which shard it is, such as --shard 2/5"
            .to_owned())
    }

    /// Its place, from 1.
    pub fn index(self) -> u64 {
        self.index
    }

    /// How many shards there are.
    pub fn count(self) -> u64 {
        self.count
    }

    /// Its part of the parameter draws: all shards together have each draw once, in order, and differ by one draw at most.
    pub fn range(self, draws: u64) -> Range<u64> {
        let edge = |index: u64| (u128::from(draws) * u128::from(index) / u128::from(self.count)) as u64;
        edge(self.index - 1)..edge(self.index)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(environment: &[(&str, &str)]) -> Result<Shard, String> {
        Shard::parse("auto", |name| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn shards_share_out_the_draws() {
        for (draws, count) in [(10, 3), (7, 7), (3, 5), (1_000_000_000_000, 999)] {
            let shards: Vec<Shard> = (1..=count).map(|index| Shard::new(index, count).unwrap()).collect();
            assert_eq!(shards[0].range(draws).start, 0);
            assert_eq!(shards[shards.len() - 1].range(draws).end, draws);
            for pair in shards.windows(2) {
                assert_eq!(pair[0].range(draws).end, pair[1].range(draws).start);
            }
            let sizes = shards.iter().map(|s| s.range(draws).end - s.range(draws).start);
            assert!(sizes.clone().max().unwrap() - sizes.min().unwrap() <= 1);
        }
    }

    #[test]
    fn a_shard_is_typed_or_read_from_the_environment() {
        let typed = |text| Shard::parse(text, |_| None);
        assert_eq!(typed("2/5"), Ok(Shard { index: 2, count: 5 }));
        assert_eq!(typed("0/5"), Err("there is no shard 0 of 5: shards count from 1 to 5".to_owned()));
        for wrong in ["2of5", "1/0", "0/0", "", "/", "1/2/3", "-1/2"] {
            assert_eq!(typed(wrong), Err("expected a shard and how many there are, such as 2/5, or auto".to_owned()), "{wrong:?}");
        }
        let slurm = [("SLURM_ARRAY_TASK_ID", "7"), ("SLURM_ARRAY_TASK_MIN", "4"), ("SLURM_ARRAY_TASK_COUNT", "5")];
        assert_eq!(auto(&slurm), Ok(Shard { index: 4, count: 5 }));
        assert_eq!(auto(&[("JOB_COMPLETION_INDEX", "0"), ("JOB_COMPLETIONS", "3")]), Ok(Shard { index: 1, count: 3 }));
    }

    #[test]
    fn an_environment_that_does_not_say_is_an_error() {
        let message = |environment: &[(&str, &str)]| auto(environment).unwrap_err();
        assert_eq!(
            message(&[]),
            "neither a Slurm array (SLURM_ARRAY_TASK_ID) nor a Kubernetes indexed job (JOB_COMPLETION_INDEX) is running this; say \
             which shard it is, such as --shard 2/5"
        );
        assert_eq!(
            message(&[("JOB_COMPLETION_INDEX", "0")]),
            "JOB_COMPLETION_INDEX is set, but not JOB_COMPLETIONS; set it in the job's env to its completions"
        );
        assert_eq!(
            message(&[("JOB_COMPLETION_INDEX", "3"), ("JOB_COMPLETIONS", "3")]),
            "JOB_COMPLETION_INDEX 3 is not below JOB_COMPLETIONS 3"
        );
        assert_eq!(
            message(&[("SLURM_ARRAY_TASK_ID", "1")]),
            "SLURM_ARRAY_TASK_ID is set, but not SLURM_ARRAY_TASK_MIN and SLURM_ARRAY_TASK_COUNT"
        );
        assert_eq!(
            message(&[("SLURM_ARRAY_TASK_ID", "9"), ("SLURM_ARRAY_TASK_MIN", "1"), ("SLURM_ARRAY_TASK_COUNT", "5")]),
            "task 9 is not among 5 from 1 without a gap; number the array 1-5"
        );
        let most = u64::MAX.to_string();
        assert_eq!(
            message(&[("JOB_COMPLETION_INDEX", &most), ("JOB_COMPLETIONS", "3")]),
            "JOB_COMPLETION_INDEX 18446744073709551615 is not below JOB_COMPLETIONS 3"
        );
        assert_eq!(
            message(&[("SLURM_ARRAY_TASK_ID", &most), ("SLURM_ARRAY_TASK_MIN", "0"), ("SLURM_ARRAY_TASK_COUNT", "3")]),
            "task 18446744073709551615 is not among 3 from 0 without a gap; number the array 1-3"
        );
        assert_eq!(message(&[("JOB_COMPLETION_INDEX", "x")]), "JOB_COMPLETION_INDEX is `x`, not a whole number");
    }
}
