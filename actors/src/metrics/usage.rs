//! What tenants have used of what their periods have room for.

use models::billing::usage::standing::Standing;
use prometheus::IntGaugeVec;

use super::make::Make;

#[derive(Clone)]
pub struct Usage {
    used: IntGaugeVec,
    limit: IntGaugeVec,
}

impl Usage {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        Ok(Self {
            used: make.gauges(
                "tenant_used_calls",
                "Calls charged to the period that runs; tenants with least room left by id, the others together",
                &["tenant"],
            )?,
            limit: make.gauges(
                "tenant_limit_calls",
                "Calls that the period has room for; tenants that are named as above and are not unlimited",
                &["tenant"],
            )?,
        })
    }

    /// Whoever is not named any more is forgotten.
    pub fn stand(&self, standing: &[Standing]) {
        self.used.reset();
        self.limit.reset();
        for one in standing {
            let tenant = one
                .tenant
                .map_or_else(|| "other".to_owned(), |tenant| tenant.to_string());
            self.used.with_label_values(&[tenant.as_str()]).set(one.used);
            if let Some(calls_limit) = one.calls_limit {
                self.limit.with_label_values(&[tenant.as_str()]).set(calls_limit);
            }
        }
    }
}
