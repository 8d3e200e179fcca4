//! Whether a morning's number goes with what came of the day: rank correlation within one runner, with its interval, and over
//! several runners.
//!
//! Spearman's rho, with the ranks of equal values averaged. Intervals are percentiles of a bootstrap: within a runner blocks
//! of seven pairs in a row are drawn, as mornings are no independent observations (Künsch 1989, Ann. Stat. 17:1217); over
//! runners, runners. The random numbers are always the same ones, so the same data give the same interval.

use super::baseline::mean;
use serde::Serialize;

/// Pairs below which nothing is said.
pub(crate) const PAIRS_MIN: usize = 20;
/// Runners below which nothing is said of them together.
pub(crate) const RUNNERS_MIN: usize = 3;
/// Draws of a bootstrap.
const DRAWS: usize = 2000;
/// Pairs that are drawn together.
const BLOCK: usize = 7;
/// Ends of the interval: 95 % lie between.
const LOW: f64 = 0.025;
const HIGH: f64 = 0.975;

/// A correlation and its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Relation {
    /// Pairs, or runners.
    pub count: usize,
    /// Spearman's rho, a difference of two of them, or its mean over runners; absent with too few, and where a side does not vary.
    pub rho: Option<f64>,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// What to make of it.
    pub verdict: RelationVerdict,
}

/// What a correlation says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationVerdict {
    /// Too few pairs or runners.
    NotEnough,
    /// The interval holds 0.
    NoRelation,
    /// Both rise together.
    Positive,
    /// One falls where the other rises.
    Negative,
}

impl RelationVerdict {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotEnough => "not_enough",
            Self::NoRelation => "no_relation",
            Self::Positive => "positive",
            Self::Negative => "negative",
        }
    }
}

impl Relation {
    const fn not_enough(count: usize) -> Self {
        Self { count, rho: None, low: None, high: None, verdict: RelationVerdict::NotEnough }
    }

    fn from_draws(count: usize, rho: f64, mut drawn: Vec<f64>) -> Self {
        drawn.sort_by(f64::total_cmp);
        let at = |share: f64| drawn.get(((drawn.len().saturating_sub(1)) as f64 * share).round() as usize).copied();
        let (low, high) = (at(LOW), at(HIGH));
        let verdict = match (low, high) {
            (Some(low), _) if 0.0 < low => RelationVerdict::Positive,
            (_, Some(high)) if high < 0.0 => RelationVerdict::Negative,
            _ => RelationVerdict::NoRelation,
        };
        Self { count, rho: Some(rho), low, high, verdict }
    }
}

/// How a morning's number goes with the outcome of its day, within one runner; pairs in the order of time.
#[must_use]
pub(crate) fn relation_within_runner(pairs: &[(f64, f64)]) -> Relation {
    let Some(rho) = spearman_rho(pairs).filter(|_| PAIRS_MIN <= pairs.len()) else {
        return Relation::not_enough(pairs.len());
    };
    let mut number = RankedColumn::of_values(pairs.iter().map(|pair| pair.0));
    let mut outcome = RankedColumn::of_values(pairs.iter().map(|pair| pair.1));
    let drawn = block_samples(pairs.len(), |sample| {
        outcome.rank(sample);
        number.rank(sample);
        number.rho(&outcome, sample)
    });
    Relation::from_draws(pairs.len(), rho, drawn)
}

/// By how much better a rival goes with the outcome of a day than a number does, on the same mornings of one runner: the
/// rival's rho less that of the number, each draw taking the same mornings for both. Triples of number, rival and outcome, in
/// the order of time; positive is: the rival is the better.
#[must_use]
pub(crate) fn rival_within_runner(triples: &[(f64, f64, f64)]) -> Relation {
    let rho_of = |of: fn(&(f64, f64, f64)) -> f64| {
        spearman_rho(&triples.iter().map(|triple| (of(triple), triple.2)).collect::<Vec<_>>())
    };
    let both = rho_of(|triple| triple.0).zip(rho_of(|triple| triple.1));
    let Some((rho, rivals)) = both.filter(|_| PAIRS_MIN <= triples.len()) else {
        return Relation::not_enough(triples.len());
    };
    let mut number = RankedColumn::of_values(triples.iter().map(|triple| triple.0));
    let mut rival = RankedColumn::of_values(triples.iter().map(|triple| triple.1));
    let mut outcome = RankedColumn::of_values(triples.iter().map(|triple| triple.2));
    let drawn = block_samples(triples.len(), |sample| {
        for column in [&mut number, &mut rival, &mut outcome] {
            column.rank(sample);
        }
        Some(rival.rho(&outcome, sample)? - number.rho(&outcome, sample)?)
    });
    Relation::from_draws(triples.len(), rivals - rho, drawn)
}

