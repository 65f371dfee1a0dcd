//! How far the analysis of a leg has got, and that of a call with its legs. Pure.

/// In the order of how far it is: a call's status is the furthest of its legs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnalysisStatus {
    /// No recording, or none that is to be analysed.
    #[default]
    None,
    /// Kept back beyond the limit.
    Withheld,
    Queued,
    Analyzing,
    Failed,
    Analyzed,
}

impl AnalysisStatus {
    pub const ALL: [Self; 6] = [
        Self::None,
        Self::Withheld,
        Self::Queued,
        Self::Analyzing,
        Self::Failed,
        Self::Analyzed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Withheld => "withheld",
            Self::Queued => "queued",
            Self::Analyzing => "analyzing",
            Self::Failed => "failed",
            Self::Analyzed => "analyzed",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// The furthest of a call's legs.
    pub fn of_call(legs: impl IntoIterator<Item = Self>) -> Self {
        legs.into_iter().max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_as_far_as_its_furthest_leg() {
        use AnalysisStatus::*;
        assert_eq!(AnalysisStatus::of_call([]), None);
        assert_eq!(AnalysisStatus::of_call([None, Withheld]), Withheld);
        assert_eq!(AnalysisStatus::of_call([Analyzed, Queued]), Analyzed);
        assert_eq!(AnalysisStatus::of_call([Failed, Analyzing]), Failed);
    }

    #[test]
    fn every_name_is_read_back() {
        for status in AnalysisStatus::ALL {
            assert_eq!(AnalysisStatus::from_name(status.as_str()), Some(status));
        }
    }
}
