//! Averages, percentiles, medians and spreads.

use std::time::Duration;

/// The times of some requests, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Latency {
    /// The average.
    pub average: f64,
    /// Half of them took no longer.
    pub p50: f64,
    /// Of a hundred, 95 took no longer.
    pub p95: f64,
    /// Of a hundred, 99 took no longer.
    pub p99: f64,
}

impl Latency {
    /// Of some times, of which there is at least one.
    pub fn of(times: &mut [Duration]) -> Self {
        times.sort_unstable();
        let micros = |time: Duration| time.as_secs_f64() * 1e6;
        // The nearest rank: the smallest time that so many are not above.
        let at = |percent: usize| micros(times[(times.len() * percent).div_ceil(100).max(1) - 1]);
        let total: Duration = times.iter().sum();
        Self {
            average: micros(total) / times.len() as f64,
            p50: at(50),
            p95: at(95),
            p99: at(99),
        }
    }
}

/// A median, and between what the values lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The middle value; of an even number, the average of the two in the middle.
    pub median: f64,
    /// The smallest value.
    pub least: f64,
    /// The largest value.
    pub most: f64,
}

impl Spread {
    /// Of some values, of which there is at least one.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_unstable_by(f64::total_cmp);
        let middle = values.len() / 2;
        let below = (values.len() - 1) / 2;
        Self {
            median: f64::midpoint(values[below], values[middle]),
            least: values[0],
            most: values[values.len() - 1],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_were_measured() {
        let mut times: Vec<Duration> = (1..=200).rev().map(Duration::from_micros).collect();
        let latency = Latency::of(&mut times);
        let rounded = [latency.average, latency.p50, latency.p95, latency.p99].map(|time| (time * 10.0).round());
        assert_eq!(rounded, [1005.0, 1000.0, 1900.0, 1980.0]);
        let one = Latency::of(&mut [Duration::from_micros(7)]);
        assert_eq!(one.p99.round(), 7.0);
    }

    #[test]
    fn a_spread_has_its_middle() {
        let spread = Spread::of([3.0, 1.0, 2.0, 8.0]);
        assert_eq!((spread.least, spread.median, spread.most), (1.0, 2.5, 8.0));
    }
}
