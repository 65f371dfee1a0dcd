//! A telephone system that is known, and what became of a payload of it.

use engine::pbx::parsed::Notice;
use engine::pbx::repeats::Numbers;
use engine::pbx::settings::{Given, Settings, SettingsFault};
use engine::pbx::source::Source as Form;
use models::ids::{LegId, TenantId};
use uuid::Uuid;

use crate::ledger::arrival::Fate;

/// A telephone system that is known: whose, under which name, in which form it writes, with which settings.
#[derive(Clone, Debug)]
pub struct Source {
    pub tenant: TenantId,
    pub instance: String,
    pub form: Form,
    pub settings: Settings,
    /// Where a stream comes from, as an address or a file's name; only for people.
    pub origin: Option<String>,
    /// Of a part of a file or a stream: which of its lines are not the first of their kind. `None`: a payload that stands for itself.
    pub numbers: Option<Numbers>,
}

impl Source {
    /// Errors: settings that cannot be.
    pub fn new(tenant: TenantId, instance: &str, form: Form, given: Given) -> Result<Self, SettingsFault> {
        let settings = Settings::new(Given {
            source_instance: Some(instance.to_owned()),
            ..given
        })?;
        Ok(Self {
            tenant,
            instance: instance.to_owned(),
            form,
            settings,
            origin: None,
            numbers: None,
        })
    }
}

/// What became of one payload.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Receipt {
    /// Legs that were handed to the Ledger, each with its fate.
    pub legs: Vec<(LegId, Fate)>,
    /// Events that are kept until their call is over.
    pub held: usize,
    /// Events that were there already.
    pub repeated: usize,
    pub ignored: Vec<Notice>,
    pub warnings: Vec<Notice>,
    /// What could not be read, and is kept aside.
    pub quarantined: Vec<Notice>,
    /// What is set aside, the first of it.
    pub aside: Option<Uuid>,
}

impl Receipt {
    /// Something of it was turned back for the limit: whoever sent it has to send all of it again, or that is lost.
    pub fn is_over_limit(&self) -> bool {
        self.legs.iter().any(|(_, fate)| *fate == Fate::OverLimit)
    }
}
