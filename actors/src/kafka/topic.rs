//! The topics, and what each is called after the prefix. How they are made: `topics`.

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// What the doors have taken; read by the Ledgers alone.
    Received,
    /// What integrations write themselves.
    Ingress,
    DeadLetters,
    /// Events of calls.
    Results,
    /// Events of usage.
    Usage,
    /// Alerts.
    Alerts,
}

impl Topic {
    pub const ALL: [Self; 6] = [
        Self::Received,
        Self::Ingress,
        Self::DeadLetters,
        Self::Results,
        Self::Usage,
        Self::Alerts,
    ];

    /// After the prefix.
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "calls.received",
            Self::Ingress => "ingress",
            Self::DeadLetters => "dead-letters",
            Self::Results => "calls.results",
            Self::Usage => "usage",
            Self::Alerts => "alerts",
        }
    }
}