/// What a statistic says of each draw of blocks of seven observations in a row, given by their places.
fn block_samples(count: usize, mut statistic: impl FnMut(&[usize]) -> Option<f64>) -> Vec<f64> {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut sample = Vec::with_capacity(count + BLOCK);
    let mut drawn = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        sample.clear();
        while sample.len() < count {
            let from = random.below(count - BLOCK + 1);
            sample.extend(from..from + BLOCK);
        }
        sample.truncate(count);
        drawn.extend(statistic(&sample));
    }
    drawn
}

/// One side of the pairs, sorted once: the ranks within a sample follow from how often each value was drawn, so that a draw takes
/// time linear in its length.
struct RankedColumn {
    /// By observation: the place of its value among the different values, ascending.
    places: Vec<usize>,
    /// By place: how often it was drawn.
    drawn: Vec<u32>,
    /// By place: its averaged rank within the sample, less the mean rank.
    centred: Vec<f64>,
    /// Sum of the squares of the centred ranks of the sample.
    squares: f64,
}

impl RankedColumn {
    fn of_values(values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.collect();
        let mut different = values.clone();
        different.sort_by(f64::total_cmp);
        different.dedup_by(|a, b| a.total_cmp(b).is_eq());
        let place = |value: &f64| different.partition_point(|other| other.total_cmp(value).is_lt());
        let places = values.iter().map(place).collect();
        Self { places, drawn: vec![0; different.len()], centred: vec![0.0; different.len()], squares: 0.0 }
    }

    /// Ranks the values of a sample.
    fn rank(&mut self, sample: &[usize]) {
        self.drawn.fill(0);
        for at in sample {
            self.drawn[self.places[*at]] += 1;
        }
        let mean_rank = 0.5 * (sample.len() + 1) as f64;
        let (mut below, mut squares) = (0.0, 0.0);
        for (count, centred) in self.drawn.iter().zip(&mut self.centred) {
            let equal = f64::from(*count);
            *centred = below + 0.5 * (equal + 1.0) - mean_rank;
            squares += equal * *centred * *centred;
            below += equal;
        }
        self.squares = squares;
    }

    /// Spearman's rho of two ranked columns of a sample; absent where one does not vary.
    fn rho(&self, other: &Self, sample: &[usize]) -> Option<f64> {
        let spread = (self.squares * other.squares).sqrt();
        let product = |at: &usize| self.centred[self.places[*at]] * other.centred[other.places[*at]];
        (0.0 < spread).then(|| sample.iter().map(product).sum::<f64>() / spread)
    }
}

/// The mean of the runners' correlations, and how it varies with who is among them.
#[must_use]
pub(crate) fn relation_over_runners(relations: &[Relation]) -> Relation {
    let rhos: Vec<f64> = relations.iter().filter_map(|relation| relation.rho).collect();
    let Some(rho) = mean(&rhos).filter(|_| RUNNERS_MIN <= rhos.len()) else { return Relation::not_enough(rhos.len()) };
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let drawn = (0..DRAWS).filter_map(|_| {
        let sample: Vec<f64> = (0..rhos.len()).map(|_| rhos[random.below(rhos.len())]).collect();
        mean(&sample)
    });
    Relation::from_draws(rhos.len(), rho, drawn.collect())
}

/// Spearman's rank correlation; absent below two pairs, and where a side does not vary.
///
/// Paper: Spearman 1904, Am. J. Psychol. 15:72.
#[must_use]
pub(crate) fn spearman_rho(pairs: &[(f64, f64)]) -> Option<f64> {
    let ranks = |values: Vec<f64>| averaged_ranks(&values);
    let x = ranks(pairs.iter().map(|pair| pair.0).collect());
    let y = ranks(pairs.iter().map(|pair| pair.1).collect());
    let (mean_x, mean_y) = (mean(&x)?, mean(&y)?);
    let sum = |f: &dyn Fn(f64, f64) -> f64| x.iter().zip(&y).map(|(x, y)| f(x - mean_x, y - mean_y)).sum::<f64>();
    let spread = (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt();
    (0.0 < spread).then(|| sum(&|x, y| x * y) / spread)
}

/// The rank of each value from 1, those of equal values averaged.
fn averaged_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let equal = order[from..].iter().take_while(|i| values[**i].total_cmp(&values[order[from]]).is_eq()).count();
        let rank = (from + 1 + from + equal) as f64 / 2.0;
        order[from..from + equal].iter().for_each(|i| ranks[*i] = rank);
        from += equal;
    }
    ranks
}

/// A fixed stream of random numbers (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        // The high half of the product: even to one part in 2^64 / bound.
        (u128::from(mixed).wrapping_mul(bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp, reason = "a test may panic; exact in binary")]
mod tests {
    use super::*;

