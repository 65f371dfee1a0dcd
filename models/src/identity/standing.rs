//! How a tenant stands, and what that lets it do: the whole matrix. Pure. How it comes to stand so: `staff::tenants::standing`.

/// How a tenant stands, and so what it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Active,
    /// Its telephone systems are still heard, so that nothing is lost; nobody signs in, nothing is read or analysed.
    Suspended,
    Closed,
}

/// What a standing allows: the whole matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed {
    pub intake: bool,
    pub analysis: bool,
    /// API and user interface: reading, changing, signing in.
    pub access: bool,
    pub webhooks: bool,
}

impl Standing {
    /// A word of a later version allows as little as possible.
    pub fn from_name(name: &str) -> Self {
        match name {
            "active" => Self::Active,
            "suspended" => Self::Suspended,
            _ => Self::Closed,
        }
    }

    pub fn allowed(self) -> Allowed {
        let (intake, rest) = match self {
            Self::Active => (true, true),
            Self::Suspended => (true, false),
            Self::Closed => (false, false),
        };
        Allowed {
            intake,
            analysis: rest,
            access: rest,
            webhooks: rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suspended_tenant_is_heard_and_nothing_else() {
        let allowed = Standing::Suspended.allowed();
        assert!(allowed.intake && !allowed.analysis && !allowed.access && !allowed.webhooks);
        assert!(!Standing::from_name("something new").allowed().intake);
    }
}
