//! Ordinary least squares with a few terms, fitted again without what lies far off.

use super::baseline::mean;

/// Rounds of leaving out.
const ROUNDS_MAX: usize = 5;
/// What lies further off than this many robust standard deviations is left out.
const FAR: f64 = 3.0 * 1.4826;
/// A term that varies by less than this share of its size, or that the others give already, explains nothing.
const VARIES: f64 = 1e-9;

/// One observation: its terms, without the constant one, and what is explained by them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation<const N: usize> {
    /// The terms.
    pub terms: [f64; N],
    /// The value.
    pub value: f64,
}

/// A fitted line: `value = mean + Σ slope · (term − mean of the term)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FittedLine<const N: usize> {
    mean: f64,
    means: [f64; N],
    slopes: [f64; N],
}

impl<const N: usize> FittedLine<N> {
    /// The value that the terms let expect.
    #[must_use]
    pub fn expected(&self, terms: &[f64; N]) -> f64 {
        let slopes = self.slopes.iter().zip(terms).zip(&self.means);
        self.mean + slopes.map(|((slope, term), mean)| slope * (term - mean)).sum::<f64>()
    }

    /// Fits the line to all observations; absent below two more of them than there are terms. A term that does not vary has
    /// no slope.
    #[must_use]
    pub fn fit(observations: &[Observation<N>]) -> Option<Self> {
        if observations.len() < N + 2 {
            return None;
        }
        let count = observations.len() as f64;
        let mean = observations.iter().map(|one| one.value).sum::<f64>() / count;
        let mut means = [0.0; N];
        for one in observations {
            for (sum, term) in means.iter_mut().zip(&one.terms) {
                *sum += term / count;
            }
        }
        // The normal equations of the centred terms.
        let (mut matrix, mut right) = ([[0.0; N]; N], [0.0; N]);
        for one in observations {
            for i in 0..N {
                let x = one.terms[i] - means[i];
                right[i] += x * (one.value - mean);
                for j in 0..N {
                    matrix[i][j] += x * (one.terms[j] - means[j]);
                }
            }
        }
        Some(Self { mean, means, slopes: solve(matrix, right) })
    }

    /// Fits the line, leaves out what lies far off it, and fits it again until nothing does, at most five times; gives it with
    /// the places of the observations that were kept.
    #[must_use]
    pub(crate) fn fit_robust(observations: &[Observation<N>]) -> Option<(Self, Vec<usize>)> {
        let mut kept: Vec<usize> = (0..observations.len()).collect();
        let mut chosen = observations.to_vec();
        let mut line = Self::fit(&chosen)?;
        for _ in 0..ROUNDS_MAX {
            let off: Vec<f64> = chosen.iter().map(|one| (one.value - line.expected(&one.terms)).abs()).collect();
            let spread = FAR * median_size(&off)?;
            let count = off.iter().filter(|off| **off <= spread).count();
            if spread <= 0.0 || count == kept.len() {
                break;
            }
            let (mut nearer, mut left_in) = (Vec::with_capacity(count), Vec::with_capacity(count));
            for ((one, place), off) in chosen.iter().zip(&kept).zip(&off) {
                if *off <= spread {
                    nearer.push(*one);
                    left_in.push(*place);
                }
            }
            let Some(again) = Self::fit(&nearer) else { break };
            (line, chosen, kept) = (again, nearer, left_in);
        }
        Some((line, kept))
    }
}

/// The [`median`] of numbers of which none is negative: their bits have the same order, and are found faster.
fn median_size(values: &[f64]) -> Option<f64> {
    let mut bits: Vec<u64> = values.iter().map(|value| value.to_bits()).collect();
    let middle = bits.len() / 2;
    if bits.is_empty() {
        return None;
    }
    let (below, upper, _) = bits.select_nth_unstable(middle);
    let upper = f64::from_bits(*upper);
    let lower = below.iter().max().filter(|_| values.len().is_multiple_of(2));
    lower.map_or(Some(upper), |lower| mean(&[f64::from_bits(*lower), upper]))
}

/// Solves the symmetric equations by elimination; an unknown that the others already give is 0.
fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    let size: [f64; N] = std::array::from_fn(|i| matrix[i][i]);
    let mut used = [false; N];
    for i in 0..N {
        if matrix[i][i] <= VARIES * size[i].max(f64::MIN_POSITIVE) {
            continue;
        }
        used[i] = true;
        let row = matrix[i];
        for j in (0..N).filter(|j| *j != i) {
            let share = matrix[j][i] / row[i];
            for (entry, of_row) in matrix[j].iter_mut().zip(row) {
                *entry -= share * of_row;
            }
            right[j] -= share * right[i];
        }
    }
    std::array::from_fn(|i| if used[i] { right[i] / matrix[i][i] } else { 0.0 })
}

/// The middle of the values, of an even number the mean of the two; absent for none.
#[must_use]
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    if below.len() < middle || values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = values[..middle].iter().copied().max_by(f64::total_cmp)?;
    mean(&[lower, upper])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp, reason = "a test may panic; exact in binary")]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_sizes_is_the_median() {
        for values in [vec![], vec![3.0], vec![3.0, 0.0], vec![1e-300, 5.0, 2.0], vec![4.0, 1.0, f64::INFINITY, 4.0]] {
            assert_eq!(median_size(&values), median(values));
        }
    }

    fn plane(x: f64, y: f64) -> f64 {
        3.0 + 2.0 * x - 0.5 * y
    }

    fn grid() -> Vec<Observation<2>> {
        (0..20)
            .map(|i| {
                let (x, y) = (f64::from(i % 5), f64::from(i * i % 7));
                Observation { terms: [x, y], value: plane(x, y) }
            })
            .collect()
    }

    #[test]
    fn a_plane_is_found() {
        let line = FittedLine::fit(&grid()).unwrap();
        assert!((line.expected(&[10.0, -4.0]) - plane(10.0, -4.0)).abs() < 1e-9);
    }

    #[test]
    fn what_lies_far_off_is_left_out() {
        let mut observations = grid();
        observations.iter_mut().enumerate().for_each(|(i, one)| one.value += if i % 2 == 0 { 0.01 } else { -0.01 });
        observations[3].value += 50.0;
        observations[11].value -= 9.0;
        let (line, kept) = FittedLine::fit_robust(&observations).unwrap();
        assert_eq!(kept.len(), 18);
        assert!((line.expected(&[2.0, 2.0]) - plane(2.0, 2.0)).abs() < 0.03);
    }

    #[test]
    fn a_term_that_does_not_vary_or_repeats_another_has_no_slope_of_its_own() {
        let flat: Vec<Observation<2>> =
            (0..9).map(|i| Observation { terms: [f64::from(i), 4.0], value: f64::from(i) }).collect();
        assert!((FittedLine::fit(&flat).unwrap().expected(&[20.0, 4.0]) - 20.0).abs() < 1e-9);
        let twice: Vec<Observation<2>> =
            (0..9).map(|i| Observation { terms: [f64::from(i), f64::from(2 * i)], value: f64::from(i) }).collect();
        assert!((FittedLine::fit(&twice).unwrap().expected(&[20.0, 40.0]) - 20.0).abs() < 1e-6);
        assert_eq!(FittedLine::fit(&flat[..3]), None);
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_two() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 3.0, 2.0]), Some(2.5));
        assert_eq!(median(vec![1.0, 3.0]), Some(2.0));
    }
}