    #[test]
    fn ranks_of_equals_are_averaged() {
        assert_eq!(averaged_ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        assert_eq!(spearman_rho(&[(1.0, 5.0), (2.0, 6.0), (3.0, 7.0)]), Some(1.0));
        assert_eq!(spearman_rho(&[(1.0, 5.0), (2.0, 5.0)]), None);
        // Spearman's rho of ties, by Pearson's formula on (1, 2.5, 2.5, 4) and (1, 2, 3, 4): 4.5 / sqrt(4.5 · 5).
        let tied = spearman_rho(&[(1.0, 1.0), (2.0, 2.0), (2.0, 3.0), (4.0, 4.0)]).unwrap();
        assert!((tied - 4.5 / (4.5_f64 * 5.0).sqrt()).abs() < 1e-12, "{tied}");
    }

    #[test]
    fn a_relation_is_found_and_noise_is_none() {
        let mut random = Random(7);
        let mut noise = || random.below(1000) as f64 / 1000.0;
        let related: Vec<(f64, f64)> =
            (0..80).map(|nth| (f64::from(nth % 13), f64::from(nth % 13) + 4.0 * noise())).collect();
        assert_eq!(relation_within_runner(&related).verdict, RelationVerdict::Positive);
        let worse: Vec<(f64, f64)> = related.iter().map(|(x, y)| (*x, -y)).collect();
        assert_eq!(relation_within_runner(&worse).verdict, RelationVerdict::Negative);
        let unrelated: Vec<(f64, f64)> = (0..80).map(|_| (noise(), noise())).collect();
        let found = relation_within_runner(&unrelated);
        assert_eq!(found.verdict, RelationVerdict::NoRelation, "{found:?}");
        assert_eq!(found, relation_within_runner(&unrelated), "the same data give the same interval");
        assert_eq!(relation_within_runner(&related[..19]), Relation::not_enough(19));
    }

    #[test]
    fn a_drawn_sample_is_ranked_as_if_it_were_sorted() {
        let mut random = Random(3);
        let pairs: Vec<(f64, f64)> = (0..40).map(|_| (random.below(9) as f64, random.below(30) as f64)).collect();
        let mut x = RankedColumn::of_values(pairs.iter().map(|pair| pair.0));
        let mut y = RankedColumn::of_values(pairs.iter().map(|pair| pair.1));
        for _ in 0..50 {
            let sample: Vec<usize> = (0..40).map(|_| random.below(40)).collect();
            x.rank(&sample);
            y.rank(&sample);
            let sorted = spearman_rho(&sample.iter().map(|at| pairs[*at]).collect::<Vec<_>>());
            assert_eq!(x.rho(&y, &sample), sorted, "halves and quarters add up exactly");
        }
        assert_eq!(RankedColumn::of_values([1.0; 3].into_iter()).rho(&x, &[0, 1, 2]), None);
    }

    #[test]
    fn a_rival_that_is_better_is_found_and_one_that_is_the_same_is_not() {
        let mut random = Random(5);
        let mut noise = || random.below(1000) as f64 / 1000.0;
        let days: Vec<(f64, f64)> = (0..120).map(|nth| (f64::from(nth % 13) + 2.0 * noise(), 13.0 * noise())).collect();
        let with = |of: fn(&(f64, f64)) -> (f64, f64)| -> Vec<(f64, f64, f64)> {
            days.iter().map(|day| (of(day).0, of(day).1, day.0 + 0.1 * day.1)).collect()
        };
        assert_eq!(rival_within_runner(&with(|day| (day.1, day.0))).verdict, RelationVerdict::Positive);
        assert_eq!(rival_within_runner(&with(|day| (day.0, day.1))).verdict, RelationVerdict::Negative);
        let same = rival_within_runner(&with(|day| (day.0, 2.0 * day.0)));
        assert_eq!((same.verdict, same.rho), (RelationVerdict::NoRelation, Some(0.0)));
        assert_eq!(rival_within_runner(&with(|day| *day)[..19]), Relation::not_enough(19));
    }

    #[test]
    fn an_interval_covers_what_is_true_about_as_often_as_it_says() {
        let mut random = Random(11);
        let covered = (0..60)
            .filter(|_| {
                let pairs: Vec<(f64, f64)> =
                    (0..60).map(|_| (random.below(1 << 20) as f64, random.below(1 << 20) as f64)).collect();
                relation_within_runner(&pairs).verdict == RelationVerdict::NoRelation
            })
            .count();
        assert!(51 <= covered, "{covered} of 60");
    }

    #[test]
    fn runners_are_counted_and_not_their_mornings() {
        let of = |rho: f64| Relation {
            count: 50,
            rho: Some(rho),
            low: None,
            high: None,
            verdict: RelationVerdict::NoRelation,
        };
        assert_eq!(relation_over_runners(&[of(0.9), of(0.8)]).verdict, RelationVerdict::NotEnough);
        let found = relation_over_runners(&[of(0.3), of(0.2), of(0.4), of(0.25)]);
        assert_eq!((found.count, found.verdict), (4, RelationVerdict::Positive));
        assert_eq!(relation_over_runners(&[of(0.3), of(-0.2), of(0.1)]).verdict, RelationVerdict::NoRelation);
    }
}
