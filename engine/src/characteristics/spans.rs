//! Stretches of time, sorted, none touching another. What they are of, the caller knows.

/// `(start, end)` in ms with start < end, ascending, each ending before the next begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spans(Vec<(u64, u64)>);

impl Spans {
    /// The union; pairs that run backwards or last no time are nothing.
    pub fn of(pairs: impl IntoIterator<Item = (u64, u64)>) -> Self {
        let mut pairs: Vec<_> = pairs.into_iter().filter(|(start, end)| start < end).collect();
        pairs.sort_unstable();
        let mut spans: Vec<(u64, u64)> = Vec::with_capacity(pairs.len());
        for (start, end) in pairs {
            match spans.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => spans.push((start, end)),
            }
        }
        Self(spans)
    }

    pub fn iter(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.0.iter().copied()
    }

    /// Cannot overflow: the spans do not overlap.
    pub fn total(&self) -> u64 {
        self.iter().map(|(start, end)| end - start).sum()
    }

    /// What lies between 0 and the last end and is in no span.
    pub fn gaps(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let starts = self.iter().map(|(start, _)| start);
        let ends = std::iter::once(0).chain(self.iter().map(|(_, end)| end));
        ends.zip(starts).filter(|(end, start)| end < start)
    }

    /// What is in these and not in `others`.
    pub fn without(&self, others: &Self) -> Self {
        let mut left = Vec::with_capacity(self.0.len());
        let mut next = 0;
        for (mut start, end) in self.iter() {
            while others.0.get(next).is_some_and(|other| other.1 <= start) {
                next += 1;
            }
            for &(from, to) in others.0[next..].iter().take_while(|other| other.0 < end) {
                if start < from {
                    left.push((start, from));
                }
                start = to.min(end);
            }
            if start < end {
                left.push((start, end));
            }
        }
        Self(left)
    }

    /// Whether any of these lies, be it in part, between `start` and `end`.
    pub fn touch(&self, start: u64, end: u64) -> bool {
        let first_after = self.0.partition_point(|span| span.1 <= start);
        start < end && self.0.get(first_after).is_some_and(|span| span.0 < end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Which milliseconds are in them.
    fn grid(spans: &Spans) -> Vec<bool> {
        let mut grid = vec![false; 130];
        spans
            .iter()
            .for_each(|(start, end)| grid[start as usize..end as usize].fill(true));
        grid
    }

    fn pairs() -> impl Strategy<Value = Vec<(u64, u64)>> {
        prop::collection::vec((0_u64..120, 0_u64..120), 0..8)
    }

    proptest! {
        #[test]
        fn unions_gaps_and_differences_are_those_of_a_millisecond_grid(a in pairs(), b in pairs(), from in 0_u64..120, to in 0_u64..120) {
            let (left, right) = (Spans::of(a.clone()), Spans::of(b));
            let grid_of_pairs = |at: u64| a.iter().any(|(start, end)| (*start..*end).contains(&at));
            prop_assert!((0..130).all(|at| grid(&left)[at as usize] == grid_of_pairs(at)));
            prop_assert_eq!(left.total() as usize, grid(&left).iter().filter(|own| **own).count());
            let difference = grid(&left.without(&right));
            prop_assert!((0..130).all(|at| difference[at] == (grid(&left)[at] && !grid(&right)[at])));
            let last = left.iter().last().map_or(0, |(_, end)| end) as usize;
            let gaps = grid(&Spans::of(left.gaps()));
            prop_assert!((0..130).all(|at| gaps[at] == (at < last && !grid(&left)[at])));
            prop_assert_eq!(left.touch(from, to), (from..to).any(|at| grid(&left)[at as usize]));
        }
    }
}
