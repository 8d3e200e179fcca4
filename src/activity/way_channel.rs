//! What one channel tells of the way: distance, speed, or positions, each as a speed after every sample.

/// A channel that says less than this on the mean is dead, metres a second.
pub(super) const DEAD_MPS: f64 = 0.05;

/// What one channel tells of the way.
pub(super) struct WayChannel {
    /// Speed over the recorded time after each sample, metres a second; absent where it is not told, and in pauses.
    pub(super) speed_mps: Vec<Option<f64>>,
    /// After how many samples the way is told, be it in a pause.
    pub(super) known: usize,
    /// The way over the recorded time, metres.
    pub(super) way_m: f64,
}

impl WayChannel {
    /// From values at the samples, of which two tell the way between them: it is spread over the recorded time. Nothing
    /// is told before the first known value and after the last.
    pub(super) fn between<T: Copy>(
        values: impl Iterator<Item = Option<T>>,
        recorded_s: &[f64],
        mut way_between_m: impl FnMut(T, T) -> f64,
    ) -> Self {
        let mut speed_mps = vec![None; recorded_s.len()];
        let (mut known, mut way_m) = (0, 0.0);
        let mut before: Option<(usize, T)> = None;
        for (to, value) in values.enumerate() {
            let Some(value) = value else { continue };
            if let Some((from, before)) = before {
                let step_m = way_between_m(before, value);
                known += to - from;
                if let [step_s] = recorded_s[from..to] {
                    if 0.0 < step_s {
                        speed_mps[from] = Some(step_m / step_s);
                        way_m += step_m;
                    }
                } else {
                    let steps_s = &recorded_s[from..to];
                    let mps = step_m / steps_s.iter().sum::<f64>();
                    for (speed, step_s) in speed_mps[from..to].iter_mut().zip(steps_s).filter(|(_, s)| 0.0 < **s) {
                        *speed = Some(mps);
                        way_m += mps * step_s;
                    }
                }
            }
            before = Some((to, value));
        }
        Self { speed_mps, known, way_m }
    }

    /// From the speed at the samples.
    pub(super) fn at(speed_mps: impl Iterator<Item = Option<f64>>, recorded_s: &[f64]) -> Self {
        let (mut known, mut way_m) = (0, 0.0);
        let speed_mps = speed_mps.zip(recorded_s).map(|(mps, recorded_s)| {
            known += usize::from(mps.is_some());
            way_m += mps.unwrap_or(0.0) * recorded_s;
            mps.filter(|_| 0.0 < *recorded_s)
        });
        Self { speed_mps: speed_mps.collect(), known, way_m }
    }

    /// Whether it moves, and tells the way of half of the samples: a dead one repeats its first value for an hour.
    pub(super) fn is_alive(&self, total_s: f64) -> bool {
        self.speed_mps.len() < 2 * self.known + 2 && DEAD_MPS * total_s < self.way_m
    }
}
