//! When the daemon is killed: moments drawn from a seed.

use std::time::Duration;

use testkit::generate::Generator;

/// The moments that are left, the last one first.
pub(crate) struct Kills(Vec<Duration>);

impl Kills {
    /// Draws so many moments within a length of time.
    pub(crate) fn plan(number: u32, length: Duration, seed: u64) -> Self {
        let mut generator = Generator::new(seed);
        let milliseconds = usize::try_from(length.as_millis()).unwrap_or(usize::MAX).max(1);
        let mut moments: Vec<Duration> =
            (0..number).map(|_| Duration::from_millis(generator.below(milliseconds) as u64)).collect();
        moments.sort_unstable_by(|one, other| other.cmp(one));
        Kills(moments)
    }

    /// Whether a moment has come; it is then used up.
    pub(crate) fn is_due(&mut self, elapsed: Duration) -> bool {
        self.0.pop_if(|moment| *moment <= elapsed).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_comes_once_and_within_the_length() {
        let length = Duration::from_secs(10);
        let mut kills = Kills::plan(5, length, 3);
        let due = std::iter::repeat_with(|| kills.is_due(length)).take_while(|due| *due).count();
        assert_eq!(due, 5);
        assert_eq!(Kills::plan(5, length, 3).0, Kills::plan(5, length, 3).0);
    }
}
